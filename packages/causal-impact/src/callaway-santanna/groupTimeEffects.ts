import { answer, Answer, refuse } from '../answer';
import { faultOfPanel, outcomeAt, Panel, restrictTo } from '../panel';
import { Estimator, estimateTwoPeriods } from './twoPeriod';
import { withDefaults } from '../withDefaults';

export interface GroupTimeOptions {
  /** Compare with units that are never treated, or with all that are not treated yet. */
  readonly comparison: 'never-treated' | 'not-yet-treated';
  readonly estimator: Estimator;
  /**
   * Base of periods before the treatment: the period before (`varying`), or always the last one before the treatment
   * (`universal`).
   */
  readonly base: 'varying' | 'universal';
  /**
   * Periods before the treatment in which units may already act on it; default 0. The base is the last period before
   * these, and a unit is not yet treated only before them.
   */
  readonly anticipation: number;
}

export interface GroupTimeEffect {
  /** First treated period of the group. */
  readonly group: number;
  readonly period: number;
  readonly att: number;
  /** Undefined for the base period itself, whose effect is zero by definition. */
  readonly standardError: number | undefined;
  /** One value a unit of the panel, scaled so that the variance of `att` is mean(influence^2) / n. */
  readonly influence: Float64Array;
}

export interface GroupTimeEffects {
  readonly effects: readonly GroupTimeEffect[];
  /** Share of units in each group, by first treated period. */
  readonly groupShares: ReadonlyMap<number, number>;
  readonly panel: Panel;
  /** Cells (group, period) that could not be estimated, with the reason. */
  readonly skipped: readonly { group: number; period: number; why: string }[];
}

export const DEFAULT_GROUP_TIME_OPTIONS: GroupTimeOptions = {
  comparison: 'never-treated',
  estimator: 'doubly-robust',
  base: 'varying',
  anticipation: 0,
};

/**
 * Effects by group of first treatment and period, ATT(g, t): Callaway and Sant'Anna, Journal of Econometrics 225
 * (2021), equations 2.5 and 2.6 with the estimators of section 4. Units already treated in the first period have no
 * base and are left out. A unit that was not observed in either period of a cell does not contribute to that cell.
 */
export function groupTimeEffects(
  panel: Panel,
  options: Partial<GroupTimeOptions> = {},
): Answer<GroupTimeEffects> {
  const settings = withDefaults(DEFAULT_GROUP_TIME_OPTIONS, options);
  if (!(settings.anticipation >= 0 && settings.anticipation < Infinity)) {
    return refuse(
      'invalid-input',
      `An anticipation of ${settings.anticipation} periods is no number of periods.`,
    );
  }
  const sampled = faultOfPanel(panel) ?? sampleOf(panel, settings);
  if (!sampled.ok) return sampled;
  const { sample, groups } = sampled.value;
  const effects: GroupTimeEffect[] = [];
  const skipped: { group: number; period: number; why: string }[] = [];
  for (const group of groups) {
    for (let t = 0; t < sample.periods.length; t += 1) {
      const period = sample.periods[t] ?? NaN;
      const base = baseIndex(sample.periods, group, t, settings);
      if (base === undefined) continue;
      const effect =
        base === t
          ? zeroEffect(sample, group, period)
          : cellEffect(sample, { group, t, base }, settings);
      if (typeof effect === 'string')
        skipped.push({ group, period, why: effect });
      else effects.push(effect);
    }
  }
  if (effects.length === 0) {
    return refuse(
      'no-usable-cells',
      `None of the ${skipped.length} cells could be estimated; the first because ${skipped[0]?.why}.`,
    );
  }
  const groupShares = new Map(
    groups.map(group => [
      group,
      sample.firstTreated.filter(g => g === group).length / sample.units.length,
    ]),
  );
  return answer({ effects, groupShares, panel: sample, skipped });
}

interface Sample {
  readonly sample: Panel;
  /** First treated periods, sorted. */
  readonly groups: readonly number[];
}

/**
 * The units that have a base. Where nobody is never treated, the last group is only ever compared with: the panel ends
 * before its treatment, after which nobody would be left to compare with.
 */
function sampleOf(
  panel: Panel,
  { comparison, anticipation }: GroupTimeOptions,
): Answer<Sample> {
  const [first, last] = [panel.periods[0], panel.periods.at(-1)];
  if (first === undefined || last === undefined || panel.periods.length < 2) {
    return refuse('too-few-periods', 'A panel needs two periods at least.');
  }
  const sample = restrictTo(
    panel,
    i => panel.firstTreated[i]! > first + anticipation,
  );
  const groups = [...new Set(sample.firstTreated)]
    .filter(group => group <= last)
    .sort((a, b) => a - b);
  if (groups.length === 0) {
    return refuse(
      'no-treated-units',
      'No unit is treated after the first period, so there is no effect to estimate.',
    );
  }
  if (sample.firstTreated.some(group => group > last)) {
    return answer({ sample, groups });
  }
  if (comparison === 'never-treated') {
    return refuse(
      'no-untreated-units',
      'Every unit is treated in the end; compare with units not yet treated instead.',
    );
  }
  const until = groups.at(-1)! - anticipation;
  const width = panel.periods.filter(period => period < until).length;
  if (groups.length < 2 || width < 2) {
    return refuse(
      'no-untreated-units',
      'Every unit is treated in the end, and none early enough to be compared with those treated last.',
    );
  }
  return answer({
    sample: restrictTo(sample, () => true, width),
    groups: groups.slice(0, -1),
  });
}

function baseIndex(
  periods: readonly number[],
  group: number,
  t: number,
  { base, anticipation }: GroupTimeOptions,
): number | undefined {
  const before = periods.findLastIndex(period => period + anticipation < group);
  if (base === 'universal' || (periods[t] ?? NaN) >= group) {
    return before >= 0 ? before : undefined;
  }
  return t > 0 ? t - 1 : undefined;
}

function cellEffect(
  panel: Panel,
  cell: { group: number; t: number; base: number },
  options: GroupTimeOptions,
): GroupTimeEffect | string {
  const { group, t, base } = cell;
  const last = panel.periods.at(-1) ?? NaN;
  const later = panel.periods[Math.max(t, base)] ?? NaN;
  const isComparison = (g: number) =>
    options.comparison === 'never-treated'
      ? g > last
      : g > later + options.anticipation && g !== group;

  const members: number[] = [];
  const change: number[] = [];
  const treated: number[] = [];
  panel.firstTreated.forEach((g, i) => {
    if (g !== group && !isComparison(g)) return;
    const difference = outcomeAt(panel, i, t) - outcomeAt(panel, i, base);
    if (Number.isNaN(difference)) return;
    members.push(i);
    change.push(difference);
    treated.push(g === group ? 1 : 0);
  });
  const treatedCount = treated.filter(d => d === 1).length;
  if (treatedCount === 0) return 'no treated unit was observed in both periods';
  if (treatedCount === members.length) {
    return 'no comparison unit was observed in both periods';
  }
  const estimate = estimateTwoPeriods(
    {
      change,
      treated,
      covariates: members.map(i => panel.covariates[i] ?? []),
    },
    options.estimator,
  );
  if (!estimate) {
    return 'the covariates are collinear or separate the groups';
  }
  const count = panel.units.length;
  const influence = new Float64Array(count);
  members.forEach((i, row) => {
    influence[i] = (count / members.length) * (estimate.influence[row] ?? 0);
  });
  return {
    group,
    period: panel.periods[t] ?? NaN,
    att: estimate.att,
    standardError: standardErrorOf(influence),
    influence,
  };
}

/** The base period itself. */
export function zeroEffect(
  panel: Panel,
  group: number,
  period: number,
): GroupTimeEffect {
  return {
    group,
    period,
    att: 0,
    standardError: undefined,
    influence: new Float64Array(panel.units.length),
  };
}

/** sqrt(mean(influence^2) / n), undefined where the influence vanishes (a group of one unit, say). */
export function standardErrorOf(influence: Float64Array): number | undefined {
  let squares = 0;
  for (const value of influence) squares += value * value;
  const error = Math.sqrt(squares) / influence.length;
  return error > 1e-12 ? error : undefined;
}
