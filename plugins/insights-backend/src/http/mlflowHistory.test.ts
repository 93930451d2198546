import { setTimeout } from 'node:timers/promises';
import { mockCredentials } from '@backstage/backend-test-utils';
import { MetricAnswer, RunRecord } from '@mli/plugin-insights-common';
import request from 'supertest';
import {
  databases,
  producerToken,
  StartedInsights,
  startInsights,
} from '../__testUtils__/startInsights';
import {
  drawHistory,
  expectedOf,
  HistoryRow,
} from '../__testUtils__/mlflowHistory';

jest.setTimeout(300_000);

/** What the status of a row means, as docs/metrics.md says of MLflow. */
const OUTCOMES: Record<string, Pick<RunRecord, 'outcome' | 'cause'>> = {
  FINISHED: { outcome: 'succeeded' },
  FAILED: { outcome: 'failed', cause: 'unknown' },
  KILLED: { outcome: 'cancelled' },
};

function toRecord(row: HistoryRow): RunRecord {
  return {
    id: row.run_uuid,
    namespace: 'tracker',
    job: row.source_name,
    experiment: row.experiment,
    startedAt: new Date(row.start_time).toISOString(),
    ...(row.end_time === ''
      ? {}
      : { endedAt: new Date(row.end_time).toISOString() }),
    ...OUTCOMES[row.status],
    actor: row.user_id,
    ...(row.parent === '' ? {} : { parentId: row.parent }),
  };
}

/** The history of a tracking server as its database has it, against plain code over the same rows. */
describe('an imported history', () => {
  let insights: StartedInsights;
  const rows = drawHistory(20_240_501);
  const refused: unknown[] = [];

  beforeAll(async () => {
    insights = await startInsights(await databases.init('POSTGRES_18'));
    for (let begin = 0; begin < rows.length; begin += 500) {
      const { body } = await request(insights.server)
        .post('/api/insights/import/runs')
        .set('authorization', producerToken('external:local'))
        .send({
          source: 'history',
          items: rows.slice(begin, begin + 500).map(toRecord),
        });
      refused.push(
        ...body.results.filter(
          ({ status }: { status: string }) => status !== 'accepted',
        ),
      );
    }
    const deadline = Date.now() + 200_000;
    for (let quiet = 0; quiet < 3 && Date.now() < deadline;) {
      const { rows: open } = await insights.knex.raw<{
        rows: { marks: string }[];
      }>(
        `select (select count(*) from dirty_day) + (select count(*) from dirty_actor)
           + (select count(*) from run_link_mark where not again) as marks`,
      );
      quiet = open[0]?.marks === '0' ? quiet + 1 : 0;
      await setTimeout(300);
    }
  });

  afterAll(async () => {
    await insights.backend.stop();
  });

  it('is taken in', () => {
    expect(refused).toEqual([]);
  });

  it.each(Object.entries(expectedOf(rows)))(
    '%s is what the rows say',
    async (metric, expected) => {
      const { body } = await request(insights.server)
        .get(`/api/insights/metrics/${metric}?source=history`)
        .set('authorization', mockCredentials.service.header());
      const answer: MetricAnswer = body;
      expect(answer.status).toBe('ok');
      for (const [name, value] of Object.entries(expected)) {
        const said = answer[name as keyof MetricAnswer];
        // An answer has five decimals.
        expect(Math.abs(Number(said) - value)).toBeLessThan(1.01e-5);
      }
    },
  );

  it('has no queue time, because a tracker starts a run when its process starts', async () => {
    const { body } = await request(insights.server)
      .get('/api/insights/metrics/queue_time?source=history')
      .set('authorization', mockCredentials.service.header());
    expect(body.status).toBe('not-available');
  });
});
