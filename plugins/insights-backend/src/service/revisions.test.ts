import { MetricAnswer } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { databases } from '../__testUtils__/startInsights';
import { parseMetricQuery } from '../http/parseMetricQuery';
import {
  insertCells,
  insertSources,
  insertUnits,
  people,
} from '../store/metrics/cellFixtures';
import { migrate } from '../store/migrate';
import { createMetricsService } from './createMetricsService';
import { MetricsCaller } from './MetricsCaller';

const FIRST_MONDAY = '2024-01-01';
const LANES = 'group:default/lanes';
/** The window of all questions ends on 17 June, at every time asked below. */
const MONDAY = new Date('2024-07-01T12:00:00Z');
const SAME_EVENING = new Date('2024-07-01T20:00:00Z');
const WEDNESDAY = new Date('2024-07-03T12:00:00Z');
const NEXT_MONDAY = new Date('2024-07-08T00:00:01Z');

const everybody: MetricsCaller = {
  visibleUnits: 'all',
  visibleOfferings: 'all',
  speedIn: async () => ({ any: true, maySee: () => true }),
};

jest.setTimeout(60_000);

describe('what is published', () => {
  let knex: Knex;

  beforeEach(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
    await insertSources(knex, { local: 'openlineage', files: 'file' });
    await knex('source').update({ first_received_at: '2024-01-01T00:00:00Z' });
    await knex('source').where({ name: 'files' }).update({ historical: true });
    await insertUnits(knex, [{ ref: LANES, members: people('lanes', 8) }]);
  });

  async function ask(
    now: Date,
    query: Record<string, string> = {},
  ): Promise<MetricAnswer | undefined> {
    const { metrics } = createMetricsService({
      knex,
      peopleFloor: 5,
      firstMonday: FIRST_MONDAY,
      stages: ['training'],
      freshForMilliseconds: 0,
    });
    const parsed = parseMetricQuery(
      'queue_time',
      { team: 'lanes', ...query },
      { now, firstMonday: FIRST_MONDAY, stages: ['training'] },
    );
    return (await metrics.answer(parsed, everybody, now))[0];
  }

  async function arrive(
    day: string,
    count: number,
    source = 'local',
  ): Promise<void> {
    await insertCells(knex, [
      { day, team: LANES, source, milliseconds: Array(count).fill(1000) },
    ]);
  }

  const later = async () =>
    await knex('publication')
      .where({ metric: 'queue_time' })
      .first('later_since');

  it('follows an import on its first day, then stands until a week closes, and leaves a trace', async () => {
    await arrive('2024-05-06', 30);
    expect(await ask(MONDAY)).toMatchObject({ status: 'ok', n: 30 });
    await arrive('2024-05-07', 5);
    expect(await ask(SAME_EVENING)).toMatchObject({ n: 35 });
    const traces = await knex('node_revision').count({ count: '*' }).first();

    await arrive('2024-05-08', 1);
    expect(await ask(WEDNESDAY)).toMatchObject({ n: 35 });
    expect(await later()).toEqual({
      later_since: WEDNESDAY,
    });
    expect(await knex('node_revision').count({ count: '*' }).first()).toEqual(
      traces,
    );

    expect(await ask(NEXT_MONDAY)).toMatchObject({ n: 36 });
    expect(await later()).toEqual({
      later_since: null,
    });
    const week = await knex('node_revision')
      .where({ unit: LANES, time_key: 'week 2024-05-06', facet_kind: 'none' })
      .orderBy('id', 'desc')
      .first();
    expect(week).toMatchObject({
      before: { released: true, totals: { runs: 35 } },
      after: { released: true, totals: { runs: 36 } },
    });
  });

  it('shows a history that is imported later at once, unless a live source revised something meanwhile', async () => {
    await arrive('2024-05-06', 30);
    await ask(MONDAY);
    await arrive('2024-03-04', 25, 'files');
    await arrive('2024-05-06', 10, 'files');
    expect(await ask(WEDNESDAY)).toMatchObject({ n: 40 });
    await arrive('2024-05-08', 1);
    await arrive('2024-05-09', 10, 'files');
    expect(await ask(WEDNESDAY)).toMatchObject({ n: 40 });
    expect(await ask(NEXT_MONDAY)).toMatchObject({ n: 51 });
  });

  it('shows what a source that is new says for its first day', async () => {
    await arrive('2024-05-06', 30);
    await ask(MONDAY);
    await insertSources(knex, { newcomer: 'openlineage' });
    await knex('source')
      .where({ name: 'newcomer' })
      .update({ first_received_at: '2024-07-03T08:00:00Z' });
    await arrive('2024-05-07', 10, 'newcomer');
    expect(await ask(WEDNESDAY)).toMatchObject({ n: 40 });
    await arrive('2024-05-08', 1, 'newcomer');
    expect(await ask(new Date('2024-07-05T12:00:00Z'))).toMatchObject({
      n: 40,
    });
  });

  it('does not notice what arrives for a period that has not closed', async () => {
    await arrive('2024-05-06', 30);
    await ask(MONDAY);
    const judged = await knex('publication')
      .where({ metric: 'queue_time' })
      .first('judged_at');
    await arrive('2024-06-20', 5);
    expect(await ask(SAME_EVENING)).toMatchObject({ n: 30 });
    expect(
      await knex('publication')
        .where({ metric: 'queue_time' })
        .first('judged_at'),
    ).toEqual(judged);
  });

  it('keeps what was measured while the data stay as they are, and measures anew when they do not', async () => {
    await arrive('2024-05-06', 30);
    expect(await ask(MONDAY)).toMatchObject({ p50: 1 });
    // The same cells written again are no change.
    await knex('cell').delete();
    await arrive('2024-05-06', 30);
    await ask(SAME_EVENING);
    const kept = await knex('published_node')
      .where({ unit: LANES, time_key: '12w', facet_kind: 'none' })
      .first();
    expect(kept.measured_at).toEqual(kept.data_at);
    await knex('cell').delete();
    await insertCells(knex, [
      { day: '2024-05-06', team: LANES, milliseconds: Array(30).fill(2000) },
    ]);
    expect(await ask(SAME_EVENING)).toMatchObject({ p50: 2 });
  });

  it('is judged in a thread as it is without one', async () => {
    await arrive('2024-05-06', 30);
    const nodesOf = async (inThread: boolean) => {
      await knex('publication').delete();
      const { nodes } = createMetricsService({
        knex,
        peopleFloor: 5,
        firstMonday: FIRST_MONDAY,
        stages: ['training'],
        freshForMilliseconds: 0,
        inThread,
      });
      await nodes.metric(
        'queue_time',
        { triggers: 'default', runClasses: 'default' },
        MONDAY,
      );
      return await knex('published_node')
        .select('unit', 'time_key', 'facet_kind', 'facet', 'released', 'totals')
        .orderBy(['unit', 'time_key', 'facet_kind', 'facet']);
    };
    const alone = await nodesOf(false);
    expect(alone.length).toBeGreaterThan(5);
    expect(await nodesOf(true)).toEqual(alone);
  });
});
