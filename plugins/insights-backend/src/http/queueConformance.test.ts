import { setTimeout } from 'node:timers/promises';
import { mockCredentials } from '@backstage/backend-test-utils';
import { MetricAnswer, RunRecord } from '@mli/plugin-insights-common';
import request from 'supertest';
import {
  conformanceTitle,
  hasConformanceData,
  textSample,
} from '../__testUtils__/conformanceData';
import {
  databases,
  producerToken,
  StartedInsights,
  startInsights,
} from '../__testUtils__/startInsights';

const ITEMS = 1000;

jest.setTimeout(180_000);

async function importRuns(
  { server }: StartedInsights,
  source: string,
  runs: readonly RunRecord[],
): Promise<void> {
  for (let begin = 0; begin < runs.length; begin += ITEMS) {
    const items = runs.slice(begin, begin + ITEMS);
    const response = await request(server)
      .post('/api/insights/import/runs')
      .set('authorization', producerToken('external:local'))
      .send({ source, items });
    expect(response.status).toBe(202);
    expect(
      response.body.results.filter(
        (result: { status: string }) => result.status !== 'accepted',
      ),
    ).toEqual([]);
  }
}

/** Asks until every run is in the cells, or nothing has changed for long. */
async function askQueueTime(
  { server }: StartedInsights,
  source: string,
  runs: number,
): Promise<MetricAnswer> {
  let answer: MetricAnswer | undefined;
  for (let attempt = 0; attempt < 100; attempt++) {
    const response = await request(server)
      .get(`/api/insights/metrics/queue_time?source=${source}`)
      .set('authorization', mockCredentials.service.header());
    answer = response.body;
    if ((answer?.n ?? 0) + (answer?.neverStarted ?? 0) >= runs) {
      break;
    }
    await setTimeout(200);
  }
  if (!answer) {
    throw new Error('There is no answer');
  }
  return answer;
}

function at(seconds: number): string {
  return new Date(Date.UTC(2023, 0, 1) + seconds * 1000).toISOString();
}

describe('queue time of an imported history', () => {
  let insights: StartedInsights;

  beforeEach(async () => {
    insights = await startInsights(await databases.init('POSTGRES_18'));
  });

  afterEach(async () => {
    await insights.backend.stop();
  });

  it('is what the rows say, those that never started beside it', async () => {
    // Made up: waits of 0, 1, ... 99 seconds, and ten that were given up.
    const runs = Array.from({ length: 110 }, (_, index): RunRecord => ({
      id: `run-${index}`,
      namespace: 'made-up',
      job: 'job',
      submittedAt: at(index * 1000),
      ...(index < 100 ? { startedAt: at(index * 1000 + index) } : {}),
      endedAt: at(index * 1000 + 500),
    }));
    await importRuns(insights, 'made-up', runs);
    expect(await askQueueTime(insights, 'made-up', runs.length)).toMatchObject({
      status: 'ok',
      group: { source: 'made-up' },
      n: 100,
      neverStarted: 10,
      p50: 49.5,
      p90: 89.1,
      zeroShare: 0.01,
      // Of 110 waits the 55th is the first at which half have ended.
      censored: { p50: 54 },
    });
  });

  const describeSamples = hasConformanceData ? describe : describe.skip;
  describeSamples(conformanceTitle('of the pods of a GPU cluster'), () => {
    it('is the known answer', async () => {
      const text = textSample('queues/openb_pod_list_default.csv');
      const [head = '', ...lines] = text.trim().split(/\r?\n/);
      const names = head.split(',');
      const runs = lines.map((line): RunRecord => {
        const fields = line.split(',');
        const field = (name: string) => fields[names.indexOf(name)] ?? '';
        return {
          id: field('name'),
          namespace: 'openb',
          job: 'pod',
          submittedAt: at(Number(field('creation_time'))),
          ...(field('scheduled_time') === ''
            ? {}
            : { startedAt: at(Number(field('scheduled_time'))) }),
          endedAt: at(Number(field('deletion_time'))),
        };
      });
      await importRuns(insights, 'openb', runs);
      expect(await askQueueTime(insights, 'openb', 8152)).toMatchObject({
        status: 'ok',
        n: 7255,
        neverStarted: 897,
        p50: 2,
        p75: 35,
        p90: 106,
        p95: 241,
        p99: 889.64,
        zeroShare: 2046 / 7255,
      });
    });
  });
});
