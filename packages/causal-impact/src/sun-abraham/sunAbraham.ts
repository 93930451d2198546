import { answer, Answer, refuse } from '../answer';
import {
  GroupTimeEffect,
  GroupTimeEffects,
  standardErrorOf,
  zeroEffect,
} from '../callaway-santanna/groupTimeEffects';
import { faultOfPanel, Panel, restrictTo } from '../panel';
import { cohortChanges, CohortChange } from './cohortChanges';

export interface SunAbrahamOptions {
  /**
   * The cohort that everything is compared with. `last-treated` ends the panel where that cohort is treated and does
   * without units that are never treated.
   */
  readonly control: 'never-treated' | 'last-treated';
}

/**
 * Effects by cohort and period from the regression with cohort-by-period interactions of Sun and Abraham, Journal of
 * Econometrics 225 (2021), equation 25, without covariates; `aggregate(..., 'dynamic')` of them is their
 * interaction-weighted estimator, and `'simple'` the mean over treated cells. The base of each cohort is the last
 * period before its treatment. Cohorts treated from the first period on are left out.
 *
 * The interactions leave every cohort its own period effects, so the regression falls apart into one a cohort: the
 * change of a cohort from its base minus that of the control cohort. Without gaps this equals Callaway and Sant'Anna
 * with a universal base.
 */
export function sunAbraham(
  panel: Panel,
  options: SunAbrahamOptions = { control: 'never-treated' },
): Answer<GroupTimeEffects> {
  const fault = faultOfPanel(panel);
  if (fault) return fault;
  const first = panel.periods[0];
  if (first === undefined || panel.periods.length < 2) {
    return refuse('too-few-periods', 'A panel needs two periods at least.');
  }
  const sampled = sampleOf(panel, first, options.control);
  if (!sampled.ok) return sampled;
  const { sample, controls, groups } = sampled.value;
  const effects: GroupTimeEffect[] = [];
  const skipped: { group: number; period: number; why: string }[] = [];
  for (const group of groups) {
    const base = sample.periods.findLastIndex(period => period < group);
    const members = membersOf(sample, g => g === group);
    const own = cohortChanges(sample, members, base);
    const control = cohortChanges(sample, controls, base);
    sample.periods.forEach((period, t) => {
      if (t === base) {
        effects.push(zeroEffect(sample, group, period));
        return;
      }
      const change = own.get(t);
      const comparison = control.get(t);
      if (!change || !comparison) {
        const who = change ? 'control' : 'treated';
        const why = `no ${who} unit ties the period to the base`;
        skipped.push({ group, period, why });
        return;
      }
      effects.push(
        difference(
          sample,
          { group, period },
          [members, change],
          [controls, comparison],
        ),
      );
    });
  }
  if (!effects.some(({ group, period }) => period >= group)) {
    return refuse(
      'no-usable-cells',
      `None of the cells after the treatment could be estimated (${skipped.length} left out).`,
    );
  }
  const groupShares = new Map(
    groups.map(group => [
      group,
      membersOf(sample, g => g === group).length / sample.units.length,
    ]),
  );
  return answer({ effects, groupShares, panel: sample, skipped });
}

interface Sample {
  readonly sample: Panel;
  readonly controls: readonly number[];
  readonly groups: readonly number[];
}

function sampleOf(
  panel: Panel,
  first: number,
  control: SunAbrahamOptions['control'],
): Answer<Sample> {
  const last = panel.periods.at(-1) ?? first;
  const starts = [...new Set(panel.firstTreated)]
    .filter(group => group > first && group <= last)
    .sort((a, b) => a - b);
  if (starts.length === 0) {
    return refuse(
      'no-treated-units',
      'No unit is treated after the first period, so there is no effect to estimate.',
    );
  }
  if (control === 'never-treated') {
    const sample = restrictTo(panel, i => panel.firstTreated[i]! > first);
    const controls = membersOf(sample, g => g > last);
    return controls.length === 0
      ? refuse(
          'no-untreated-units',
          'Every unit is treated in the end; compare with the last treated instead.',
        )
      : answer({ sample, controls, groups: starts });
  }
  const until = starts.at(-1)!;
  const groups = starts.slice(0, -1);
  const kept = panel.periods.filter(period => period < until);
  if (groups.length === 0 || kept.length < 2) {
    return refuse(
      'no-untreated-units',
      'All treated units begin in the same period, so none is treated last.',
    );
  }
  const sample = restrictTo(
    panel,
    i => panel.firstTreated[i]! > first && panel.firstTreated[i]! <= until,
    kept.length,
  );
  const controls = membersOf(sample, g => g === until);
  return answer({ sample, controls, groups });
}

function membersOf(panel: Panel, holds: (group: number) => boolean): number[] {
  return panel.firstTreated.flatMap((group, i) => (holds(group) ? [i] : []));
}

type Part = readonly [members: readonly number[], change: CohortChange];

function difference(
  panel: Panel,
  at: { group: number; period: number },
  [members, own]: Part,
  [controls, comparison]: Part,
): GroupTimeEffect {
  const count = panel.units.length;
  const influence = new Float64Array(count);
  members.forEach((i, row) => {
    influence[i] = count * own.influence[row]!;
  });
  controls.forEach((i, row) => {
    influence[i] = -count * comparison.influence[row]!;
  });
  return {
    ...at,
    att: own.change - comparison.change,
    standardError: standardErrorOf(influence),
    influence,
  };
}
