import { setImmediate } from 'node:timers/promises';
import { LossRate, LossTarget, lossTarget, ownBest } from './lossTarget';
import { SeededRandom } from './SeededRandom';
import { quantile } from './statistics';
import { LossPhase } from './types';

/** What one person lost on one day in one segment: what is drawn together. */
export interface LossEpisode {
  /** Index into the segments. */
  readonly segment: number;
  /** Index into the weeks, oldest first. */
  readonly week: number;
  readonly person: string;
  readonly hours: number;
}

export interface SegmentInputs {
  readonly stage: string;
  readonly phase: LossPhase;
  /** Runs of the stage by week. */
  readonly runs: readonly number[];
  readonly promised?: {
    readonly offering: string;
    readonly secondsPerRun: number;
  };
  readonly peers: readonly LossRate[];
}

export interface LossInputs {
  /** At most 26; the last 8 of them are what is reported. */
  readonly weeks: number;
  readonly segments: readonly SegmentInputs[];
  readonly episodes: readonly LossEpisode[];
  readonly seed: number;
}

export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface SegmentLoss {
  readonly stage: string;
  readonly phase: LossPhase;
  /** Hours a week. */
  readonly loss: Estimate;
  readonly target?: LossTarget & { readonly hours: number };
  readonly recoverable?: Estimate;
}

export interface LossReport {
  readonly weeks: number;
  readonly total: Estimate;
  /** Largest first. */
  readonly segments: readonly SegmentLoss[];
  readonly bottleneck?: Bottleneck;
}

export interface Bottleneck {
  readonly stage: string;
  readonly phase: LossPhase;
  /** How many more hours a week could be won there than at the next one. */
  readonly lead: Estimate;
}

export const REPORTED_WEEKS = 8;
export const COMPARED_WEEKS = 26;
export const BOOTSTRAP_DRAWS = 999;
const LOW = 0.025;
const HIGH = 0.975;
/** Less than this is not worth naming. */
const SMALLEST_LEAD_HOURS = 2;
const SMALLEST_LEAD_SHARE = 0.1;
/** Above this the draw within persons changes nothing that can be seen, and costs much. */
const MOST_EPISODES_DRAWN = 20_000;
/** Draws between two turns of everybody else. */
const DRAWS_PER_TURN = 20;

/**
 * Losses of a unit and, where one stands out, its bottleneck (docs/metrics.md, section 6).
 *
 * Intervals: persons are drawn with replacement, then of each drawn person as many of their episodes. A draw gives all
 * weeks anew, so it carries the noise of the team's own best weeks as well. The lead of the first is taken against
 * whatever is second in each draw, which is less than against one chosen beforehand: being first of several equals is
 * luck too. The same inputs give the same report.
 */
export async function lossReport(inputs: LossInputs): Promise<LossReport> {
  const weeks = Math.min(REPORTED_WEEKS, inputs.weeks);
  const observed = weekHours(inputs, inputs.episodes);
  const targets = inputs.segments.map((segment, index) =>
    lossTarget({
      phase: segment.phase,
      promised: segment.promised,
      peers: segment.peers,
      weeks: ratesOf(inputs, index, observed),
    }),
  );
  const point = outcomeOf(inputs, observed.hours, targets);
  const draws = await draw(inputs, targets);
  const segments = inputs.segments.map((segment, index): SegmentLoss => {
    const target = targets[index];
    const goal = point.goals[index];
    return {
      stage: segment.stage,
      phase: segment.phase,
      loss: estimate(
        point.losses[index] ?? 0,
        draws.map(({ losses }) => losses[index] ?? 0),
      ),
      ...(target && goal !== undefined
        ? {
            target: { ...target, hours: goal },
            recoverable: floorAtZero(
              estimate(
                recoverable(point, index),
                draws.map(one => recoverable(one, index)),
              ),
            ),
          }
        : {}),
    };
  });
  return {
    weeks,
    total: estimate(
      sum(point.losses),
      draws.map(({ losses }) => sum(losses)),
    ),
    segments: [...segments].sort((a, b) => b.loss.value - a.loss.value),
    bottleneck: bottleneckOf(inputs, point, draws),
  };
}

/** Of one draw, or of what was seen; by segment, hours a week. */
interface Outcome {
  readonly losses: readonly number[];
  readonly goals: readonly (number | undefined)[];
}

function bottleneckOf(
  inputs: LossInputs,
  point: Outcome,
  draws: readonly Outcome[],
): Bottleneck | undefined {
  const compared = inputs.segments
    .map((_, index) => index)
    .filter(index => point.goals[index] !== undefined);
  const first = compared.reduce<number | undefined>(
    (best, index) =>
      best === undefined || recoverable(point, index) > recoverable(point, best)
        ? index
        : best,
    undefined,
  );
  const segment = first === undefined ? undefined : inputs.segments[first];
  if (first === undefined || !segment) {
    return undefined;
  }
  const leadIn = (outcome: Outcome) =>
    recoverable(outcome, first) -
    Math.max(
      0,
      ...compared
        .filter(index => index !== first)
        .map(index => recoverable(outcome, index)),
    );
  const lead = estimate(leadIn(point), draws.map(leadIn));
  const enough = Math.max(
    SMALLEST_LEAD_HOURS,
    SMALLEST_LEAD_SHARE * (point.losses[first] ?? 0),
  );
  return lead.low > 0 && lead.value >= enough
    ? { stage: segment.stage, phase: segment.phase, lead }
    : undefined;
}

async function draw(
  inputs: LossInputs,
  targets: readonly (LossTarget | undefined)[],
): Promise<Outcome[]> {
  const random = new SeededRandom(inputs.seed);
  const persons = episodesByPerson(inputs);
  const within = inputs.episodes.length <= MOST_EPISODES_DRAWN;
  const hours = new Float64Array(inputs.weeks * inputs.segments.length);
  const outcomes: Outcome[] = [];
  for (let turn = 0; turn < BOOTSTRAP_DRAWS; turn++) {
    hours.fill(0);
    for (let position = 0; position < persons.length; position++) {
      const person = persons[random.below(persons.length)];
      const count = person?.places.length ?? 0;
      for (let index = 0; person && index < count; index++) {
        const drawn = within ? random.below(count) : index;
        const place = person.places[drawn] ?? 0;
        hours[place] = (hours[place] ?? 0) + (person.hours[drawn] ?? 0);
      }
    }
    outcomes.push(outcomeOf(inputs, hours, targets));
    if (turn % DRAWS_PER_TURN === 0) {
      await setImmediate();
    }
  }
  return outcomes;
}

/** Where in the table of segments and weeks each episode of a person lies, and its hours. */
interface PersonEpisodes {
  readonly places: Int32Array;
  readonly hours: Float64Array;
}

function episodesByPerson(inputs: LossInputs): PersonEpisodes[] {
  const byPerson = Map.groupBy(inputs.episodes, ({ person }) => person);
  return [...byPerson.values()].map(own => ({
    places: Int32Array.from(
      own,
      ({ segment, week }) => segment * inputs.weeks + week,
    ),
    hours: Float64Array.from(own, ({ hours }) => hours),
  }));
}

/** Hours by segment and week, and the squares of what persons lost there. */
interface WeekHours {
  readonly hours: Float64Array;
  readonly noise: Float64Array;
}

function weekHours(
  { weeks, segments }: LossInputs,
  episodes: readonly LossEpisode[],
): WeekHours {
  const hours = new Float64Array(weeks * segments.length);
  const noise = new Float64Array(weeks * segments.length);
  for (const episode of episodes) {
    const place = episode.segment * weeks + episode.week;
    hours[place] = (hours[place] ?? 0) + episode.hours;
    noise[place] = (noise[place] ?? 0) + episode.hours ** 2;
  }
  return { hours, noise };
}

function ratesOf(
  { segments, weeks }: LossInputs,
  index: number,
  { hours, noise }: { hours: Float64Array; noise?: Float64Array },
): LossRate[] {
  return (segments[index]?.runs ?? []).map((runs, week) => ({
    runs,
    hours: hours[index * weeks + week] ?? 0,
    noise: noise?.[index * weeks + week] ?? 0,
  }));
}

function outcomeOf(
  inputs: LossInputs,
  hours: Float64Array,
  targets: readonly (LossTarget | undefined)[],
): Outcome {
  const { segments, weeks } = inputs;
  const reported = Math.min(REPORTED_WEEKS, weeks);
  const losses = segments.map((_, index) => {
    const end = (index + 1) * weeks;
    return sum(hours.subarray(end - reported, end)) / reported;
  });
  const goals = segments.map((segment, index) => {
    const target = targets[index];
    if (!target) {
      return undefined;
    }
    const perRun =
      target.kind === 'own-best'
        ? ownBest(ratesOf(inputs, index, { hours }), target.reliability)
        : target.hoursPerRun;
    return (perRun * sum(segment.runs.slice(-reported))) / reported;
  });
  return { losses, goals };
}

/** Below zero where the team is better than its target. */
function recoverable({ losses, goals }: Outcome, index: number): number {
  const goal = goals[index];
  return goal === undefined ? 0 : (losses[index] ?? 0) - goal;
}

function estimate(value: number, draws: readonly number[]): Estimate {
  return { value, low: quantile(draws, LOW), high: quantile(draws, HIGH) };
}

function floorAtZero({ value, low, high }: Estimate): Estimate {
  return {
    value: Math.max(0, value),
    low: Math.max(0, low),
    high: Math.max(0, high),
  };
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) {
    total += value;
  }
  return total;
}
