import { answer, Answer, refuse } from '../answer';
import type { EffectInput } from '../effectInput';
import type { Grid } from '../imputation/imputation';
import { NEVER, Slot } from '../imputation/windows';
import type { RolloutPlan } from './rolloutPlan';

export interface PlannedPanel {
  readonly grid: Grid;
  /** Rows of the grid: the teams of the plan, those without a single run included, and no others. */
  readonly units: readonly string[];
  /** Columns of the grid, in the periods of the plan. */
  readonly periods: readonly number[];
  /** Periods before the assigned one that belong to neither side; default 0. */
  readonly preparation?: number;
}

/**
 * A rollout as its design would have it: treated from the assigned period, whether or not the team kept to it, and
 * permuted within strata, which gives exactly the orders that could have been drawn. `estimateEffect` of it has a
 * p-value that is exact (Fisher 1935), and only of this may it be said that the offering caused the effect.
 */
export function plannedInput(
  plan: RolloutPlan,
  panel: PlannedPanel,
): Answer<EffectInput> {
  const { grid, units, periods, preparation = 0 } = panel;
  const byUnit = new Map(plan.assignments.map(a => [a.unit, a]));
  const unplanned = units.filter(unit => !byUnit.has(unit));
  const listed = new Set(units);
  const missing = plan.assignments.filter(({ unit }) => !listed.has(unit));
  if (
    unplanned.length > 0 ||
    missing.length > 0 ||
    listed.size !== units.length
  ) {
    return refuse(
      'invalid-input',
      `A rollout is analysed with the teams it was drawn for: ${missing.length} of them are missing, ${unplanned.length} are not in the plan.`,
    );
  }
  if (units.length !== grid.units || periods.length !== grid.periods) {
    return refuse(
      'invalid-input',
      `The grid has ${grid.units} units and ${grid.periods} periods; ${units.length} and ${periods.length} were named.`,
    );
  }
  const slotOf = (period: number | undefined): Slot => {
    const date = periods.findIndex(p => period !== undefined && p >= period);
    return date < 0 ? NEVER : { onset: Math.max(0, date - preparation), date };
  };
  return answer({
    grid,
    slots: units.map(unit => slotOf(byUnit.get(unit)?.period)),
    strata: units.map(unit => byUnit.get(unit)?.stratum ?? ''),
  });
}
