import {
  Effect,
  endSeries,
  logOfPercent,
  plannedPower,
  planRollout,
  Slot,
  NEVER,
} from '@mli/causal-impact';
import { StudyAnswer } from '@mli/plugin-insights-common';
import { strataOf } from './strata';
import { StudyPanel } from './studyPanel';
import { StudyInputs } from './types';

/** The speed-up a rollout should be able to see, percent. */
const WORTH_KNOWING = 15;
const WAVES = 4;
const WAVE_WEEKS = 2;
const LEAST_TEAMS = 6;
const GOOD_CHANCE = 0.8;

/**
 * How long a rollout in drawn order would take to see a worthwhile effect: on the weeks of these teams in which they
 * did not have the offering, half of the teams beginning in four waves.
 */
export function randomisedPower(
  inputs: StudyInputs,
  panel: StudyPanel,
  effect: Effect,
): StudyAnswer['power'] {
  const untouched = endSeries(
    panel.grid,
    panel.slots.map(({ onset }) => onset),
  );
  const teams = panel.teams.filter(
    (_, i) => panel.slots[i]?.onset === Infinity,
  );
  if (teams.length < LEAST_TEAMS) {
    return {
      sentence: `Only ${teams.length} teams have not begun; too few to draw an order among.`,
      options: [],
    };
  }
  const rows = panel.teams.flatMap((_, i) =>
    panel.slots[i]?.onset === Infinity ? [i] : [],
  );
  const { periods } = panel.grid;
  const values = new Float64Array(rows.length * periods);
  rows.forEach((i, row) => {
    const from = i * periods;
    values.set(untouched.values.subarray(from, from + periods), row * periods);
  });
  const size = worthKnowing(panel, effect);
  const lengths = [12, 16, 20, 26, 39, 52].filter(weeks => weeks <= periods);
  const options = lengths.flatMap(weeks => {
    const slots = drawnSlots(inputs, teams, weeks);
    if (!slots) return [];
    const strata = strataOf(teams);
    const power = plannedPower(
      {
        grid: { units: rows.length, periods, values },
        slots,
        strata: teams.map(({ team }) => strata.get(team) ?? ''),
        periods: weeks,
      },
      [size],
      { draws: 199, seed: inputs.seed, stretches: 2 },
    );
    const chance = power.ok ? power.value.chances[0]?.chance : undefined;
    return chance === undefined || !Number.isFinite(chance)
      ? []
      : [{ weeks, chance }];
  });
  return { sentence: sentenceOf(options, teams.length), options };
}

function worthKnowing({ scale }: StudyPanel, effect: Effect): number {
  return scale === 'log'
    ? Math.abs(logOfPercent(-WORTH_KNOWING))
    : (WORTH_KNOWING / 100) * Math.abs(effect.treatedMean - effect.estimate);
}

function drawnSlots(
  inputs: StudyInputs,
  teams: StudyPanel['teams'],
  weeks: number,
): Slot[] | undefined {
  const half = Math.floor(teams.length / 2);
  const waves = Math.min(WAVES, half);
  const first = Math.max(4, Math.round(weeks / 3));
  const starts = Array.from({ length: waves }, (_, wave) => ({
    period: first + wave * WAVE_WEEKS,
    places: Math.floor(half / waves) + (wave < half % waves ? 1 : 0),
  })).filter(({ period }) => period < weeks - 2);
  const strata = strataOf(teams);
  const plan = planRollout({
    teams: teams.map(({ team }) => ({
      unit: team,
      stratum: strata.get(team) ?? '',
    })),
    starts,
    seed: inputs.seed,
  });
  if (!plan.ok) return undefined;
  const periodOf = new Map(
    plan.value.assignments.map(({ unit, period }) => [unit, period]),
  );
  return teams.map(({ team }) => {
    const date = periodOf.get(team);
    return date === undefined ? NEVER : { onset: date, date };
  });
}

function sentenceOf(
  options: readonly { weeks: number; chance: number }[],
  teams: number,
): string {
  const lead = `If half of the ${teams} teams that have not begun started in an order drawn at random, in ${WAVES} waves ${WAVE_WEEKS} weeks apart,`;
  const enough = options.find(({ chance }) => chance >= GOOD_CHANCE);
  if (enough) {
    return `${lead} a change of ${WORTH_KNOWING} % would be found about 4 times in 5 after ${enough.weeks} weeks.`;
  }
  const best = options.at(-1);
  return best
    ? `${lead} a change of ${WORTH_KNOWING} % would be found with a chance of ${Math.round(100 * best.chance)} % after ${best.weeks} weeks; more teams would be needed to know sooner.`
    : `${lead} too little is known of their weeks to say what would be found.`;
}
