import { Random } from '@mli/causal-impact';
import { addDays } from '../metrics/windows';
import { analyseStudy } from './analyseStudy';
import { StudyInputs, WeekCell } from './types';

// Each analysis permutes thousands of times.
jest.setTimeout(120_000);

const FROM = '2026-01-05';
const WEEKS = 30;
const monday = (week: number) => addDays(FROM, 7 * week);

/** Teams of six departments, the first `adopters` of them adopting one after the other, with an effect on run time. */
function simulated(
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

function hasNoNaN(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isNaN(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(hasNoNaN);
}

describe('a study', () => {
  it('finds a large effect, says it in a sentence, and tells what stands beside it', () => {
    const steps: string[] = [];
    const analysed = analyseStudy(simulated(3, Math.log(0.75)), step =>
      steps.push(step),
    );
    if (!analysed.ok) throw new Error(analysed.refusal.sentence);
    const { result } = analysed;
    expect(result.sentence).toMatch(
      /^\d+ % faster \(95 % interval \d+ to \d+\), 10 adopting and 14 comparison teams$/,
    );
    expect(result.effect.lower).toBeLessThan(-25);
    expect(result.effect.upper).toBeGreaterThan(-25);
    expect(result.answer.eventStudy.length).toBeGreaterThanOrEqual(4);
    expect(result.answer.prediction!.inRange).toBeLessThanOrEqual(14);
    expect(result.answer.power.sentence).toMatch(/would be found/);
    expect(hasNoNaN(result)).toBe(true);
    expect(JSON.parse(JSON.stringify(result.answer))).toEqual(result.answer);
    expect(steps[0]).toBe('panel');
    expect(new Set(steps).size).toBe(steps.length);
  });

  it('is the same again', () => {
    const inputs = simulated(4, 0);
    expect(analyseStudy(inputs)).toEqual(analyseStudy(inputs));
  });

  it('claims something about offerings that do nothing no more often than the rule allows', () => {
    const studies = 60;
    let claimed = 0;
    for (let seed = 1; seed <= studies; seed += 1) {
      const analysed = analyseStudy(
        simulated(seed, 0, { teams: 18, adopters: 8, draws: 99 }),
      );
      if (analysed.ok && analysed.result.verdict === 'found') claimed += 1;
    }
    // At most 5 % may; more than 8 of 60 would happen once in two hundred times.
    expect(claimed).toBeLessThanOrEqual(8);
  });
});
