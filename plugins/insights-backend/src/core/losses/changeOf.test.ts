import { changeOf, changeSentence, MixWeek } from './changeOf';
import { SeededRandom } from './SeededRandom';

const WORDS = {
  less: 'faster',
  more: 'slower',
  before: 'the 12 weeks before',
};

function weeks(
  count: number,
  of: (week: number) => Partial<MixWeek>[],
): MixWeek[] {
  return Array.from({ length: count }, (_, week) =>
    of(week).map(cell => ({
      week: `2026-W${String(week).padStart(2, '0')}`,
      kind: 'training full human',
      runs: 50,
      mean: 100,
      ...cell,
    })),
  ).flat();
}

describe('changeOf', () => {
  it('says a change that stands out of the weeks', () => {
    const noise = new SeededRandom(1);
    const change = changeOf(
      weeks(12, () => [{ mean: 95 + noise.below(10) }]),
      weeks(12, () => [{ mean: 75 + noise.below(10) }]),
      7,
    );
    expect(change?.isSaid).toBe(true);
    expect(changeSentence(change!, WORDS)).toMatch(
      /^(19|20|21) % faster than the 12 weeks before \(95 % interval \d+ to \d+\)$/,
    );
  });

  it('says about the same where weeks differ as much by themselves', () => {
    const noise = new SeededRandom(3);
    const any = () => weeks(12, () => [{ mean: 40 + noise.below(120) }]);
    const change = changeOf(any(), any(), 7);
    expect(change?.isSaid).toBe(false);
    expect(changeSentence(change!, WORDS)).toMatch(
      /^about the same as the 12 weeks before \(between \d+ % faster and \d+ % slower\)$/,
    );
  });

  it('keeps the mix apart: more short runs are not faster runs', () => {
    const mixed = (short: number) =>
      weeks(12, () => [
        { kind: 'training', runs: 100 - short, mean: 1_000 },
        { kind: 'evaluation', runs: short, mean: 100 },
      ]);
    const change = changeOf(mixed(20), mixed(80), 1);
    expect(change?.speed).toEqual({ value: 0, low: 0, high: 0 });
    expect(change?.isSaid).toBe(false);
    expect(change?.mix).toBeCloseTo((0.2 * 1_000 + 0.8 * 100) / 820 - 1);
  });

  it('says nothing from a few weeks', () => {
    const few = weeks(4, () => [{}]);
    expect(changeOf(few, few, 1)).toBeUndefined();
  });
});
