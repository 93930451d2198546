import fs from 'node:fs';
import path from 'node:path';
import { DEFAULT_STAGES } from '../../plugins/insights-common/src/vocabulary';

/** What the catalog of the demonstration organisation is filled up to. */
export const OFFERINGS = 200;
export const COMPONENTS = 20_000;
export const TEAMS = 200;
/** examples/offerings and examples/organisation; the rest is generated. */
const EXAMPLE_OFFERINGS = 30;
const EXAMPLE_TEAMS = 28;

const TYPES = ['platform', 'service', 'library', 'dataset', 'tool', 'support'];
const LIFECYCLES = ['experimental', 'beta', 'ga', 'ga', 'ga', 'deprecated'];
const COMPONENT_TYPES = [
  'training-pipeline',
  'model',
  'dataset',
  'evaluation-suite',
  'service',
];
const PROBLEMS = [
  'Jobs wait for machines that stand idle next to them',
  'Labels come back after the experiment that needed them',
  'Features drift between training and serving and nobody sees it',
  'A failed evaluation is found on the day of the release',
  'Two teams simulate the same scenarios without knowing it',
];
const ENTITIES_EACH_FILE = 1_000;

const pick = <T>(list: readonly T[], index: number): T =>
  list[index % list.length] as T; // lists above are not empty

/** Writes the entities as YAML files and returns them; JSON is YAML. */
export function writeCatalog(folder: string): string[] {
  const entities = [
    ...Array.from({ length: TEAMS - EXAMPLE_TEAMS }, (_, i) => team(i)),
    ...Array.from({ length: OFFERINGS - EXAMPLE_OFFERINGS }, (_, i) =>
      offering(i),
    ),
    ...Array.from({ length: COMPONENTS }, (_, i) => component(i)),
  ];
  const files: string[] = [];
  for (let start = 0; start < entities.length; start += ENTITIES_EACH_FILE) {
    const file = path.join(folder, `catalog-${files.length}.yaml`);
    const part = entities.slice(start, start + ENTITIES_EACH_FILE);
    fs.writeFileSync(file, part.map(e => JSON.stringify(e)).join('\n---\n'));
    files.push(file);
  }
  return files;
}

function team(index: number) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: {
      name: `bench-team-${index}`,
      title: `Bench team ${index}`,
      description: 'A customer team that was generated to fill the catalog',
    },
    spec: { type: 'customer-team', children: [], parent: 'perception-camera' },
  };
}

function offering(index: number) {
  const stage = pick(DEFAULT_STAGES, index);
  return {
    apiVersion: 'mli.internal/v1alpha1',
    kind: 'Offering',
    metadata: {
      name: `bench-offering-${index}`,
      title: `Bench ${stage} offering ${index}`,
      description: `Generated offering ${index}: saves a day a week in ${stage}`,
      tags: [stage, 'generated'],
    },
    spec: {
      problem: `${pick(PROBLEMS, index)}, ${index} times a week in ${stage}.`,
      notFor: 'Jobs that take less than five minutes',
      type: pick(TYPES, index),
      lifecycle: pick(LIFECYCLES, index),
      owner: 'group:compute-platform',
      stages: [stage, pick(DEFAULT_STAGES, index + 1)],
      onboarding: {
        guide: `https://docs.norrvik.example/bench-${index}`,
        expectedDays: 1 + (index % 5),
      },
      limits: [{ name: 'jobs at once', value: 100 + index }],
      support: { channel: '#bench', responseHours: 4 },
    },
  };
}

function component(index: number) {
  const owner = index % (TEAMS - EXAMPLE_TEAMS);
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: `bench-component-${index}`,
      title: `Bench component ${index}`,
      description: 'A component that was generated to fill the catalog',
      annotations: {
        'mli.internal/jobs': `bench.team-${owner}/component-${index}.*`,
      },
    },
    spec: {
      type: pick(COMPONENT_TYPES, index),
      lifecycle: 'production',
      owner: `group:bench-team-${owner}`,
    },
  };
}
