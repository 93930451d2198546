import { MetricAnswer } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { databases } from '../__testUtils__/startInsights';
import { quantileType7 } from '../core/metrics/quantiles';
import { addDays } from '../core/metrics/windows';
import { parseMetricQuery } from '../http/parseMetricQuery';
import {
  CellFixture,
  insertCells,
  insertSources,
} from '../store/metrics/cellFixtures';
import { migrate } from '../store/migrate';
import { MetricsCaller } from './MetricsCaller';
import { createMetricsService } from './createMetricsService';

const NOW = new Date('2024-07-01T12:00:00Z');
const FIRST_MONDAY = '2024-01-01';

jest.setTimeout(120_000);

const anybody: MetricsCaller = {
  visibleUnits: new Set(),
  visibleOfferings: new Set(),
  speedIn: async () => ({ any: false, maySee: () => false }),
};

async function askQueueTime(knex: Knex, source: string): Promise<MetricAnswer> {
  const { metrics: service } = createMetricsService({
    knex,
    peopleFloor: 5,
    firstMonday: FIRST_MONDAY,
    stages: ['training'],
    freshForMilliseconds: 0,
  });
  const query = parseMetricQuery(
    'queue_time',
    { source },
    { now: NOW, firstMonday: FIRST_MONDAY, stages: ['training'] },
  );
  const [answer] = await service.answer(query, anybody, NOW);
  if (!answer) {
    throw new Error('There is no answer');
  }
  return answer;
}

/** Waits as (day, seconds); a wait that never ended is at the day it began. */
interface Wait {
  readonly day: string;
  readonly seconds: number;
  readonly givenUp: boolean;
}

function cellsOf(source: string, waits: readonly Wait[]): CellFixture[] {
  const byDay = Map.groupBy(waits, wait => wait.day);
  return [...byDay].map(([day, ofDay]) => ({
    day,
    source,
    trigger: 'unknown',
    milliseconds: ofDay.filter(w => !w.givenUp).map(w => w.seconds * 1000),
    givenUp: ofDay.filter(w => w.givenUp).map(w => w.seconds * 1000),
  }));
}

describe('the history of one source', () => {
  let knex: Knex;

  beforeEach(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
  });

  it('is exact, counts every trigger and class, and is shown although nobody is known behind it', async () => {
    await insertSources(knex, { trace: 'file', other: 'file' });
    // Made up: waits that grow like squares, every tenth run never starts.
    const waits = Array.from({ length: 3000 }, (_, index) => ({
      day: addDays('2023-03-01', index % 40),
      seconds: index % 4 === 0 ? 0 : (index % 97) ** 2,
      givenUp: index % 10 === 9,
    }));
    await insertCells(knex, [
      ...cellsOf('trace', waits),
      {
        day: '2023-03-01',
        source: 'trace',
        trigger: 'scheduled',
        runClass: 'sweep',
        milliseconds: [5000],
      },
      { day: '2023-03-01', source: 'other', milliseconds: [1, 2, 3] },
    ]);
    const started = [...waits.filter(w => !w.givenUp).map(w => w.seconds), 5];
    started.sort((a, b) => a - b);
    const answer = await askQueueTime(knex, 'trace');
    expect(answer).toMatchObject({
      status: 'ok',
      group: { source: 'trace' },
      window: { from: '2023-03-01', to: '2023-04-10' },
      n: started.length,
      neverStarted: 300,
    });
    for (const [name, q] of Object.entries({
      p50: 0.5,
      p75: 0.75,
      p90: 0.9,
      p95: 0.95,
      p99: 0.99,
    })) {
      expect(answer).toHaveProperty(
        name,
        expect.closeTo(quantileType7(started, q), 6),
      );
    }
    expect(answer.zeroShare).toBeCloseTo(
      started.filter(s => s === 0).length / started.length,
      12,
    );
    // A tenth gave up, so the median with those counted as still waiting is no smaller.
    expect(answer.censored?.p50).toBeGreaterThanOrEqual(answer.p50 ?? 0);
  });

  it('is not enough data with 19 runs', async () => {
    await insertSources(knex, { trace: 'file' });
    await insertCells(knex, [
      { day: '2023-03-01', source: 'trace', milliseconds: Array(19).fill(1) },
    ]);
    const answer = await askQueueTime(knex, 'trace');
    expect(answer).toMatchObject({
      status: 'not-enough-data',
      reason: 'Not enough data: 19 runs in this window, 20 needed.',
      n: 19,
    });
    expect(answer.p50).toBeUndefined();
  });

  it('says which sources there are where it does not know one', async () => {
    await insertSources(knex, { trace: 'file' });
    await expect(askQueueTime(knex, 'traces')).rejects.toThrow(
      /no source 'traces'; sources that have sent something: trace/,
    );
  });
});
