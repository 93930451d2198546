import type { Grid } from '../imputation/imputation';
import type { Slot } from '../imputation/windows';
import { withDefaults } from '../withDefaults';

export interface EligibilityRules {
  /** Share of its periods in which a unit must have been observed; default 0.6. */
  readonly leastShare: number;
  /** Observed periods before the onset; default 8. */
  readonly leastUntreated: number;
  /** Observed periods from the date on, for units that have one; default 4. */
  readonly leastTreated: number;
}

export const DEFAULT_ELIGIBILITY: EligibilityRules = {
  leastShare: 0.6,
  leastUntreated: 8,
  leastTreated: 4,
};

export type IneligibilityReason =
  'gaps' | 'too-few-untreated' | 'too-few-treated';

/**
 * Why each unit cannot be in the study, undefined where it can. `ends` is the period from which the series of a unit is
 * no longer its own (a split, a merger, half the people gone); periods after it are not missing.
 */
export function ineligibility(
  grid: Grid,
  slots: readonly Slot[],
  rules: Partial<EligibilityRules> = {},
  ends: readonly number[] = [],
): (IneligibilityReason | undefined)[] {
  const { leastShare, leastUntreated, leastTreated } = withDefaults(
    DEFAULT_ELIGIBILITY,
    rules,
  );
  return slots.map((slot, i) => {
    const end = Math.min(grid.periods, ends[i] ?? grid.periods);
    const observed = (from: number, to: number) => {
      let count = 0;
      for (let t = Math.max(0, from); t < Math.min(end, to); t += 1) {
        if (!Number.isNaN(grid.values[i * grid.periods + t]!)) count += 1;
      }
      return count;
    };
    if (end <= 0 || observed(0, end) < leastShare * end) return 'gaps';
    if (observed(0, slot.onset) < leastUntreated) return 'too-few-untreated';
    if (Number.isFinite(slot.date) && observed(slot.date, end) < leastTreated) {
      return 'too-few-treated';
    }
    return undefined;
  });
}

/** The grid without what comes after the end of a unit's series; Infinity for series that go on. */
export function endSeries(grid: Grid, ends: readonly number[]): Grid {
  const values = Float64Array.from(grid.values);
  ends.forEach((end, i) => {
    if (i >= grid.units) return;
    const from = Math.max(0, Math.min(grid.periods, Math.ceil(end)));
    values.fill(NaN, i * grid.periods + from, (i + 1) * grid.periods);
  });
  return { ...grid, values };
}
