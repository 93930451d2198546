import {
  AdoptionRow,
  adoptionRowSchema,
  insightsFactsResponseSchema,
} from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import request from 'supertest';
import { addDays, Day } from '../core/metrics/windows';
import {
  insertCells,
  insertSources,
  insertUnits,
  people,
  personHash,
} from '../store/metrics/cellFixtures';
import { migrate } from '../store/migrate';
import {
  startAnswers,
  StartAnswersOptions,
} from '../__testUtils__/startAnswers';
import { databases } from '../__testUtils__/startInsights';

const NOW = new Date('2024-07-01T12:00:00Z');
const LANES = 'group:default/lanes';
const MAPS = 'group:default/maps';
const TINY = 'group:default/tiny';
const SILENT = 'group:default/silent';
const PLATFORM = 'group:default/platform';
const ROOT = 'group:default/autonomy';
const QUEUE = 'offering:default/queue';
const TRACKER = 'offering:default/tracker';
const VALID_FROM = '2024-01-01T00:00:00Z';

jest.setTimeout(60_000);

describe('GET /adoption', () => {
  let knex: Knex;

  async function start(
    options: Omit<StartAnswersOptions, 'knex' | 'now'> = {},
  ) {
    return startAnswers({ knex, now: NOW, groups: [LANES, TINY], ...options });
  }

  async function rows(
    query: string,
    options: Omit<StartAnswersOptions, 'knex' | 'now'> = {},
  ): Promise<AdoptionRow[]> {
    const response = await request(await start(options)).get(
      `/api/insights/adoption?${query}`,
    );
    return adoptionRowSchema.array().parse(response.body.items);
  }

  /** A day on which members used an offering, and so ran something. */
  async function insertUse(
    team: string,
    offering: string,
    days: readonly Day[],
    members: readonly string[],
  ) {
    const row = (day: Day, offeringRef: string) => ({
      team_ref: team,
      offering_ref: offeringRef,
      day,
      people: members.map(personHash),
      human_runs: members.length,
      rules: ['offering-telemetry'],
    });
    await knex('activity_day').insert(
      days.flatMap(day => [row(day, offering), row(day, '')]),
    );
  }

  function everyWeek(from: Day, weeks: number): Day[] {
    return Array.from({ length: weeks }, (_, week) => addDays(from, week * 7));
  }

  beforeEach(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
    await insertSources(knex, { local: 'openlineage' });
    await knex('source').update({ last_received_at: '2024-06-30T00:00:00Z' });
    await insertUnits(knex, [
      { ref: ROOT, role: 'other' },
      { ref: LANES, parent: ROOT, members: people('lanes', 10) },
      { ref: MAPS, parent: ROOT, members: people('maps', 10) },
      { ref: TINY, parent: ROOT, members: people('tiny', 4) },
      { ref: SILENT, parent: ROOT, members: people('silent', 6) },
      {
        ref: PLATFORM,
        parent: ROOT,
        role: 'provider',
        type: 'provider-team',
        members: people('platform', 6),
      },
    ]);
    await knex('organisation_offering').insert([
      {
        offering_ref: QUEUE,
        title: 'Queue',
        telemetry: JSON.stringify([{ source: 'openlineage', jobName: 'q*' }]),
        audience: JSON.stringify({ activeIn: ['training'] }),
        valid_from: VALID_FROM,
      },
      {
        offering_ref: TRACKER,
        title: 'Tracker',
        telemetry: JSON.stringify([{ source: 'mlflow' }]),
        audience: JSON.stringify({
          filter: { 'spec.type': { $in: ['customer-team', 'provider-team'] } },
        }),
        valid_from: VALID_FROM,
      },
    ]);
    await knex('organisation_declaration').insert([
      declaration(LANES, QUEUE, 'adopted'),
      declaration(MAPS, QUEUE, 'adopted'),
      declaration(TINY, QUEUE, 'declined'),
    ]);
    await insertUse(
      LANES,
      QUEUE,
      everyWeek('2024-05-08', 8),
      people('lanes', 6),
    );
    await insertUse(MAPS, QUEUE, everyWeek('2024-04-19', 3), people('maps', 2));
    await insertUse(TINY, QUEUE, everyWeek('2024-05-08', 8), people('tiny', 4));
    await insertCells(knex, [
      { day: '2024-06-03', team: LANES, milliseconds: [1] },
      { day: '2024-06-03', team: MAPS, stage: 'data', milliseconds: [1] },
    ]);
  });

  function declaration(team: string, offering: string, state: string) {
    return {
      team_ref: team,
      offering_ref: offering,
      state,
      valid_from: VALID_FROM,
    };
  }

  it('says what a team says, what was seen, and since when', async () => {
    expect(await rows('team=lanes&offering=queue')).toEqual([
      {
        team: LANES,
        offering: QUEUE,
        eligible: true,
        observed: 'adopted',
        declared: 'adopted',
        status: 'in-use',
        adoptionDate: '2024-05-06',
        activeMembers: '5-9',
        share: 1,
        spell: 1,
        lanes: { people: true, production: false },
        evidence: {
          sentence: 'You say yes; in use since 6 May',
          firstSeen: '2024-05-08',
          lastSeen: '2024-06-26',
          runs: 24,
          rule: 'offering-telemetry',
          declaredBy: 'catalog',
        },
      },
    ]);
  });

  it('tells when runs stopped, and not how many of a few people there were', async () => {
    expect(await rows('team=maps&offering=queue')).toMatchObject([
      {
        observed: 'lapsed',
        status: 'churned',
        eligible: false,
        adoptionDate: '2024-04-15',
        activeMembers: '0',
        evidence: { sentence: 'maps says yes; no runs seen since 3 May' },
      },
    ]);
    const [then] = await rows('team=maps&offering=queue&at=2024-05-10');
    expect(then).toMatchObject({
      observed: 'adopted',
      activeMembers: 'hidden',
    });
    expect(then).not.toHaveProperty('share');
    expect(then?.evidence).not.toHaveProperty('runs');
  });

  it('shows of a team under five only what it says', async () => {
    expect(await rows('team=tiny&offering=queue')).toEqual([
      {
        team: TINY,
        offering: QUEUE,
        eligible: false,
        observed: 'hidden',
        declared: 'declined',
        status: 'declined',
        activeMembers: 'hidden',
        evidence: {
          sentence:
            'You say no; what is seen of fewer than 5 people is not shown',
          declaredBy: 'catalog',
        },
      },
    ]);
  });

  it('tells unknown from none, and nobody there from nobody using it', async () => {
    expect(await rows('team=lanes&offering=tracker')).toMatchObject([
      {
        observed: 'unknown',
        status: 'cannot-tell',
        evidence: {
          unknownCause: 'silent-source',
          sentence:
            'You say nothing; whether it is used cannot be told: its sources have been silent',
        },
      },
    ]);
    expect(await rows('team=silent&offering=queue')).toMatchObject([
      { observed: 'not-applicable', status: 'not-applicable' },
    ]);
  });

  it('has a row for every customer team, and for others an offering names', async () => {
    const all = await rows('');
    expect(all.map(row => `${row.team} ${row.offering}`)).toEqual([
      `${LANES} ${QUEUE}`,
      `${LANES} ${TRACKER}`,
      `${MAPS} ${QUEUE}`,
      `${MAPS} ${TRACKER}`,
      `${PLATFORM} ${TRACKER}`,
      `${SILENT} ${QUEUE}`,
      `${SILENT} ${TRACKER}`,
      `${TINY} ${QUEUE}`,
      `${TINY} ${TRACKER}`,
    ]);
    expect(await rows('team=autonomy')).toEqual(all);
  });

  it('shows only teams and offerings the caller sees in the catalog', async () => {
    const options = {
      visibleUnits: new Set([LANES, TINY]),
      visibleOfferings: new Set([QUEUE]),
    };
    const seen = await rows('', options);
    expect(seen.map(row => row.team)).toEqual([LANES, TINY]);
    const server = await start(options);
    for (const query of ['team=maps', 'offering=tracker', 'team=nobody']) {
      await request(server).get(`/api/insights/adoption?${query}`).expect(404);
    }
  });

  it('comes in pages and as CSV', async () => {
    const server = await start();
    const page = async (query: string) =>
      (await request(server).get(`/api/insights/adoption?${query}`)).body;
    const first = await page('limit=6');
    expect(first.items).toHaveLength(6);
    const second = await page(`limit=6&cursor=${first.nextCursor}`);
    expect(second.items).toHaveLength(3);
    expect(second).not.toHaveProperty('nextCursor');
    const csv = await request(server).get('/api/insights/adoption?format=csv');
    expect(csv.text.split('\r\n')).toHaveLength(1 + 9 + 1);
  });

  it('answers 400 with everything that is wrong, and 403 with who can', async () => {
    const server = await start();
    const response = await request(server).get(
      '/api/insights/adoption?team=user:jdoe&at=2025-01-01&limit=0&person=jdoe',
    );
    expect(response.status).toBe(400);
    expect(response.body.error.message).toMatch(
      /person.*limit.*user:jdoe.*in the future/,
    );
    await request(server).get('/api/insights/adoption?cursor=x').expect(400);
    const refused = await request(await start({ mayReadAdoption: false })).get(
      '/api/insights/adoption',
    );
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toMatch(/insights.adoption.read/);
  });

  it('makes facts for scorecards, masked, page by page', async () => {
    await insertCells(knex, [
      {
        day: '2024-06-04',
        team: LANES,
        milliseconds: Array.from({ length: 40 }, () => 90_000),
      },
      {
        day: '2024-06-04',
        team: TINY,
        milliseconds: Array.from({ length: 40 }, () => 90_000),
      },
    ]);
    const server = await start();
    const page = async (cursor = '') => {
      const response = await request(server).get(
        `/api/insights/facts?cursor=${cursor}`,
      );
      return insightsFactsResponseSchema.parse(response.body);
    };
    const facts = await page();
    expect(facts.more).toBe(false);
    const about = (entity: string) =>
      Object.fromEntries(
        facts.items
          .filter(fact => fact.entity === entity)
          .map(fact => [fact.id, fact.value ?? fact.state]),
      );
    expect(about(TINY)).toEqual({
      'insights.adoption.offerings_in_use': 'hidden',
      'insights.coverage': 'hidden',
      'insights.failed_ratio': 'hidden',
      'insights.lost_ratio': 'hidden',
      'insights.queue_time.p50': 'hidden',
      'insights.queue_time.p90': 'hidden',
      'insights.run_time.p50': 'hidden',
      'insights.runs.count': 'hidden',
      'insights.system_failed_ratio': 'hidden',
      'insights.wait_share': 'hidden',
    });
    expect(about(QUEUE)).toEqual({ 'insights.adoption.teams_in_use': 1 });
    expect(about(LANES)).toEqual({
      'insights.adoption.offerings_in_use': 1,
      'insights.coverage': 1,
      'insights.failed_ratio': 'not-enough-data',
      'insights.lost_ratio': 'not-enough-data',
      'insights.queue_time.p50': 90,
      'insights.queue_time.p90': 'not-enough-data',
      'insights.run_time.p50': 'not-enough-data',
      'insights.runs.count': 41,
      'insights.system_failed_ratio': 'not-enough-data',
      'insights.wait_share': 'not-enough-data',
    });
    // Hidden so that Tiny cannot be worked out from the department.
    expect(about(MAPS)).toMatchObject({ 'insights.runs.count': 'hidden' });
    // The first question makes metrics be published; what they say is told once more when they are.
    let settled = await page(facts.nextCursor);
    for (let again = 0; again < 10 && settled.items.length > 0; again += 1) {
      settled = await page(settled.nextCursor);
    }
    expect(settled.items).toEqual([]);
    await insertUse(MAPS, TRACKER, ['2024-06-28'], people('maps', 2));
    expect((await page(settled.nextCursor)).items).toHaveLength(
      facts.items.length,
    );
  });

  it('describes itself', async () => {
    const response = await request(await start()).get(
      '/api/insights/openapi.json',
    );
    expect(response.body.openapi).toBe('3.1.0');
    expect(Object.keys(response.body.paths).sort()).toEqual([
      '/adoption',
      '/adoption/by-offering',
      '/adoption/decisions/void',
      '/adoption/explain',
      '/adoption/funnel',
      '/adoption/needs',
      '/adoption/needs/actions',
      '/adoption/trend',
      '/declarations',
      '/declarations/declines',
      '/declarations/relevance',
      '/facts',
      '/metrics/{metric}',
      '/onboarding-requests',
      '/onboarding-requests/{id}',
      '/scope',
    ]);
    const { parameters } = response.body.paths['/metrics/{metric}'].get;
    expect(
      parameters.map((parameter: { name: string }) => parameter.name),
    ).toEqual(
      expect.arrayContaining(['metric', 'team', 'window', 'groupBy', 'format']),
    );
  });
});
