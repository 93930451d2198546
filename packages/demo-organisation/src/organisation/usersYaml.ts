import {
  CUSTOMER_HEADCOUNT,
  Headcount,
  LINE,
  PROVIDER_HEADCOUNT,
} from './headcount';
import { peopleOf, Person } from './people';
import { toYamlDocuments } from './toYamlDocuments';

/** The people of examples/ are those of this seed. */
export const ORGANISATION_SEED = 2026;

const HEADER = `# Written by packages/demo-organisation (npm run write-examples); a test checks that it is up to date.
# Invented people. \`mli.internal/logins\` are the other names the same person appears under in run records.
`;

interface Account {
  readonly name: string;
  readonly displayName: string;
  readonly kind: 'service' | 'shared';
  readonly description: string;
  readonly memberOf: readonly string[];
}

/** Users that are nobody: they run things and count towards no floor. */
const ACCOUNTS: readonly Account[] = [
  {
    name: 'svc-nightly',
    displayName: 'Nightly runs',
    kind: 'service',
    description: 'Starts the scheduled production runs of every team',
    memberOf: [],
  },
  {
    name: 'perception-lab',
    displayName: 'Perception lab workstation',
    kind: 'shared',
    description: 'The account of the four workstations in the garage',
    memberOf: ['lanes'],
  },
];

const MLI = new Set([
  ...PROVIDER_HEADCOUNT.map(({ group }) => group),
  'mli-data',
  'mli-compute',
  'mli-validation',
]);

const PERCEPTION = new Set([
  'lanes',
  'signs-and-lights',
  'camera-objects',
  'lidar-objects',
  'occupancy',
  'tracking',
  'radar-fusion',
  'backbones',
  'auto-labels',
  'perception',
  'perception-camera',
  'perception-3d',
  'perception-foundation',
]);

/** File name to content for everything under examples/organisation that is not written by hand. */
export function usersYaml(seed = ORGANISATION_SEED): Map<string, string> {
  const all: readonly Headcount[] = [
    ...LINE,
    ...PROVIDER_HEADCOUNT,
    ...CUSTOMER_HEADCOUNT,
  ];
  const files: Record<string, object[]> = {
    'users-mli.yaml': [],
    'users-perception.yaml': [],
    'users-products.yaml': ACCOUNTS.map(accountEntity),
  };
  for (const person of peopleOf(seed, all)) {
    files[fileOf(person)]?.push(personEntity(person));
  }
  return new Map(
    Object.entries(files).map(([file, entities]) => [
      file,
      HEADER + toYamlDocuments(entities),
    ]),
  );
}

function fileOf({ memberOf: [group = ''] }: Person): string {
  if (MLI.has(group)) return 'users-mli.yaml';
  return PERCEPTION.has(group)
    ? 'users-perception.yaml'
    : 'users-products.yaml';
}

function personEntity(person: Person): object {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: {
      name: person.name,
      title: person.displayName,
      ...(person.role ? { description: person.role } : {}),
      annotations: { 'mli.internal/logins': person.logins.join(', ') },
    },
    spec: {
      profile: { displayName: person.displayName, email: person.email },
      memberOf: person.memberOf,
    },
  };
}

function accountEntity(account: Account): object {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: {
      name: account.name,
      title: account.displayName,
      description: account.description,
      annotations: { 'mli.internal/actor-kind': account.kind },
    },
    spec: {
      profile: { displayName: account.displayName },
      memberOf: account.memberOf,
    },
  };
}
