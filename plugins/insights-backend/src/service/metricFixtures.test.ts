import { setTimeout } from 'node:timers/promises';
import { mockCredentials } from '@backstage/backend-test-utils';
import {
  MetricAnswer,
  METRIC_IDS,
  metricDefinition,
  MetricId,
} from '@mli/plugin-insights-common';
import request from 'supertest';
import {
  answerToCompare,
  entitiesOf,
  fixturesOf,
  MetricFixture,
  nameOf,
  recordsOf,
} from '../__testUtils__/metricFixtures';
import {
  databases,
  producerToken,
  StartedInsights,
  startInsights,
} from '../__testUtils__/startInsights';

jest.setTimeout(240_000);

/** Of a person's time, which the losses compute; their tables are beside core/losses. */
const OF_LOSSES: readonly MetricId[] = [
  'blocked_hours',
  'rework_hours',
  'handoff_time',
];
const METRICS = METRIC_IDS.filter(metric => !OF_LOSSES.includes(metric));
const ITEMS = 1000;
const PATIENCE_MS = 180_000;

/** Tables of `__fixtures__/metrics`: runs go in as a file, the whole answer comes out over HTTP. */
describe.each([
  ['together', false],
  ['apart', true],
])('the metric dictionary, cases %s', (_place, apart) => {
  let insights: StartedInsights;
  const all = METRICS.flatMap(metric =>
    fixturesOf(metric)
      .map((fixture, position) => ({
        metric,
        fixture,
        name: nameOf(metric, position),
      }))
      .filter(({ fixture }) => fixture.apart === apart),
  );

  beforeAll(async () => {
    insights = await startInsights(await databases.init('POSTGRES_18'), {
      entities: entitiesOf(all),
    });
    await untilOrganisationIsRead();
    for (const { fixture, name } of all) {
      await importRuns(fixture, name);
    }
    await untilComputed();
    await untilPublished();
  });

  afterAll(async () => {
    await insights.backend.stop();
  });

  async function untilOrganisationIsRead(): Promise<void> {
    const teams = all.flatMap(({ fixture, name }) =>
      fixture.ask ? [`group:default/${name}`] : [],
    );
    for (let tries = 0; tries < 100; tries += 1) {
      const known = await insights
        .knex('organisation_unit')
        .whereIn('unit_ref', teams)
        .count();
      if (Number(known[0]?.count) >= teams.length) {
        // Ingest attributes by it a moment after it is stored.
        await setTimeout(1000);
        return;
      }
      await setTimeout(200);
    }
    throw new Error('The organisation was not read');
  }

  async function importRuns(fixture: MetricFixture, name: string) {
    for (const [source, items] of recordsOf(fixture, name)) {
      for (let begin = 0; begin < items.length; begin += ITEMS) {
        const response = await request(insights.server)
          .post('/api/insights/import/runs')
          .set('authorization', producerToken('external:local'))
          .send({ source, items: items.slice(begin, begin + ITEMS) });
        const refused = response.body.results?.filter(
          ({ status }: { status: string }) => status !== 'accepted',
        );
        expect({ name, refused }).toEqual({ name, refused: [] });
      }
    }
  }

  /** What is marked: runs that are not in their cells yet, sequences and joins to be made. */
  async function marks(): Promise<Record<string, string>> {
    const { rows } = await insights.knex.raw<{
      rows: Record<string, string>[];
    }>(
      `select (select count(*) from dirty_day) as days, (select count(*) from dirty_actor) as actors,
         (select count(*) from run_link_mark where not again) as links`,
    );
    return rows[0] ?? {};
  }

  async function untilComputed(): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    for (let quiet = 0; quiet < 3;) {
      const open = await marks();
      quiet = Object.values(open).every(count => count === '0') ? quiet + 1 : 0;
      if (Date.now() > deadline) {
        // What is asked now may be too early; the answers say what is missing.
        return;
      }
      await setTimeout(300);
    }
  }

  /** What was published while runs still came is renewed when it is asked for; until then the old answer is given. */
  async function untilPublished(): Promise<void> {
    const metrics = [...new Set(all.map(({ metric }) => metric))];
    for (let tries = 0; tries < 50; tries += 1) {
      for (const metric of metrics) {
        const one = all.find(known => known.metric === metric);
        await (one && ask(metric, one.fixture, one.name));
      }
      await setTimeout(500);
      const [open] = await insights.knex('cell_change').count();
      if (tries > 0 && Number(open?.count) === 0) {
        return;
      }
    }
  }

  async function ask(metric: MetricId, fixture: MetricFixture, name: string) {
    const query = fixture.ask
      ? { ...fixture.ask, team: name }
      : { source: name };
    let answer: MetricAnswer | undefined;
    for (let tries = 0; tries < 50; tries += 1) {
      const response = await request(insights.server)
        .get(`/api/insights/metrics/${metric}`)
        .query(query)
        .set('authorization', mockCredentials.service.header());
      answer = response.body;
      if (!answer?.reason?.includes('for the first time')) {
        return answer;
      }
      await setTimeout(200);
    }
    return answer;
  }

  it.each(
    all.map(
      ({ metric, fixture, name }) =>
        [metric, fixture.what, { metric, fixture, name }] as const,
    ),
  )('%s: %s', async (_, __, { metric, fixture, name }) => {
    const answer = await ask(metric, fixture, name);
    const { title, unit, formula, version } = metricDefinition(metric);
    expect(answer).toMatchObject({
      metric,
      unit,
      definition: { title, formula, version },
    });
    expect({ marks: await marks(), ...answerToCompare(answer) }).toEqual({
      marks: { days: '0', actors: '0', links: '0' },
      ...fixture.answer,
    });
  });
});
