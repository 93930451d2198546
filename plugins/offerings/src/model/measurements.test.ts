import { Measurement, measuredValue, measurementOf } from './measurements';

const at = (fact: string, observedAt: string, value = 1): Measurement => ({
  fact,
  state: 'ok',
  value,
  observedAt,
  source: 'external:slo-exporter',
});

describe('measurementOf', () => {
  it.each([
    ['by the last part of its name', 'availability', 'sla.availability'],
    [
      'whatever the signs between the words',
      'Queue time of training jobs (p90)',
      'ops/queue_time_of_training_jobs_p90',
    ],
    ['without a namespace', 'availability', 'availability'],
  ])('finds a fact %s', (_, indicator, fact) => {
    const found = measurementOf({ indicator, promise: '1' }, [
      at('sla.other', '2026-03-03T00:00:00Z'),
      at(fact, '2026-03-01T00:00:00Z'),
    ]);
    expect(found?.fact).toBe(fact);
  });

  it('takes the fact the provider names and no other', () => {
    const level = {
      indicator: 'availability',
      promise: '1',
      fact: 'ops.uptime',
    };
    const namesake = at('sla.availability', '2026-03-03T00:00:00Z');
    expect(measurementOf(level, [namesake])).toBeUndefined();
    const named = at('ops.uptime', '2026-03-01T00:00:00Z');
    expect(measurementOf(level, [namesake, named])).toBe(named);
  });

  it('takes the newest of several, and none that says there is no value', () => {
    const level = { indicator: 'availability', promise: '1' };
    const newest = at('ops.availability', '2026-03-03T00:00:00+02:00');
    expect(
      measurementOf(level, [
        at('sla.availability', '2026-03-02T21:00:00Z'),
        newest,
        { ...at('x.availability', '2026-03-04T00:00:00Z'), state: 'absent' },
      ]),
    ).toBe(newest);
  });

  it('writes the value with its unit', () => {
    const row = at('a', '2026-03-03T00:00:00Z', 99.95);
    expect(measuredValue({ ...row, unit: 'percent' })).toBe('99.95\u00a0%');
    expect(measuredValue({ ...row, value: '<script>' })).toBe('<script>');
  });
});
