/** `S`: what the platform did. `P`: what people did. Decides what may be released (docs/metrics.md, section 4). */
export type MetricClass = 'S' | 'P';

/** The time that decides in which period a run counts. */
export type MetricAnchor = 'submitted' | 'started' | 'first-result' | 'ended';

export interface MetricDefinition {
  readonly id: string;
  readonly title: string;
  /** One sentence a reader of a chart understands. */
  readonly summary: string;
  readonly formula: string;
  /** Grows by one whenever the formula, its inputs or its exclusions change. */
  readonly version: number;
  readonly unit: 'seconds' | 'ratio' | 'hours' | 'count';
  readonly class: MetricClass;
  readonly anchor: MetricAnchor;
}

/** Every metric the portal can answer; docs/metrics.md is the dictionary they come from. */
export const METRICS = {
  queue_time: {
    id: 'queue_time',
    title: 'Queue time',
    summary: 'How long a run waited between being submitted and starting.',
    formula:
      'started - submitted, per attempt; runs that never started stand beside n',
    version: 1,
    unit: 'seconds',
    class: 'S',
    anchor: 'started',
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
  },
} as const satisfies Record<string, MetricDefinition>;

export type MetricId = keyof typeof METRICS;

export const METRIC_IDS = Object.keys(METRICS) as MetricId[];
