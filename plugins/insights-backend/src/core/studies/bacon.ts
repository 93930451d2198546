import { completeUnits, decompose, Panel } from '@mli/causal-impact';
import { StudyAnswer } from '@mli/plugin-insights-common';
import { StudyPanel } from './studyPanel';

const KINDS = {
  'treated-untreated': 'adopting against never adopting',
  'earlier-later': 'earlier against later adopting, before those adopt',
  'later-earlier': 'later against earlier adopting, who have it already',
  'later-always-treated': 'adopting against those who always had it',
} as const;

/** What a two-way fixed effects estimate would be made of, on teams without gaps: a diagnostic, never an estimate. */
export function bacon(
  panel: StudyPanel,
): Pick<StudyAnswer, 'bacon' | 'baconNote'> {
  const { grid, slots, teams, scale } = panel;
  const whole = completeUnits(toPanel(panel));
  const decomposed = decompose(whole);
  if (!decomposed.ok || whole.units.length === 0) {
    return {
      bacon: [],
      baconNote: decomposed.ok
        ? 'No team has a number for every week, which this needs.'
        : decomposed.sentence,
    };
  }
  let level = 0;
  let count = 0;
  slots.forEach(({ onset }, i) => {
    for (let t = 0; t < Math.min(onset, grid.periods); t += 1) {
      const value = grid.values[i * grid.periods + t]!;
      if (Number.isNaN(value)) continue;
      level += value;
      count += 1;
    }
  });
  const percent = (value: number) =>
    scale === 'log'
      ? 100 * Math.expm1(value)
      : (100 * value) / (level / Math.max(1, count));
  return {
    bacon: [...decomposed.value.byKind]
      .filter(([, { weight, average }]) =>
        [weight, percent(average)].every(value => Number.isFinite(value)),
      )
      .map(([kind, { weight, average }]) => ({
        kind: KINDS[kind],
        weight,
        percent: percent(average),
      })),
    ...(whole.units.length < teams.length && {
      baconNote: `On the ${whole.units.length} of ${teams.length} teams that have a number for every week.`,
    }),
  };
}

function toPanel({ grid, slots, teams }: StudyPanel): Panel {
  return {
    units: teams.map(({ team }) => team),
    periods: Array.from({ length: grid.periods }, (_, t) => t),
    outcome: grid.values,
    firstTreated: slots.map(({ date }) => date),
    covariates: teams.map(() => []),
  };
}
