/** A fact this plugin offers to scorecards; the value is current, never a history. */
export interface InsightsFactDefinition {
  readonly id: string;
  readonly title: string;
  readonly unit: 'seconds' | 'ratio' | 'count';
  /** Kind of the entities it is about. */
  readonly entityKind: 'Group' | 'Offering';
  readonly description: string;
}

export const INSIGHTS_FACTS = [
  {
    id: 'insights.queue_time.p50',
    title: 'Median queue time',
    unit: 'seconds',
    entityKind: 'Group',
    description:
      'Median of queue_time over the last closed 12 weeks, in the default view. Hidden where section 4 of docs/metrics.md hides it.',
  },
  {
    id: 'insights.queue_time.p90',
    title: '90 % quantile of queue time',
    unit: 'seconds',
    entityKind: 'Group',
    description:
      'The queue_time that nine of ten runs stay below over the last closed 12 weeks, in the default view. Hidden where section 4 of docs/metrics.md hides it, not enough data where section 2 shows no such quantile.',
  },
  {
    id: 'insights.run_time.p50',
    title: 'Median run time',
    unit: 'seconds',
    entityKind: 'Group',
    description:
      'Median of run_time over the last closed 12 weeks, in the default view. Hidden where section 4 of docs/metrics.md hides it.',
  },
  {
    id: 'insights.runs.count',
    title: 'Runs that started',
    unit: 'count',
    entityKind: 'Group',
    description:
      'The n of queue_time over the last closed 12 weeks, in the default view; only for teams whose queue_time is released.',
  },
  {
    id: 'insights.coverage',
    title: 'Coverage',
    unit: 'ratio',
    entityKind: 'Group',
    description:
      'The coverage of queue_time over the last closed 12 weeks: the share of runs whose source said what it needs.',
  },
  {
    id: 'insights.wait_share',
    title: 'Share of waiting',
    unit: 'ratio',
    entityKind: 'Group',
    description:
      'wait_share over the last closed 12 weeks, in the default view. Hidden where section 4 of docs/metrics.md hides it.',
  },
  {
    id: 'insights.lost_ratio',
    title: 'Share of lost runs',
    unit: 'ratio',
    entityKind: 'Group',
    description:
      'lost_ratio over the last closed 12 weeks, in the default view. Hidden where section 4 of docs/metrics.md hides it.',
  },
  {
    id: 'insights.failed_ratio',
    title: 'Share of failed runs',
    unit: 'ratio',
    entityKind: 'Group',
    description:
      'failed_ratio over the last closed 12 weeks, in the default view, whatever the cause.',
  },
  {
    id: 'insights.system_failed_ratio',
    title: 'Share of runs that failed because of the system',
    unit: 'ratio',
    entityKind: 'Group',
    description:
      'system_failed_ratio over the last closed 12 weeks, in the default view: what the platform did, so it is told by the rule of class S.',
  },
  {
    id: 'insights.iteration_time.slower_periods',
    title: 'Periods in a row with slower iterations',
    unit: 'count',
    entityKind: 'Group',
    description:
      'How many of the last two closed 12-week spans, 4 weeks apart, were slower than the 12 weeks before them with their whole 95 % interval (docs/metrics.md, section 3): 0, 1 or 2, counted back from the last.',
  },
  {
    id: 'insights.adoption.offerings_in_use',
    title: 'Offerings in use',
    unit: 'count',
    entityKind: 'Group',
    description:
      'How many offerings the customer team has the status in-use for. Hidden for teams under 5 members.',
  },
  {
    id: 'insights.adoption.teams_in_use',
    title: 'Teams using the offering',
    unit: 'count',
    entityKind: 'Offering',
    description:
      'How many eligible customer teams of at least 5 members have the status in-use.',
  },
  {
    id: 'insights.effect.studies_finished',
    title: 'Finished studies',
    unit: 'count',
    entityKind: 'Offering',
    description:
      'How many studies of what adopting the offering did have an answer, whatever it is; 0 before the first.',
  },
  {
    id: 'insights.effect.badges',
    title: 'Effects that hold up',
    unit: 'count',
    entityKind: 'Offering',
    description:
      'How many of its finished studies earn a badge by the portfolio rule (docs/metrics.md, section 7).',
  },
  {
    id: 'insights.effect.claims_contradicted',
    title: 'Claims contradicted',
    unit: 'count',
    entityKind: 'Offering',
    description:
      'How many of its claims to improve something a finished study contradicts: an effect for the worse, by the portfolio rule.',
  },
] as const satisfies readonly InsightsFactDefinition[];

export type InsightsFactId = (typeof INSIGHTS_FACTS)[number]['id'];
export const INSIGHTS_FACT_IDS = INSIGHTS_FACTS.map(fact => fact.id);
