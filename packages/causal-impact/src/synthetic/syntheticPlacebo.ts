import { answer, Answer, refuse } from '../answer';
import { normalQuantile } from '../normal';
import { Panel, restrictTo } from '../panel';
import { assignments } from '../permutation/assignments';
import type { Interval } from '../permutation/inference';
import { SyntheticOptions, syntheticEffect } from './syntheticEffect';
import { withDefaults } from '../withDefaults';

export interface PlaceboOptions {
  /** Placebos where there are too many to list; default 200. */
  readonly draws: number;
  readonly seed: number;
  readonly level: number;
}

export const DEFAULT_PLACEBO_OPTIONS: PlaceboOptions = {
  draws: 200,
  seed: 1,
  level: 0.05,
};

export interface SyntheticPlacebo {
  readonly estimate: number;
  /** Spread of the estimates for controls that nobody treated. */
  readonly standardError: number;
  /** Normal, with that standard error. */
  readonly interval: Interval;
  /** Share of placebos that are at least as far from zero, the estimate itself counted as one of them. */
  readonly pValue: number;
  readonly placebos: Float64Array;
  /** All placebos there are, or a sample of them. */
  readonly enumerated: boolean;
}

/**
 * Placebo inference: the treated units are left out, their starts handed to controls at random, and the effect of that
 * nothing is estimated (Arkhangelsky et al. 2021, algorithm 4; for one treated unit the permutation of Abadie, Diamond,
 * Hainmueller 2010). It takes treated units to be as noisy as controls, and needs more controls than treated units.
 */
export function syntheticPlacebo(
  panel: Panel,
  options: Partial<SyntheticOptions & PlaceboOptions> = {},
): Answer<SyntheticPlacebo> {
  const settings = withDefaults(DEFAULT_PLACEBO_OPTIONS, options);
  if (!(settings.draws >= 2 && settings.level > 0 && settings.level < 1)) {
    return refuse(
      'invalid-input',
      `${settings.draws} placebos at the level ${settings.level} say nothing; give two at least and a level between 0 and 1.`,
    );
  }
  const actual = syntheticEffect(panel, options);
  if (!actual.ok) return actual;
  const last = panel.periods.at(-1) ?? Infinity;
  const untreated = restrictTo(panel, i => (panel.firstTreated[i] ?? 0) > last);
  const skipped = new Set(actual.value.skipped.map(({ start }) => start));
  const starts = panel.firstTreated.filter(
    start => start <= last && !skipped.has(start),
  );
  const controls = untreated.units.length;
  if (controls <= starts.length) {
    return refuse(
      'too-few-units',
      `Placebos need more controls than treated units; there are ${controls} and ${starts.length}.`,
    );
  }
  const distinct = [...new Set(starts), Infinity];
  const plan = assignments(
    Int32Array.from(untreated.units, (_, i) =>
      distinct.indexOf(starts[i] ?? Infinity),
    ),
    [untreated.units.map((_, i) => i)],
    {
      enumerateUpTo: settings.draws,
      sample: settings.draws,
      seed: settings.seed,
    },
  );
  const placebos = plan.draws.flatMap(draw => {
    const firstTreated = Array.from(draw, slot => distinct[slot] ?? Infinity);
    const placebo = syntheticEffect({ ...untreated, firstTreated }, options);
    return placebo.ok ? [placebo.value.estimate] : [];
  });
  if (placebos.length < 2) {
    return refuse(
      'too-few-units',
      'Fewer than two placebos could be estimated.',
    );
  }
  return answer({
    ...summaryOf(actual.value.estimate, placebos, settings.level),
    enumerated: plan.enumerated,
  });
}

function summaryOf(estimate: number, placebos: number[], level: number) {
  const mean = placebos.reduce((a, b) => a + b, 0) / placebos.length;
  const squares = placebos.reduce((sum, p) => sum + (p - mean) ** 2, 0);
  const standardError = Math.sqrt(squares / placebos.length);
  const width = normalQuantile(1 - level / 2) * standardError;
  const extreme = placebos.filter(
    placebo => Math.abs(placebo) >= Math.abs(estimate) * (1 - 1e-9),
  ).length;
  return {
    estimate,
    standardError,
    interval: { lower: estimate - width, upper: estimate + width },
    pValue: (1 + extreme) / (1 + placebos.length),
    placebos: Float64Array.from(placebos),
  };
}
