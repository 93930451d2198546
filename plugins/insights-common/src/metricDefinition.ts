/** `S`: what the platform did. `P`: what people did. Decides what may be released (docs/metrics.md, section 4). */
export type MetricClass = 'S' | 'P';

/** The time that decides in which period a run counts. */
export type MetricAnchor =
  'submitted' | 'started' | 'first-result' | 'ended' | 'first-event';

/**
 * `duration`: quantiles and mean. `ratio`: numerator, denominator, value. `quantity`: a sum with its parts.
 * `survival`: times of which some are not over yet, after Kaplan and Meier.
 */
export type MetricKind = 'duration' | 'ratio' | 'quantity' | 'survival';

/** Where a reader looks for a metric. */
export const METRIC_TOPICS = [
  'iteration',
  'waiting',
  'outcomes',
  'reach',
] as const;
export type MetricTopic = (typeof METRIC_TOPICS)[number];

export const METRIC_TOPIC_TITLES: Record<MetricTopic, string> = {
  iteration: 'Iterating',
  waiting: 'Waiting and running',
  outcomes: 'Outcomes',
  reach: 'Getting there',
};

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
  readonly kind: MetricKind;
  readonly topic: MetricTopic;
  /** What its n counts, in the singular. */
  readonly counts: string;
  /** A sentence for where no source says what it needs. */
  readonly needs: string;
  /** Whether more of it is worse, for words like faster and slower; undefined where neither is better. */
  readonly better?: 'less' | 'more';
}
