import { SourceKind, SourceUnlock } from '@mli/plugin-insights-common';

type Unlock = Omit<SourceUnlock, 'connected'>;

/** What each kind of source tells that the others do not, so that an installation knows what to connect next. */
const UNLOCKS: readonly Unlock[] = [
  {
    kind: 'openlineage',
    title: 'OpenLineage',
    unlocks: [
      'run time, success and failures of pipelines',
      'which run reads what another wrote: hand-off time',
    ],
    how: 'docs/recipes/send-openlineage.md',
  },
  {
    kind: 'slurm',
    title: 'Slurm',
    unlocks: ['queue time', 'blocked hours', 'GPUs of each run'],
    how: 'docs/recipes/connect-slurm.md',
  },
  {
    kind: 'mlflow',
    title: 'MLflow',
    unlocks: [
      'experiments and iterations',
      'sweeps as one run',
      'run time and failures of training, with commit and repository',
    ],
    how: 'docs/recipes/connect-mlflow.md',
  },
  {
    kind: 'cdevents',
    title: 'CDEvents',
    unlocks: [
      'time from commit to deployment',
      'runs that CI set off, with their queue',
    ],
    how: 'docs/recipes/send-cloudevents.md',
  },
  {
    kind: 'cloudevents',
    title: 'CloudEvents',
    unlocks: [
      'use of offerings that is not a run: observed adoption',
      'requests to people, such as labeling, as runs',
    ],
    how: 'docs/recipes/labeling-or-simulation-request.md',
  },
  {
    kind: 'file',
    title: 'Imported history',
    unlocks: [
      'the time before the portal: trends and studies that need a past',
    ],
    how: 'docs/recipes/import-runs.md',
  },
];

/** @param heard - the kinds of sources that have sent anything */
export function describeUnlocks(
  heard: ReadonlySet<SourceKind>,
): SourceUnlock[] {
  return UNLOCKS.map(unlock => ({
    ...unlock,
    connected: heard.has(unlock.kind),
  }));
}
