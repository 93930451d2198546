import { Knex } from 'knex';
import {
  conformanceTitle,
  hasConformanceData,
  textSample,
} from '../__testUtils__/conformanceData';
import { databases } from '../__testUtils__/startInsights';
import { parseMetricQuery } from '../http/parseMetricQuery';
import {
  insertSources,
  insertUnits,
  people,
  personHash,
} from '../store/metrics/cellFixtures';
import { migrate } from '../store/migrate';
import { noteCellChanges } from '../store/rollups/weekCells';
import { createMetricsService } from './createMetricsService';

const NOW = new Date('2024-07-01T12:00:00Z');
const DAY = '2024-05-06';
const OPTIONS = { now: NOW, firstMonday: '2024-01-01', stages: ['training'] };

jest.setTimeout(60_000);

/** One row of a published table: a cluster, or all of them. */
type Row = Record<string, string>;

function rowsOf(file: string): Row[] {
  const [head = '', ...lines] = textSample(file).trim().split(/\r?\n/);
  const names = head.split(',');
  return lines.map(line =>
    Object.fromEntries(
      line.split(',').map((field, index) => [names[index] ?? '', field]),
    ),
  );
}

const describeSamples = hasConformanceData ? describe : describe.skip;
describeSamples(conformanceTitle('Helios, cluster by cluster'), () => {
  let knex: Knex;
  let clusters: ReturnType<typeof rowsOf>;

  beforeAll(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
    await insertSources(knex, { local: 'slurm' });
    clusters = rowsOf('published/helios_cluster_summary.csv').filter(
      ({ id }) => id !== 'total',
    );
    await insertUnits(knex, [
      { ref: 'group:default/helios', role: 'other' },
      ...clusters.map(({ id = '' }) => ({
        ref: unitOf(id),
        parent: 'group:default/helios',
        members: people(id, 8),
      })),
    ]);
    await knex('cell').insert(
      clusters.flatMap(row => [
        cell(row, 'run_time', 'avg_run_time_gpu'),
        cell(row, 'queue_time', 'avg_que_time_gpu'),
        {
          ...cell(row, 'failed_ratio'),
          parts: [Math.round(jobsOf(row) * Number(row.fail_rate_gpu)), 0, 0, 0],
        },
      ]),
    );
    await noteCellChanges(
      knex,
      clusters.map(({ id = '' }) => ({ team: unitOf(id), day: DAY })),
    );
  });

  it('names its four clusters', () => {
    expect(clusters.map(({ id }) => id)).toEqual([
      'Venus',
      'Earth',
      'Saturn',
      'Uranus',
    ]);
  });

  function unitOf(id: string) {
    return `group:default/${id.toLowerCase()}`;
  }

  function jobsOf(row: Row) {
    return Number(row.gpu_job_num);
  }

  function cell(row: Row, metric: string, mean?: string) {
    const names = people(row.id ?? '', 8);
    return {
      metric,
      day: DAY,
      team_ref: unitOf(row.id ?? ''),
      stage: 'training',
      trigger: 'human',
      run_class: 'full',
      source_id: 1,
      n: jobsOf(row),
      sum_ms: mean ? Math.round(Number(row[mean]) * jobsOf(row) * 1000) : 0,
      zeros: 0,
      never_started: 0,
      values_ms: [],
      censored_ms: [],
      bucket_index: [],
      bucket_count: [],
      people: names.map(personHash),
      people_ms: names.map(() => 1),
      parts: [] as number[],
      unseen: 0,
      actors: [],
    };
  }

  async function ask(metric: string) {
    const { metrics } = createMetricsService({
      knex,
      peopleFloor: 5,
      firstMonday: OPTIONS.firstMonday,
      stages: OPTIONS.stages,
      freshForMilliseconds: 0,
    });
    const [answer] = await metrics.answer(
      parseMetricQuery(metric, { team: 'helios' }, OPTIONS),
      {
        visibleUnits: 'all',
        visibleOfferings: 'all',
        speedIn: async () => ({ any: true, maySee: () => true }),
      },
      NOW,
    );
    return answer;
  }

  it('rolls up to the published total, weighted by jobs', async () => {
    const total = rowsOf('published/cluster_summary.csv').find(
      ({ id }) => id === 'Helios',
    );
    const run = await ask('run_time');
    expect(run).toMatchObject({ status: 'ok', n: jobsOf(total ?? {}) });
    expect(run?.mean).toBeCloseTo(Number(total?.avg_run_time_gpu), 2);
    expect(run?.mean).toBeCloseTo(6651.681, 2);
    const queue = await ask('queue_time');
    expect(queue?.mean).toBeCloseTo(Number(total?.avg_que_time_gpu), 2);
    expect(queue?.mean).toBeCloseTo(862.047, 2);
    // Each rate is published with three digits.
    expect((await ask('failed_ratio'))?.value).toBeCloseTo(0.155, 3);
  });
});
