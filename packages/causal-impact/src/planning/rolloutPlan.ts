import { answer, Answer, refuse } from '../answer';
import { Random } from '../permutation/random';

export interface RolloutRequest {
  /** Teams that may begin, with what they are alike in: a peer group and a size, say. */
  readonly teams: readonly {
    readonly unit: string;
    readonly stratum: string;
  }[];
  /**
   * Periods in which teams begin and how many at a time; together at most as many as there are teams. Teams beyond
   * the places begin after the study and are its comparison.
   */
  readonly starts: readonly {
    readonly period: number;
    readonly places: number;
  }[];
  readonly seed: number;
}

/** Teams among which an order was drawn, and what was handed out among them. */
export interface RolloutStratum {
  readonly stratum: string;
  /** Sorted. */
  readonly units: readonly string[];
  /** Sorted; shorter than `units` by the number of comparison teams. */
  readonly periods: readonly number[];
}

/** A drawn order of adoption; plain JSON, to be stored as it is and read with `readRolloutPlan`. */
export interface RolloutPlan {
  readonly version: 1;
  readonly seed: number;
  readonly strata: readonly RolloutStratum[];
  readonly assignments: readonly RolloutAssignment[];
}

export interface RolloutAssignment {
  readonly unit: string;
  readonly stratum: string;
  /** Absent for teams of the comparison. */
  readonly period?: number;
}

/** Orders a design must be able to draw before any of them can be told from chance at 5 %. */
const LEAST_ORDERS = 20;

/**
 * Draws the order in which teams begin, at random within strata: places are dealt to strata in proportion to their
 * size, week after week, and then shuffled among the teams of each. What was dealt is part of the plan, so that the
 * study can later be compared with exactly the orders that this design could have drawn.
 */
export function planRollout(request: RolloutRequest): Answer<RolloutPlan> {
  const fault = faultOf(request);
  if (fault) return fault;
  const { seed } = request;
  const strata = dealt(request);
  const orders = strata.reduce((product, s) => product * ordersOf(s), 1);
  if (orders < LEAST_ORDERS) {
    return refuse(
      'too-few-assignments',
      `This rollout has ${orders} different orders; with fewer than ${LEAST_ORDERS} no outcome could be told from chance. Use more teams, more dates or fewer strata.`,
    );
  }
  return answer({
    version: 1,
    seed,
    strata,
    assignments: drawOrder(strata, seed),
  });
}

/**
 * Reads a stored plan. Draws it again from its seed and refuses one whose assignments are not those drawn: an order
 * that was changed by hand is no random order.
 */
export function readRolloutPlan(stored: unknown): Answer<RolloutPlan> {
  if (!isPlan(stored)) {
    return refuse('invalid-input', 'This is not a rollout plan of version 1.');
  }
  const drawn = drawOrder(stored.strata, stored.seed);
  const same = drawn.every(({ unit, stratum, period }, k) => {
    const found = stored.assignments[k];
    return (
      found?.unit === unit &&
      found.stratum === stratum &&
      found.period === period
    );
  });
  return same && drawn.length === stored.assignments.length
    ? answer(stored)
    : refuse(
        'invalid-input',
        `The assignments are not those drawn from the seed ${stored.seed}; a changed order cannot be analysed as a random one.`,
      );
}

function faultOf({ teams, starts, seed }: RolloutRequest) {
  const units = new Set(teams.map(({ unit }) => unit));
  const places = starts.reduce((sum, start) => sum + start.places, 0);
  const distinct = new Set(starts.map(({ period }) => period));
  if (units.size !== teams.length || distinct.size !== starts.length) {
    return refuse('invalid-input', 'A team or a start is named twice.');
  }
  if (
    !Number.isInteger(seed) ||
    starts.some(
      ({ period, places: n }) =>
        !Number.isInteger(period) || !Number.isInteger(n) || n < 1,
    )
  ) {
    return refuse(
      'invalid-input',
      'The seed, the periods and the places must be whole numbers, with a place at least for each start.',
    );
  }
  if (starts.length === 0) {
    return refuse('no-treated-units', 'No team begins within the rollout.');
  }
  if (places > teams.length) {
    return refuse(
      'too-few-units',
      `The starts have ${places} places for ${teams.length} teams.`,
    );
  }
  return undefined;
}

/** Each place goes to the stratum that lags most behind its share of the places dealt so far. */
function dealt({ teams, starts }: RolloutRequest): RolloutStratum[] {
  const names = [...new Set(teams.map(({ stratum }) => stratum))].sort();
  const strata = names.map(name => ({
    stratum: name,
    units: teams
      .filter(({ stratum }) => stratum === name)
      .map(({ unit }) => unit)
      .sort(),
    periods: [] as number[],
  }));
  const places = [...starts]
    .sort((a, b) => a.period - b.period)
    .flatMap(start => Array.from({ length: start.places }, () => start.period));
  places.forEach((period, k) => {
    const lag = ({ units, periods }: (typeof strata)[number]) =>
      (units.length * (k + 1)) / teams.length - periods.length;
    const open = strata.filter(s => s.periods.length < s.units.length);
    const next = open.reduce((a, b) => (lag(b) > lag(a) + 1e-9 ? b : a));
    next.periods.push(period);
  });
  return strata;
}

function ordersOf({ units, periods }: RolloutStratum): number {
  const sorted = [
    ...periods,
    ...units.slice(periods.length).map(() => Infinity),
  ];
  let orders = 1;
  let run = 0;
  sorted.forEach((period, k) => {
    run = period === sorted[k - 1] ? run + 1 : 1;
    orders = (orders * (k + 1)) / run;
  });
  return Math.round(orders);
}

function drawOrder(
  strata: readonly RolloutStratum[],
  seed: number,
): RolloutAssignment[] {
  const random = new Random(seed);
  return strata.flatMap(({ stratum, units, periods }) => {
    const order = Int32Array.from(units, (_, k) => k);
    random.shuffle(order);
    return units.map((unit, k): RolloutAssignment => {
      const period = periods[order[k]!];
      return period === undefined
        ? { unit, stratum }
        : { unit, stratum, period };
    });
  });
}

function isPlan(stored: unknown): stored is RolloutPlan {
  return (
    isRecord(stored) &&
    stored.version === 1 &&
    Number.isInteger(stored.seed) &&
    isListOf(stored.strata, isStratum) &&
    isListOf(stored.assignments, isAssignment)
  );
}

function isStratum(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value.stratum === 'string' &&
    isListOf(value.units, unit => typeof unit === 'string') &&
    isListOf(value.periods, Number.isInteger)
  );
}

function isAssignment(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value.unit === 'string' &&
    typeof value.stratum === 'string' &&
    (value.period === undefined || Number.isInteger(value.period))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isListOf(value: unknown, holds: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(item => holds(item));
}
