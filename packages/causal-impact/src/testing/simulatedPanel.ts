import type { Panel } from '../panel';
import { Random } from '../permutation/random';

export interface SimulatedPanel {
  /** First treated period of each unit; Infinity for never. Periods count from 0. */
  readonly starts: readonly number[];
  readonly periods: number;
  readonly effect: (since: number, start: number) => number;
  readonly noise: number;
  readonly seed: number;
  /** Share of cells that are not observed. */
  readonly missing?: number;
}

/** Unit and period effects, an effect from the start on, normal noise; used by tests only. */
export function simulatedPanel(options: SimulatedPanel): Panel {
  const { starts, periods } = options;
  const random = new Random(options.seed);
  const level = Array.from({ length: periods }, () => random.normal());
  const outcome = Float64Array.from(
    starts.flatMap(start => {
      const unit = 2 * random.normal();
      return level.map((common, t) => {
        const effect = t >= start ? options.effect(t - start, start) : 0;
        const value = unit + common + effect + options.noise * random.normal();
        return random.uniform() < (options.missing ?? 0) ? NaN : value;
      });
    }),
  );
  return {
    units: starts.map((_, i) => `u${String(i).padStart(3, '0')}`),
    periods: level.map((_, t) => t),
    outcome,
    firstTreated: starts,
    covariates: starts.map(() => []),
  };
}

/** Starts, periods and a seed for properties that must hold for whatever panel. */
export function anyPanel(options: {
  units: number;
  periods: number;
  seed: number;
  missing: number;
}): Panel {
  const random = new Random(options.seed);
  const treatedShare = random.uniform() * 1.2;
  const starts = Array.from({ length: options.units }, () =>
    random.uniform() < treatedShare
      ? random.integer(options.periods + 2)
      : Infinity,
  );
  return simulatedPanel({
    ...options,
    starts,
    effect: () => 1,
    noise: random.uniform() < 0.1 ? 0 : 1,
  });
}

/** Every number in a result, however deep, is a number; Infinity is allowed where `unbounded` says so. */
export function hasNoNaN(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isNaN(value);
  if (value instanceof Float64Array) return value.every(v => !Number.isNaN(v));
  if (value instanceof Map) return [...value.values()].every(hasNoNaN);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(
    // The panel of an answer is the caller's own data, gaps included.
    ([key, part]) => key === 'panel' || hasNoNaN(part),
  );
}
