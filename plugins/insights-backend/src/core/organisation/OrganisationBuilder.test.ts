import { OrganisationBuilder } from './OrganisationBuilder';
import { OrganisationEntity } from './readEntity';
import { Organisation } from './types';

const ROLES = new Map<string, 'customer' | 'provider'>([
  ['customer-team', 'customer'],
  ['provider-team', 'provider'],
]);

function build(...entities: OrganisationEntity[]): Organisation {
  const builder = new OrganisationBuilder({
    roleOf: type => ROLES.get(type) ?? 'other',
    hash: name => `#${name}`,
    normalise: login => login.toLocaleLowerCase('en-US').replace(/@.*/, ''),
  });
  entities.forEach(each => builder.add(each));
  return builder.build();
}

function entity(
  kind: string,
  name: string,
  rest: {
    namespace?: string;
    title?: string;
    annotations?: Record<string, string>;
    spec?: Record<string, unknown>;
  } = {},
): OrganisationEntity {
  const { namespace, title, annotations, spec } = rest;
  return {
    kind,
    metadata: { name, namespace, title, annotations },
    ...(spec && { spec }),
  };
}

describe('units', () => {
  it('take role from the type and parent from either side', () => {
    const { units } = build(
      entity('Group', 'Lanes', {
        spec: {
          type: 'customer-team',
          parent: 'perception',
          profile: { displayName: 'Lanes!' },
        },
      }),
      entity('Group', 'mli', {
        spec: { type: 'department', children: ['store'] },
      }),
      entity('Group', 'store', {
        title: 'Store',
        spec: { type: 'provider-team' },
      }),
      entity('Group', 'own-parent', {
        spec: { type: 'x', parent: 'own-parent' },
      }),
    );
    expect([...units.values()]).toEqual([
      {
        ref: 'group:default/lanes',
        title: 'Lanes!',
        type: 'customer-team',
        role: 'customer',
        parent: 'group:default/perception',
      },
      {
        ref: 'group:default/mli',
        title: 'mli',
        type: 'department',
        role: 'other',
      },
      {
        ref: 'group:default/store',
        title: 'Store',
        type: 'provider-team',
        role: 'provider',
        parent: 'group:default/mli',
      },
      {
        ref: 'group:default/own-parent',
        title: 'own-parent',
        type: 'x',
        role: 'other',
      },
    ]);
  });
});

describe('people', () => {
  it('are members by what they say and what the group says; accounts that are no people are not', () => {
    const { members } = build(
      entity('Group', 'lanes', {
        spec: { type: 'customer-team', members: ['bob', 'robot'] },
      }),
      entity('User', 'ann', {
        spec: { memberOf: ['lanes', 'group:default/lanes'] },
      }),
      entity('User', 'bob', { spec: {} }),
      entity('User', 'robot', {
        annotations: { 'mli.internal/actor-kind': 'service' },
      }),
    );
    expect([...members.values()]).toEqual([
      { actorHash: '#user:default/bob', unit: 'group:default/lanes' },
      { actorHash: '#user:default/ann', unit: 'group:default/lanes' },
    ]);
  });

  it('are found by name, by their logins and by their ref', () => {
    const { aliases } = build(
      entity('User', 'Ann', {
        annotations: { 'mli.internal/logins': 'a.nn, ANN2@x.com' },
      }),
      entity('User', 'ci', {
        annotations: { 'mli.internal/actor-kind': 'shared' },
      }),
    );
    expect(
      Object.fromEntries(
        [...aliases].map(([key, value]) => [
          key,
          `${value.actorHash} ${value.kind}`,
        ]),
      ),
    ).toEqual({
      '#ann': '#user:default/ann person',
      '#a.nn': '#user:default/ann person',
      '#ann2': '#user:default/ann person',
      '#user:default/ann': '#user:default/ann person',
      '#ci': '#user:default/ci shared',
      '#user:default/ci': '#user:default/ci shared',
    });
  });

  it('lose a login that two of them claim; a named login goes before a name', () => {
    const { aliases } = build(
      entity('User', 'ann', {
        annotations: { 'mli.internal/logins': 'root, bob' },
      }),
      entity('User', 'bob', { annotations: { 'mli.internal/logins': 'root' } }),
      entity('User', 'cy', { namespace: 'a' }),
      entity('User', 'cy', { namespace: 'b' }),
    );
    expect(aliases.get('#root')).toBeUndefined();
    expect(aliases.get('#cy')).toBeUndefined();
    expect(aliases.get('#bob')?.actorHash).toBe('#user:default/ann');
    expect(aliases.get('#user:default/bob')?.actorHash).toBe(
      '#user:default/bob',
    );
  });
});

describe('components', () => {
  it('read their patterns, stage and owner', () => {
    const { components } = build(
      entity('Component', 'trainer', {
        namespace: 'eu',
        annotations: {
          'mli.internal/jobs': 'airflow/lane-*, airflow/x ,',
          'mli.internal/repositories': 'https://git/*',
          'mli.internal/experiments': 'lanes',
          'mli.internal/adopts': 'store, default/queue',
        },
        spec: { type: 'Training-Pipeline', owner: 'lanes' },
      }),
      entity('Component', 'special', {
        annotations: { 'mli.internal/stage': 'Labeling' },
        spec: { type: 'dataset', owner: 'user:ann' },
      }),
      entity('Component', 'notebook', { spec: { type: 'notebook-project' } }),
    );
    expect([...components.values()]).toEqual([
      {
        ref: 'component:eu/trainer',
        type: 'training-pipeline',
        owner: 'group:eu/lanes',
        stage: 'training',
        adopts: ['offering:default/queue', 'offering:eu/store'],
        patterns: [
          { field: 'job', glob: 'airflow/lane-*' },
          { field: 'job', glob: 'airflow/x' },
          { field: 'repository', glob: 'https://git/*' },
          { field: 'experiment', glob: 'lanes' },
        ],
      },
      {
        ref: 'component:default/special',
        type: 'dataset',
        owner: 'user:default/ann',
        stage: 'labeling',
        adopts: [],
        patterns: [],
      },
      {
        ref: 'component:default/notebook',
        type: 'notebook-project',
        stage: '',
        adopts: [],
        patterns: [],
      },
    ]);
  });
});

describe('offerings', () => {
  it('keep what is needed, and leave out matchers they cannot read', () => {
    const { offerings } = build(
      entity('Offering', 'store', {
        title: 'Feature store',
        spec: {
          owner: 'feature-platform',
          stages: ['features', 7],
          lifecycle: 'ga',
          audience: { filter: { 'spec.type': 'customer-team' } },
          adoptedWhen: { actor: 'people' },
          onboarding: { expectedDays: 3 },
          telemetry: [
            { source: 'openlineage', jobNamespace: 'feast*' },
            { source: 'openlineage', jobnamespace: 'typo*' },
            { jobNamespace: 'no-source*' },
            { source: 'openlineage', jobName: 7 },
            'nonsense',
          ],
        },
      }),
    );
    expect([...offerings.values()]).toEqual([
      {
        ref: 'offering:default/store',
        title: 'Feature store',
        owner: 'group:default/feature-platform',
        stages: ['features'],
        lifecycle: 'ga',
        audience: { filter: { 'spec.type': 'customer-team' } },
        adoptedWhen: { actor: 'people' },
        expectedDays: 3,
        telemetry: [{ source: 'openlineage', jobNamespace: 'feast*' }],
      },
    ]);
  });
});

describe('declarations', () => {
  it('are those of the team and of the components it owns, each once', () => {
    const { declarations } = build(
      entity('Component', 'trainer', {
        annotations: { 'mli.internal/adopts': 'store, queue' },
        spec: { owner: 'lanes' },
      }),
      entity('Component', 'foreign', {
        annotations: { 'mli.internal/adopts': 'other' },
        spec: { owner: 'gone' },
      }),
      entity('Group', 'lanes', {
        annotations: { 'mli.internal/adopts': 'store' },
        spec: { type: 'customer-team' },
      }),
    );
    expect([...declarations.values()]).toEqual(
      ['store', 'queue'].map(name => ({
        team: 'group:default/lanes',
        offering: `offering:default/${name}`,
        state: 'adopted',
      })),
    );
  });
});

it('takes entities of any shape', () => {
  const strange = [
    'Group',
    'User',
    'Component',
    'Offering',
    'Location',
  ].flatMap(kind => [
    entity(kind, 'a'),
    entity(kind, 'b', {
      spec: {
        type: 7,
        owner: {},
        parent: [],
        children: 'x',
        members: [null],
        memberOf: { a: 1 },
        stages: 'training',
        telemetry: {},
        audience: null,
        onboarding: [],
        profile: 'x',
      },
    }),
  ]);
  expect(() => build(...strange)).not.toThrow();
});
