import { simulatedStudy } from '../../__testUtils__/simulatedStudy';
import { analyseStudy } from './analyseStudy';
import { FinishedEstimate, portfolio } from './portfolio';

// Each analysis permutes thousands of times.
jest.setTimeout(120_000);

function hasNoNaN(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isNaN(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(hasNoNaN);
}

describe('a study', () => {
  it('finds a large effect, says it in a sentence, and tells what stands beside it', () => {
    const steps: string[] = [];
    const analysed = analyseStudy(simulatedStudy(3, Math.log(0.75)), step =>
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
    const inputs = simulatedStudy(4, 0);
    expect(analyseStudy(inputs)).toEqual(analyseStudy(inputs));
  });

  it('claims something about offerings that do nothing, and badges it, no more often than the rules allow', () => {
    const studies = 60;
    const perPortfolio = 4;
    const estimates: FinishedEstimate[] = [];
    for (let seed = 1; seed <= studies; seed += 1) {
      const analysed = analyseStudy(
        simulatedStudy(seed, 0, { teams: 18, adopters: 8, draws: 99 }),
      );
      if (!analysed.ok) continue;
      estimates.push({
        ...analysed.result,
        key: `${seed}`,
        isSuperseded: false,
        isClaim: true,
      });
    }
    expect(estimates.length).toBeGreaterThan(50);
    const claimed = estimates.filter(({ verdict }) => verdict === 'found');
    // At most 5 % may; more than 8 of 60 would happen once in two hundred times.
    expect(claimed.length).toBeLessThanOrEqual(8);
    let badged = 0;
    for (let from = 0; from < estimates.length; from += perPortfolio) {
      const own = estimates.slice(from, from + perPortfolio);
      const headlines = [...portfolio(own).values()];
      if (headlines.some(({ badge }) => badge.shown)) badged += 1;
    }
    // Where nothing works, a portfolio has any badge at most one time in ten; 6 of 15 would be one in four hundred.
    expect(badged).toBeLessThanOrEqual(5);
  });
});
