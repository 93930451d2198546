import { singleFlight } from './singleFlight';

/** Work whose runs end when the test says so. */
function controlled() {
  const runs: { finish: () => void; fail: (error: Error) => void }[] = [];
  const work = () =>
    new Promise<number>((resolve, reject) => {
      const number = runs.length + 1;
      runs.push({ finish: () => resolve(number), fail: reject });
    });
  return { runs, call: singleFlight(work) };
}

const settle = async () => await new Promise(resolve => setImmediate(resolve));

describe('singleFlight', () => {
  it('answers calls during a run by one run that begins after it', async () => {
    const { runs, call } = controlled();
    const first = call();
    const later = [call(), call(), call()];
    expect(runs).toHaveLength(1);
    runs[0]!.finish();
    expect(await first).toBe(1);
    await settle();
    expect(runs).toHaveLength(2);
    runs[1]!.finish();
    expect(await Promise.all(later)).toEqual([2, 2, 2]);
    await settle();
    expect(runs).toHaveLength(2);
  });

  it('goes on after a failure', async () => {
    const { runs, call } = controlled();
    const first = call();
    const second = call();
    runs[0]!.fail(new Error('away'));
    await expect(first).rejects.toThrow('away');
    await settle();
    runs[1]!.finish();
    expect(await second).toBe(2);
    await settle();
    const third = call();
    runs[2]!.finish();
    expect(await third).toBe(3);
  });
});
