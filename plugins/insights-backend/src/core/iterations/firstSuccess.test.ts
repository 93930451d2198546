import { firstSuccessOf } from './firstSuccess';

const DAY = 86_400_000;

describe('time to first success', () => {
  const runs = [
    { id: 'b', firstMs: 91 * DAY, succeededMs: 95 * DAY },
    { id: 'a', firstMs: 90 * DAY },
    { id: 'c', firstMs: 92 * DAY, succeededMs: 93 * DAY },
  ];

  it('counts from the first event, not from the run that succeeded first', () => {
    expect(firstSuccessOf(runs, 0)).toEqual({
      runId: 'a',
      firstMs: 90 * DAY,
      afterMs: 3 * DAY,
    });
  });

  it('leaves out who was there in the first 90 days of a source', () => {
    expect(firstSuccessOf(runs, 1)).toBeUndefined();
  });

  it('knows who has not succeeded yet', () => {
    expect(firstSuccessOf([{ id: 'a', firstMs: 100 * DAY }], 0)).toEqual({
      runId: 'a',
      firstMs: 100 * DAY,
      afterMs: undefined,
    });
  });
});
