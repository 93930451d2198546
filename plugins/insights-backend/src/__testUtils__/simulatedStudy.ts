import { Random } from '@mli/causal-impact';
import { addDays } from '../core/metrics/windows';
import { StudyInputs, WeekCell } from '../core/studies/types';

const FROM = '2026-01-05';
const WEEKS = 30;
const monday = (week: number) => addDays(FROM, 7 * week);

/** Teams of six departments, the first `adopters` of them adopting one after the other, with an effect on run time. */
export function simulatedStudy(
  seed: number,
  effect: number,
  { teams = 24, adopters = 10, draws = 199 } = {},
): StudyInputs {
  const random = new Random(seed);
  const order = Int32Array.from({ length: teams }, (_, k) => k);
  random.shuffle(order);
  const dates = new Map(
    [...order.subarray(0, adopters)].map((team, k) => [team, 13 + k]),
  );
  const cells: WeekCell[] = [];
  const common = Array.from({ length: WEEKS }, () => 0.1 * random.normal());
  for (let team = 0; team < teams; team += 1) {
    const level = 8 + random.normal();
    let error = random.normal();
    for (let week = 0; week < WEEKS; week += 1) {
      error = 0.4 * error + Math.sqrt(1 - 0.16) * random.normal();
      const isTreated = week >= (dates.get(team) ?? Infinity);
      const log =
        level + common[week]! + 0.15 * error + (isTreated ? effect : 0);
      cells.push({
        team: `t${team}`,
        week,
        class: 'training / full / human',
        submitted: 10,
        closed: 10,
        runs: 10,
        zeros: 0,
        p50: Math.exp(log),
        mean: Math.exp(log),
      });
    }
  }
  return {
    question: {
      offering: 'offering:default/x',
      outcome: 'run_time',
      stage: 'training',
      from: FROM,
      to: monday(WEEKS),
    },
    teams: Array.from({ length: teams }, (_, k) => ({
      team: `t${k}`,
      title: `t${k}`,
      department: `d${k % 6}`,
      size: 5 + (k % 7),
    })),
    cells,
    spells: [...dates].map(([team, week]) => ({
      team: `t${team}`,
      onset: monday(week - 2),
      date: monday(week),
    })),
    others: [],
    draws,
    seed,
  };
}
