import { answer, Answer, Refusal, refuse } from './answer';
import {
  DEFAULT_EFFECT_OPTIONS,
  EffectInput,
  EffectOptions,
  faultOf,
} from './effectInput';
import { isTreated, lagWindow, leadWindow, Slot } from './imputation/windows';
import {
  Estimand,
  Permuted,
  permuteTogether,
} from './permutation/distribution';
import { spreadWithoutEffect } from './permutation/inference';
import { planOf } from './permutation/plan';
import { withDefaults } from './withDefaults';

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
  given: Partial<EventStudyOptions> = {},
  options: Partial<EffectOptions> = {},
): Answer<readonly EventStudyPoint[]> {
  const settings = withDefaults(DEFAULT_EFFECT_OPTIONS, options);
  const fault =
    faultOf(input, settings) ??
    faultOfShape(withDefaults(DEFAULT_EVENT_STUDY, given));
  if (fault) return fault;
  const planned = planOf(input, settings);
  if (!planned.ok) return planned;
  const shape = eventShape(input.slots, given);
  const bins = eventBins(shape, input.runs);
  const permuted = permuteTogether(
    input.grid,
    input.slots,
    bins.map(({ estimand }) => estimand),
    planned.value,
  );
  return pointsOf(bins, permuted, { shape, level: settings.level });
}

const MOST_BINS = 100;

function faultOfShape(shape: EventStudyOptions): Refusal | undefined {
  const { width, leads, lags, leastUnits } = shape;
  return Number.isInteger(width) &&
    width >= 1 &&
    [leads, lags].every(
      count => Number.isInteger(count) && count >= 0 && count <= MOST_BINS,
    ) &&
    leastUnits >= 1
    ? undefined
    : refuse(
        'invalid-input',
        `An event study cannot have this shape: ${JSON.stringify(shape)}. A width is a whole number of periods, leads and lags are at most ${MOST_BINS}, the least number of units is 1.`,
      );
}

/**
 * The shape with as many leads as enough adopters have, with one stretch more before them to be fitted on. It depends on
 * the slots alone, not on who has them, so that it is the same under every permutation.
 */
export function eventShape(
  slots: readonly Slot[],
  given: Partial<EventStudyOptions> = {},
): EventStudyOptions {
  const shape = withDefaults(DEFAULT_EVENT_STUDY, given);
  const { width, leastUnits } = shape;
  let { leads } = shape;
  const reached = () =>
    slots.filter(slot => isTreated(slot) && slot.onset >= (leads + 1) * width)
      .length >= leastUnits;
  while (leads > 0 && !reached()) leads -= 1;
  return { ...shape, leads };
}

/** A stretch of time since adoption, and what is estimated in it. */
export interface EventBin {
  readonly from: number;
  readonly estimand: Estimand;
}

export function eventBins(
  { width, leads, lags }: EventStudyOptions,
  shares: Float64Array | undefined,
): EventBin[] {
  return [
    ...Array.from({ length: leads }, (_, k) => ({
      from: -(leads - k) * width,
      estimand: { windowOf: leadWindow(leads - k, width, leads), shares },
    })),
    ...Array.from({ length: lags }, (_, k) => ({
      from: k * width,
      estimand: { windowOf: lagWindow(k, width), shares },
    })),
  ];
}

/** The bins that say something, with their joint band. */
export function pointsOf(
  bins: readonly EventBin[],
  permuted: readonly Answer<Permuted>[],
  { shape, level }: { shape: EventStudyOptions; level: number },
): Answer<readonly EventStudyPoint[]> {
  const estimated: { from: number; permuted: Permuted; spread: number }[] = [];
  bins.forEach(({ from }, k) => {
    const result = permuted[k];
    // A bin nobody reaches says nothing; the others still do.
    if (!result?.ok || result.value.failedDraws > 0) return;
    if (result.value.actual.treatedUnits < shape.leastUnits) return;
    const { estimate, distribution } = result.value;
    const spread = spreadWithoutEffect(estimate, distribution);
    if (spread > 0) estimated.push({ from, permuted: result.value, spread });
  });
  if (estimated.length === 0) {
    return refuse(
      'too-few-units',
      `No time since adoption has ${shape.leastUnits} adopting units.`,
    );
  }
  const critical = jointCriticalValue(estimated, level);
  return answer(
    estimated.map(({ from, permuted: own, spread }) => ({
      from,
      estimate: own.estimate,
      lower: own.estimate - critical * spread,
      upper: own.estimate + critical * spread,
      treatedUnits: own.actual.treatedUnits,
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
