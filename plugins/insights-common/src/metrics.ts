import { MetricDefinition } from './metricDefinition';

/** Every metric the portal can answer; docs/metrics.md is the dictionary they come from. */
export const METRICS = {
  iteration_time: {
    id: 'iteration_time',
    title: 'Iteration time',
    summary:
      'How long one try takes, from submitting it to the end and on to the next try.',
    formula:
      'for each iteration: last end - first submission (or start, where no submission is known), plus the time to the start of the next iteration when that is at most 4 h; run length is never cut',
    version: 1,
    unit: 'seconds',
    class: 'P',
    anchor: 'submitted',
    kind: 'duration',
    topic: 'iteration',
    counts: 'iteration',
    needs:
      'It needs runs that name their actor, their start and their end; no source sent such runs here.',
    better: 'less',
  },
  cycle_time: {
    id: 'cycle_time',
    title: 'Cycle time',
    summary: 'From the start of one try to the start of the next one.',
    formula:
      'start of the next iteration - start of this one, kept when the next starts at most 4 h after the last end of this one',
    version: 1,
    unit: 'seconds',
    class: 'P',
    anchor: 'started',
    kind: 'duration',
    topic: 'iteration',
    counts: 'cycle',
    needs:
      'It needs runs that name their actor, their start and their end; no source sent such runs here.',
    better: 'less',
  },
  think_time: {
    id: 'think_time',
    title: 'Thinking time',
    summary: 'From the end of one try to the start of the next one.',
    formula:
      'max(0, start of the next iteration - last end of this one), kept when at most 4 h',
    version: 1,
    unit: 'seconds',
    class: 'P',
    anchor: 'started',
    kind: 'duration',
    topic: 'iteration',
    counts: 'pause',
    needs:
      'It needs runs that name their actor, their start and their end; no source sent such runs here.',
  },
  start_gap: {
    id: 'start_gap',
    title: 'Start-to-start gap',
    summary:
      'Raw gap between the starts of consecutive runs, for comparison with outside calculations.',
    formula:
      'start - start of the run before, consecutive top-level runs of one actor and experiment; nothing merged, nothing cut',
    version: 1,
    unit: 'seconds',
    class: 'P',
    anchor: 'started',
    kind: 'duration',
    topic: 'iteration',
    counts: 'gap',
    needs:
      'It needs runs that name their actor and their start; no source sent such runs here.',
  },
  overlap_ratio: {
    id: 'overlap_ratio',
    title: 'Overlapping runs',
    summary: 'How often a run starts before the one before it has ended.',
    formula:
      'consecutive top-level runs of one actor and experiment of which the later starts before the earlier ends / all such pairs whose earlier run has an end and is not lost',
    version: 1,
    unit: 'ratio',
    class: 'P',
    anchor: 'started',
    kind: 'ratio',
    topic: 'iteration',
    counts: 'pair',
    needs:
      'It needs runs that name their actor, their start and their end; no source sent such runs here.',
  },
  runs_per_active_person_week: {
    id: 'runs_per_active_person_week',
    title: 'Iterations per active person-week',
    summary:
      'How many tries a person who is active in a week makes in it. Context, never a target.',
    formula:
      'iterations / distinct pairs of an actor and an ISO week (UTC) in which the actor began an iteration',
    version: 1,
    unit: 'count',
    class: 'P',
    anchor: 'started',
    kind: 'ratio',
    topic: 'iteration',
    counts: 'iteration',
    needs:
      'It needs runs that name their actor and their start; no source sent such runs here.',
  },
  queue_time: {
    id: 'queue_time',
    title: 'Queue time',
    summary: 'How long a run waited between being submitted and starting.',
    formula:
      'started - submitted, per attempt; runs that never started stand beside n',
    version: 2,
    unit: 'seconds',
    class: 'S',
    anchor: 'started',
    kind: 'duration',
    topic: 'waiting',
    counts: 'run',
    needs:
      'It needs the time of submission, which schedulers know and trackers do not; no source sent it here.',
    better: 'less',
  },
  startup_time: {
    id: 'startup_time',
    title: 'Start-up time',
    summary: 'From the start of a run to its first batch.',
    formula:
      'first result - started; only from sources that send a real first-batch event',
    version: 1,
    unit: 'seconds',
    class: 'S',
    anchor: 'first-result',
    kind: 'duration',
    topic: 'waiting',
    counts: 'run',
    needs:
      'It needs an event at the first batch of a run; no source sent one here. A first logged metric is not one.',
    better: 'less',
  },
  time_to_first_result: {
    id: 'time_to_first_result',
    title: 'Time to first result',
    summary: 'From submitting a run to its first batch.',
    formula: 'first result - submitted',
    version: 1,
    unit: 'seconds',
    class: 'S',
    anchor: 'first-result',
    kind: 'duration',
    topic: 'waiting',
    counts: 'run',
    needs:
      'It needs the time of submission and an event at the first batch; no source sent both here.',
    better: 'less',
  },
  run_time: {
    id: 'run_time',
    title: 'Run time',
    summary: 'How long a run that succeeded took from its start to its end.',
    formula: 'ended - started, succeeded top-level runs',
    version: 1,
    unit: 'seconds',
    class: 'P',
    anchor: 'ended',
    kind: 'duration',
    topic: 'waiting',
    counts: 'run',
    needs:
      'It needs runs that say when they started and that they succeeded; no source sent such runs here.',
    better: 'less',
  },
  wait_share: {
    id: 'wait_share',
    title: 'Share of time waited',
    summary:
      'Which part of the time from submission to end went into queueing and starting up.',
    formula:
      'sum(first result - submitted) / sum(ended - submitted), closed runs that have all times',
    version: 1,
    unit: 'ratio',
    class: 'S',
    anchor: 'ended',
    kind: 'ratio',
    topic: 'waiting',
    counts: 'run',
    needs:
      'It needs submission, start, first batch and end of the same run; no source sent all four here.',
    better: 'less',
  },
  failed_ratio: {
    id: 'failed_ratio',
    title: 'Failed runs',
    summary: 'How many of the runs that ended have failed, and through whom.',
    formula:
      'failed / (succeeded + failed + cancelled), top-level runs; causes as shares of failed',
    version: 1,
    unit: 'ratio',
    class: 'P',
    anchor: 'ended',
    kind: 'ratio',
    topic: 'outcomes',
    counts: 'run',
    needs: 'It needs runs that say how they ended; no source sent such here.',
    better: 'less',
  },
  system_failed_ratio: {
    id: 'system_failed_ratio',
    title: 'Runs failed by the system',
    summary:
      'How many of the runs that ended have failed through the platform, and not through what was run.',
    formula:
      'failed with the cause system / (succeeded + failed + cancelled), top-level runs',
    version: 1,
    unit: 'ratio',
    class: 'S',
    anchor: 'ended',
    kind: 'ratio',
    topic: 'outcomes',
    counts: 'run',
    needs: 'It needs runs that say how they ended; no source sent such here.',
    better: 'less',
  },
  lost_ratio: {
    id: 'lost_ratio',
    title: 'Lost runs',
    summary: 'How many runs fell silent without saying how they ended.',
    formula: 'lost / top-level runs that started over 72 h ago',
    version: 1,
    unit: 'ratio',
    class: 'S',
    anchor: 'started',
    kind: 'ratio',
    topic: 'outcomes',
    counts: 'run',
    needs: 'It needs runs that say when they started; no source sent any here.',
    better: 'less',
  },
  unclosed_ratio: {
    id: 'unclosed_ratio',
    title: 'Runs without an end',
    summary: 'How many runs never said that they ended.',
    formula: 'top-level runs without an end / all top-level runs that started',
    version: 1,
    unit: 'ratio',
    class: 'S',
    anchor: 'started',
    kind: 'ratio',
    topic: 'outcomes',
    counts: 'run',
    needs: 'It needs runs that say when they started; no source sent any here.',
    better: 'less',
  },
  gpu_hours_in_failed_runs: {
    id: 'gpu_hours_in_failed_runs',
    title: 'GPU hours in failed runs',
    summary:
      'GPU hours of runs that failed, by cause; those of lost and cancelled runs stand beside it.',
    formula:
      'sum over failed leaf attempts of GPUs x (ended - started); denominator: the same over all leaf attempts that ended',
    version: 1,
    unit: 'hours',
    class: 'S',
    anchor: 'ended',
    kind: 'quantity',
    topic: 'outcomes',
    counts: 'attempt',
    needs:
      'It needs runs that say how many GPUs they held; no source sent that here.',
    better: 'less',
  },
  commit_to_start: {
    id: 'commit_to_start',
    title: 'Commit to start',
    summary: 'From committing a change to the first run with it.',
    formula:
      'started - commit time, first top-level run of the commit (repository and commit time), at most 14 days',
    version: 1,
    unit: 'seconds',
    class: 'P',
    anchor: 'started',
    kind: 'duration',
    topic: 'reach',
    counts: 'commit',
    needs:
      'It needs the time of the commit a run was made from; no source sent it here.',
    better: 'less',
  },
  time_to_first_success: {
    id: 'time_to_first_success',
    title: 'Time to first success',
    summary:
      'How long somebody new needs until a run of theirs succeeds for the first time.',
    formula:
      'first success - first event of an actor first seen 90 days or more after the source began; those without a success count up to the last day of the source (Kaplan-Meier)',
    version: 1,
    unit: 'seconds',
    class: 'P',
    anchor: 'first-event',
    kind: 'survival',
    topic: 'reach',
    counts: 'person',
    needs:
      'It needs runs of named actors who were first seen 90 days or more after their source began; there are none here.',
    better: 'less',
  },
  experiment_to_production: {
    id: 'experiment_to_production',
    title: 'Experiment to production',
    summary:
      'From the first run of an experiment to its first deployment, and how many ever ship.',
    formula:
      'first succeeded run of stage deployment in the experiment or its component - first run of the experiment (Kaplan-Meier); value: the share that shipped',
    version: 1,
    unit: 'seconds',
    class: 'P',
    anchor: 'first-event',
    kind: 'survival',
    topic: 'reach',
    counts: 'experiment',
    needs: 'It needs runs of the stage deployment; no source sent any here.',
    better: 'less',
  },
  offering_share: {
    id: 'offering_share',
    title: 'Share on the offering',
    summary: "Which part of the runs in an offering's stages ran on it.",
    formula:
      'top-level runs that ended on the offering within its stages / top-level runs that ended in those stages',
    version: 1,
    unit: 'ratio',
    class: 'S',
    anchor: 'ended',
    kind: 'ratio',
    topic: 'reach',
    counts: 'run',
    needs:
      'It is said of one offering (offering=, or groupBy=offering) that names its stages, where runs were seen in them.',
  },
  outside_share: {
    id: 'outside_share',
    title: 'Runs on no offering',
    summary: 'Which part of the runs ran on nothing that MLI offers.',
    formula:
      'top-level runs that ended on no offering (home-grown, vendor, unknown) / top-level runs that ended',
    version: 1,
    unit: 'ratio',
    class: 'S',
    anchor: 'ended',
    kind: 'ratio',
    topic: 'reach',
    counts: 'run',
    needs: 'It needs runs that ended; no source sent any here.',
  },
  blocked_hours: {
    id: 'blocked_hours',
    title: 'Blocked hours',
    summary:
      'Working hours in which people waited for their runs to start or to give a first result.',
    formula:
      'per actor: the union of [submitted, first result or start) of their runs, within working hours, minus what their runs of the same component executed; summed',
    version: 1,
    unit: 'hours',
    class: 'S',
    anchor: 'submitted',
    kind: 'quantity',
    topic: 'waiting',
    counts: 'run',
    needs:
      'It needs runs that say when they were submitted and when they started; no source sent such runs here.',
    better: 'less',
  },
  rework_hours: {
    id: 'rework_hours',
    title: 'Rework hours',
    summary:
      'Working hours of runs that failed through the system or were lost, and have to be done again.',
    formula:
      'per actor: the union of [submitted, ended] of runs failed by the system or lost, within working hours, minus what is already blocked; summed',
    version: 1,
    unit: 'hours',
    class: 'S',
    anchor: 'ended',
    kind: 'quantity',
    topic: 'outcomes',
    counts: 'run',
    needs:
      'It needs runs that failed through the system or were lost, with their times; no source told of any here.',
    better: 'less',
  },
  handoff_time: {
    id: 'handoff_time',
    title: 'Hand-off time',
    summary:
      'How long work lay between a run and the first run that used what it wrote.',
    formula:
      'end of the producing run to submission of the first consuming run along a lineage edge; elapsed, never added to hours',
    version: 1,
    unit: 'seconds',
    class: 'S',
    anchor: 'submitted',
    kind: 'duration',
    topic: 'waiting',
    counts: 'hand-off',
    needs:
      'It needs lineage: runs that say which datasets they read and wrote; no source sent such runs here.',
    better: 'less',
  },
} as const satisfies Record<string, MetricDefinition>;

export type MetricId = keyof typeof METRICS;

export const METRIC_IDS = Object.keys(METRICS) as MetricId[];

/** The definition with the type all of them share, for code that works on any metric. */
export function metricDefinition(id: MetricId): MetricDefinition {
  return METRICS[id];
}

/** Parts of a quantity or shares of a ratio, in the order in which cells keep them. */
export const METRIC_PARTS: Partial<Record<MetricId, readonly string[]>> = {
  failed_ratio: ['failed', 'user', 'system', 'unknown'],
  gpu_hours_in_failed_runs: [
    'user',
    'system',
    'unknown',
    'lost',
    'cancelled',
    'all',
  ],
};
