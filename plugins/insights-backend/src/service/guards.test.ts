import { evaluationGuardOf, guardOf } from './guards';

const node = (numerator: number, runs: number, unseen = 0) => ({
  released: true,
  totals: { runs, parts: [numerator], unseen } as never, // the guards read no more of it
});

describe('guards', () => {
  it('are ratios where there is enough to divide by', () => {
    expect(guardOf(node(6, 100))).toEqual({ status: 'ok', value: 0.06 });
    expect(guardOf(node(0, 100))).toEqual({ status: 'ok', value: 0 });
    expect(guardOf(node(1, 2))).toEqual({ status: 'not-enough-data' });
    expect(guardOf(node(0, 0, 5))).toEqual({ status: 'not-available' });
    expect(guardOf({ ...node(6, 100), released: false })).toEqual({
      status: 'hidden',
    });
  });

  it('do not take missing lineage for iterations that nobody evaluates', () => {
    expect(evaluationGuardOf(node(0, 100))).toEqual({
      status: 'not-available',
    });
    expect(evaluationGuardOf(node(1, 100))).toEqual({
      status: 'ok',
      value: 0.01,
    });
    expect(evaluationGuardOf(node(0, 2))).toEqual({
      status: 'not-enough-data',
    });
  });
});
