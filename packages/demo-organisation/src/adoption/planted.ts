import { ADOPTION_HISTORIES, AdoptionHistory } from './history';
import { DAY, mondayOf, WEEK } from '../activity/calendar';

export interface PlantedEffect {
  readonly offering: string;
  readonly stage: string;
  /** Every duration of the metric is multiplied by 1 + change. */
  readonly metrics: readonly ('queue_time' | 'run_time')[];
  readonly change: number;
}

/** The only offerings that make anybody faster. */
export const PLANTED_EFFECTS: readonly PlantedEffect[] = [
  {
    offering: 'elastic-queue',
    stage: 'training',
    metrics: ['queue_time'],
    change: -0.35,
  },
  {
    offering: 'feature-cache',
    stage: 'training',
    metrics: ['run_time'],
    change: -0.18,
  },
  {
    offering: 'eval-suite',
    stage: 'evaluation',
    metrics: ['run_time', 'queue_time'],
    change: -0.25,
  },
];

export interface PlantedAdoption {
  readonly offering: string;
  readonly team: string;
  /** The team adopts on the Monday this many weeks before the Monday of the last week. */
  readonly weeksBefore: number;
}

/** The staggered adoptions a study of the planted effects can find. */
export const PLANTED_ADOPTIONS: readonly PlantedAdoption[] =
  ADOPTION_HISTORIES.flatMap(({ offering, team, kind, since }) =>
    kind === 'adopted' &&
    since !== undefined &&
    PLANTED_EFFECTS.some(effect => effect.offering === offering)
      ? [{ offering, team, weeksBefore: since }]
      : [],
  );

/** The adoption date as the portal should find it, for activity that ends at `until`. */
export function plantedDate(adoption: PlantedAdoption, until: Date): string {
  const monday = mondayOf(until.getTime()) - adoption.weeksBefore * WEEK;
  return new Date(monday).toISOString().slice(0, 10);
}

/** What an offering calls adopted, as its YAML says it (`adoptedWhen`). */
export interface PlantedRule {
  readonly cadence: 'week' | 'month';
  readonly periods: number;
}

export interface PlantedOutcome {
  /** The adoption dates that agree with the plan. */
  readonly dates: readonly string[];
  /** Whether the time is too short for it to be decided: on some of the dates, or on all; absent: decided on each. */
  readonly undecided?: 'maybe' | 'yes';
}

/** The seventh day after the last one of the periods has begun: six after their end. */
const DECIDED_AFTER = 6 * DAY;

/**
 * What the portal should find of a history by the rule of the offering, in `weeks` whole weeks before the one of
 * `until`; undefined: no adoption at all.
 *
 * By week it is one date. By month it is the month of the first week, or, where that week is late in it, possibly the
 * next one: it depends on how much happened in the days that were left.
 */
export function plantedOutcome(
  history: AdoptionHistory,
  options: { rule: PlantedRule; until: Date; weeks: number },
): PlantedOutcome | undefined {
  const { rule, until, weeks } = options;
  if (history.kind === 'trial') {
    return undefined;
  }
  const since = history.kind === 'adopted' ? (history.since ?? weeks) : weeks;
  const monday = mondayOf(until.getTime()) - since * WEEK;
  const firsts =
    rule.cadence === 'week' ? [monday] : [monthOf(monday), monthOf(monday, 1)];
  const decided = firsts.filter(
    first => endOf(first, rule) + DECIDED_AFTER <= until.getTime(),
  );
  return {
    dates: decided.map(first => new Date(first).toISOString().slice(0, 10)),
    ...(decided.length === 0
      ? { undecided: 'yes' }
      : decided.length < firsts.length && { undecided: 'maybe' }),
  };
}

function monthOf(time: number, later = 0): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later, 1);
}

function endOf(first: number, { cadence, periods }: PlantedRule): number {
  return cadence === 'week' ? first + periods * WEEK : monthOf(first, periods);
}
