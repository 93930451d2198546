import { organisationOf } from '../core/organisation/records';
import { Organisation } from '../core/organisation/types';
import { AttributionSubject } from '../core/attribution/types';

/** Keyed hashes of the people of the fixture. */
export const ANN = 'aa';
export const BOB = 'bb';
export const CY = 'cc';

const unit = (name: string, role: 'customer' | 'provider' | 'other') => ({
  ref: `group:default/${name}`,
  title: name,
  type: `${role}-team`,
  role,
});

const component = (name: string, owner: string) => ({
  ref: `component:default/${name}`,
  type: 'training-pipeline',
  owner: `group:default/${owner}`,
  stage: 'training',
  adopts: [],
});

const job = (glob: string) => ({ field: 'job' as const, glob });

const offering = (name: string, owner: string, stages: string[]) => ({
  ref: `offering:default/${name}`,
  title: name,
  owner: `group:default/${owner}`,
  stages,
  lifecycle: 'ga',
});

/**
 * Two customer teams (lanes: ann, bob; signs: bob, cy), two providers below mli, components with patterns of every
 * kind, offerings with and without telemetry.
 */
export const ORGANISATION: Organisation = organisationOf({
  units: [
    unit('lanes', 'customer'),
    unit('signs', 'customer'),
    unit('mli', 'other'),
    { ...unit('feature-platform', 'provider'), parent: 'group:default/mli' },
    { ...unit('training-team', 'provider'), parent: 'group:default/mli' },
    { ...unit('maps', 'customer'), ref: 'group:europe/maps' },
  ],
  members: [
    { actorHash: ANN, unit: 'group:default/lanes' },
    { actorHash: ANN, unit: 'group:default/feature-platform' },
    { actorHash: BOB, unit: 'group:default/lanes' },
    { actorHash: BOB, unit: 'group:default/signs' },
    { actorHash: CY, unit: 'group:default/signs' },
  ],
  components: [
    {
      ...component('lane-trainer', 'lanes'),
      patterns: [job('airflow/lane-*')],
    },
    {
      ...component('lane-nightly', 'lanes'),
      patterns: [job('airflow/lane-nightly-*')],
    },
    {
      ...component('sign-dataset', 'signs'),
      type: 'dataset',
      stage: 'data',
      patterns: [
        { field: 'repository', glob: 'https://git.example.com/signs/*' },
        { field: 'experiment', glob: 'signs-*' },
      ],
    },
    { ...component('twin-a', 'lanes'), patterns: [job('twin/*')] },
    { ...component('twin-b', 'signs'), patterns: [job('twin/*')] },
    { ...component('pair-a', 'signs'), patterns: [job('pair/*')] },
    { ...component('pair-b', 'signs'), patterns: [job('pair/*')] },
    { ...component('orphan', 'gone'), patterns: [job('orphan/*')] },
    { ...component('notes', 'signs'), stage: '', patterns: [job('notes/*')] },
  ],
  offerings: [
    {
      ...offering('feature-store', 'feature-platform', ['features']),
      telemetry: [{ source: 'openlineage', jobNamespace: 'feast*' }],
    },
    {
      ...offering('trainer', 'training-team', ['training', 'evaluation']),
      telemetry: [
        { source: 'cluster', jobName: '*-train' },
        { source: 'cloudevents', type: 'com.example.trainer.*' },
      ],
    },
    { ...offering('queue', 'training-team', ['training']), telemetry: [] },
  ],
});

export function subject(
  fields: Partial<AttributionSubject> = {},
): AttributionSubject {
  return {
    sourceName: 'lineage',
    sourceKind: 'openlineage',
    namespace: 'nowhere',
    name: 'nothing',
    repository: '',
    experiment: '',
    saidTeam: '',
    saidComponent: '',
    saidOfferings: [],
    ...fields,
  };
}
