import type { PathStage } from '@mli/plugin-insights-common';
import { layOutWeeks, spread, toolOf } from './weeksLine';

const seen = (stage: string, hours: number): PathStage => ({
  stage,
  seen: true,
  runs: 20,
  workedHours: hours * 0.75,
  blockedHours: hours * 0.2,
  reworkHours: hours * 0.05,
  offerings: [],
  outsideShare: 1,
});
const gap = (from: string, to: string, hours: number) => ({
  from,
  to,
  medianSeconds: hours * 3_600,
  n: 12,
});

describe('layOutWeeks', () => {
  it('gives boxes and hand-offs one scale', () => {
    const { stages, gaps } = layOutWeeks({
      path: [seen('data', 1), seen('training', 70), seen('evaluation', 9)],
      handoffs: [gap('training', 'evaluation', 20)],
    });
    expect(stages.map(({ width }) => width)).toEqual([1, 70, 9]);
    expect(gaps).toMatchObject([{ start: 71, width: 20, isBroken: false }]);
    expect(stages[2]?.start).toBe(91);
  });

  it('draws a hand-off that is longer than the work broken', () => {
    const { gaps, stages } = layOutWeeks({
      path: [seen('data', 10), seen('training', 10)],
      handoffs: [gap('data', 'training', 400)],
    });
    expect(gaps[0]?.isBroken).toBe(true);
    expect(gaps[0]?.width).toBeCloseTo(35);
    expect(stages[0]?.width).toBeCloseTo(stages[1]?.width ?? 0);
  });

  it('passes over stages nobody sees, which have no length of their own', () => {
    const { stages, gaps } = layOutWeeks({
      path: [
        seen('data', 5),
        { stage: 'features', seen: false },
        seen('training', 5),
      ],
      handoffs: [gap('data', 'training', 1)],
    });
    expect(stages[1]?.width).toBe(2.5);
    expect(gaps).toHaveLength(1);
  });

  it('divides by nothing where nobody worked', () => {
    const { stages } = layOutWeeks({ path: [seen('data', 0)], handoffs: [] });
    expect(stages[0]?.width).toBe(0);
  });
});

describe('spread', () => {
  it('keeps labels apart, in order and on the line', () => {
    const places = spread([0.5, 1, 2, 60, 99, 99.5], 12);
    for (const [index, place] of places.entries()) {
      expect(place).toBeGreaterThanOrEqual(6);
      expect(place).toBeLessThanOrEqual(94);
      expect(place - (places[index - 1] ?? -Infinity)).toBeGreaterThanOrEqual(
        12 - 1e-9,
      );
    }
    expect(places[3]).toBe(60);
  });
});

describe('toolOf', () => {
  const title = (ref: string) => ref.replace('offering:default/', '');

  it.each([
    [[], 1, 'home-grown or unknown'],
    // an offering the reader may not see is no home-grown tool
    [[], 0.2, '20\u00a0% home-grown or unknown'],
    [[{ offering: 'offering:default/trainer', share: 0.98 }], 0.02, 'trainer'],
    [
      [{ offering: 'offering:default/suite', share: 0.6 }],
      0.27,
      'suite; 27\u00a0% home-grown or unknown',
    ],
  ])('%j with %d outside', (offerings, outsideShare, words) => {
    expect(
      toolOf({ stage: 'training', seen: true, offerings, outsideShare }, title),
    ).toBe(words);
  });
});
