import { answer, Answer, refuse } from './answer';
import type { Grid } from './imputation/imputation';
import {
  effectWindow,
  lagWindow,
  leadWindow,
  placeboWindow,
  Slot,
  WindowOf,
} from './imputation/windows';
import { assignments, Assignments } from './permutation/assignments';
import { permute, Permuted } from './permutation/distribution';
import {
  Interval,
  invertTest,
  pValue,
  smallestPValue,
  smallestVisibleEffect,
  spreadWithoutEffect,
} from './permutation/inference';

export interface EffectInput {
  readonly grid: Grid;
  /** One slot a unit; `NEVER` for units that are never treated. */
  readonly slots: readonly Slot[];
  /** Stratum of each unit; slots are permuted within strata. Default: one stratum. */
  readonly strata?: readonly string[];
}

export interface EffectOptions {
  /** Treated periods of a unit that count; default 26. */
  readonly horizon: number;
  /** Draws where there are too many assignments to list; default 999. */
  readonly draws: number;
  /** Assignments are listed up to this number; default 10,000. */
  readonly enumerateUpTo: number;
  readonly seed: number;
  readonly level: number;
}

export const DEFAULT_EFFECT_OPTIONS: EffectOptions = {
  horizon: 26,
  draws: 999,
  enumerateUpTo: 10_000,
  seed: 1,
  level: 0.05,
};

export interface Effect {
  /** Mean over treated units of each one's mean effect over its first periods; in units of the outcome. */
  readonly estimate: number;
  readonly pValue: number;
  readonly interval: Interval;
  /** What a study like this finds about four times in five. */
  readonly smallestVisible: number;
  readonly treatedUnits: number;
  readonly comparisonUnits: number;
  /** Treated cells in periods in which nobody was untreated. */
  readonly droppedCells: number;
  readonly draws: number;
  readonly enumerated: boolean;
  readonly distinctAssignments: number;
}

/**
 * Effect of a staggered treatment by imputation, with a permutation test over the slots, its inversion to an interval,
 * and the smallest effect the study could have seen. The p-value is exact only where slots were handed out at random.
 */
export function estimateEffect(
  input: EffectInput,
  options: Partial<EffectOptions> = {},
): Answer<Effect> {
  const settings = { ...DEFAULT_EFFECT_OPTIONS, ...options };
  return permutedEffect(input, effectWindow(settings.horizon), settings);
}

/**
 * The same test on the `length` periods before the onset, where nothing can have had an effect yet: a small p-value
 * says that adopters were moving before they adopted.
 */
export function placeboEffect(
  input: EffectInput,
  length: number,
  options: Partial<EffectOptions> = {},
): Answer<Effect> {
  const settings = { ...DEFAULT_EFFECT_OPTIONS, ...options };
  return permutedEffect(input, placeboWindow(length), settings);
}

function permutedEffect(
  input: EffectInput,
  windowOf: WindowOf,
  settings: EffectOptions,
): Answer<Effect> {
  const fault = faultOf(input);
  if (fault) return fault;
  const plan = planOf(input, settings);
  const permuted = permute(input.grid, input.slots, windowOf, plan);
  if (!permuted.ok) return permuted;
  const { estimate, distribution, actual } = permuted.value;
  if (smallestPValue(distribution) > settings.level) {
    return refuse(
      'too-few-assignments',
      `Only ${plan.distinct} different orders of adoption are possible, so no outcome could be told from chance at ${settings.level}.`,
    );
  }
  return answer({
    estimate,
    pValue: pValue(estimate, distribution),
    interval: invertTest(estimate, distribution, settings.level),
    smallestVisible: smallestVisibleEffect(estimate, distribution),
    treatedUnits: actual.treatedUnits,
    comparisonUnits: input.slots.filter(slot => !isTreated(slot)).length,
    droppedCells: actual.droppedCells,
    draws: distribution.estimates.length,
    enumerated: plan.enumerated,
    distinctAssignments: plan.distinct,
  });
}

/**
 * p-value when dates are permuted among adopters only, around the mean of the draws: does the result rest on when teams
 * adopted, or only on who did?
 */
export function adoptersOnlyPValue(
  input: EffectInput,
  options: Partial<EffectOptions> = {},
): Answer<number> {
  const settings = { ...DEFAULT_EFFECT_OPTIONS, ...options };
  const fault = faultOf(input);
  if (fault) return fault;
  const strata = input.strata ?? input.slots.map(() => '');
  const adopters = {
    ...input,
    strata: strata.map((stratum, i) =>
      isTreated(input.slots[i]!) ? `adopter ${stratum}` : `never ${stratum}`,
    ),
  };
  const plan = planOf(adopters, settings);
  const permuted = permute(
    input.grid,
    input.slots,
    effectWindow(settings.horizon),
    plan,
  );
  if (!permuted.ok) return permuted;
  const { estimate, distribution } = permuted.value;
  const mean =
    distribution.estimates.reduce((sum, draw) => sum + draw, 0) /
    Math.max(1, distribution.estimates.length);
  return answer(pValue(estimate, distribution, mean));
}

export interface EventStudyPoint {
  /** First period of the bin, relative to the onset for leads and to the date for lags. */
  readonly from: number;
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  readonly treatedUnits: number;
}

export interface EventStudyOptions {
  readonly width: number;
  readonly leads: number;
  readonly lags: number;
  /** Bins with fewer treated units are left out; default 5. */
  readonly leastUnits: number;
}

export const DEFAULT_EVENT_STUDY: EventStudyOptions = {
  width: 4,
  leads: 4,
  lags: 4,
  leastUnits: 5,
};

/**
 * Effects by time since adoption with a joint band: the 95 % quantile over draws of the largest |estimate| / SD among
 * the bins, so that all bins together are covered.
 */
export function eventStudy(
  input: EffectInput,
  shape: EventStudyOptions = DEFAULT_EVENT_STUDY,
  options: Partial<EffectOptions> = {},
): Answer<readonly EventStudyPoint[]> {
  const settings = { ...DEFAULT_EFFECT_OPTIONS, ...options };
  const fault = faultOf(input);
  if (fault) return fault;
  const plan = planOf(input, settings);
  const bins = [
    ...Array.from({ length: shape.leads }, (_, k) => ({
      from: -(shape.leads - k) * shape.width,
      windowOf: leadWindow(shape.leads - k, shape.width, shape.leads),
    })),
    ...Array.from({ length: shape.lags }, (_, k) => ({
      from: k * shape.width,
      windowOf: lagWindow(k, shape.width),
    })),
  ];
  const estimated: { from: number; permuted: Permuted; spread: number }[] = [];
  for (const { from, windowOf } of bins) {
    const result = permute(input.grid, input.slots, windowOf, plan);
    // A bin nobody reaches says nothing; the others still do.
    if (!result.ok || result.value.failedDraws > 0) continue;
    if (result.value.actual.treatedUnits < shape.leastUnits) continue;
    const { estimate, distribution } = result.value;
    const spread = spreadWithoutEffect(estimate, distribution);
    if (spread > 0) estimated.push({ from, permuted: result.value, spread });
  }
  if (estimated.length === 0) {
    return refuse(
      'too-few-units',
      `No time since adoption has ${shape.leastUnits} adopting units.`,
    );
  }
  const critical = jointCriticalValue(estimated, settings.level);
  return answer(
    estimated.map(({ from, permuted, spread }) => ({
      from,
      estimate: permuted.estimate,
      lower: permuted.estimate - critical * spread,
      upper: permuted.estimate + critical * spread,
      treatedUnits: permuted.actual.treatedUnits,
    })),
  );
}

function jointCriticalValue(
  bins: readonly { permuted: Permuted; spread: number }[],
  level: number,
): number {
  const draws = bins[0]?.permuted.distribution.estimates.length ?? 0;
  const largest = Array.from({ length: draws }, (_, b) =>
    Math.max(
      ...bins.map(({ permuted, spread }) => {
        const { estimates, exposures } = permuted.distribution;
        const cleaned = estimates[b]! - permuted.estimate * exposures[b]!;
        return Math.abs(cleaned) / spread;
      }),
    ),
  ).sort((a, b) => a - b);
  const rank = Math.ceil((1 - level) * (draws + 1)) - 1;
  return largest[Math.min(rank, draws - 1)] ?? Infinity;
}

function isTreated(slot: Slot): boolean {
  return Number.isFinite(slot.onset);
}

function faultOf({ grid, slots, strata }: EffectInput) {
  if (
    slots.length !== grid.units ||
    grid.values.length !== grid.units * grid.periods ||
    (strata && strata.length !== grid.units)
  ) {
    return refuse(
      'invalid-input',
      `The grid has ${grid.units} units and ${grid.periods} periods, but ${grid.values.length} cells and ${slots.length} slots were given.`,
    );
  }
  if (
    slots.some(({ onset, date }) => Number.isNaN(onset) || !(onset <= date))
  ) {
    return refuse('invalid-input', 'A slot has its date before its onset.');
  }
  if (
    grid.values.some(value => !Number.isFinite(value) && !Number.isNaN(value))
  ) {
    return refuse('invalid-input', 'An outcome is infinite.');
  }
  if (!slots.some(isTreated)) {
    return refuse('no-treated-units', 'No unit adopted.');
  }
  return undefined;
}

function planOf(
  { slots, strata }: EffectInput,
  settings: EffectOptions,
): Assignments & { slotOf: Int32Array } {
  const keys = slots.map(({ onset, date }) => `${onset}/${date}`);
  const distinct = [...new Set(keys)];
  const slotOf = Int32Array.from(keys, key => distinct.indexOf(key));
  const members = new Map<string, number[]>();
  slots.forEach((_, i) => {
    const stratum = strata?.[i] ?? '';
    members.set(stratum, [...(members.get(stratum) ?? []), i]);
  });
  const listed = assignments(slotOf, [...members.values()], {
    enumerateUpTo: settings.enumerateUpTo,
    sample: settings.draws,
    seed: settings.seed,
  });
  return { ...listed, slotOf };
}
