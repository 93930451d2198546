import { mockCredentials } from '@backstage/backend-test-utils';
import {
  insightsScopeSchema,
  MetricAnswer,
  metricAnswerSchema,
} from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import request from 'supertest';
import {
  insertCells,
  insertSources,
  insertUnits,
  people,
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
const ALSO = 'group:default/also';
const PERCEPTION = 'group:default/perception';
const ROOT = 'group:default/autonomy';
const HUNDRED = Array.from({ length: 100 }, (_, index) => index * 1000);

jest.setTimeout(60_000);

describe('GET /metrics/{metric}', () => {
  let knex: Knex;

  let open: ReturnType<typeof startAnswers> | undefined;

  async function ask(
    path: string,
    options?: Omit<StartAnswersOptions, 'knex' | 'now'>,
  ) {
    open ??= options ? undefined : startAnswers({ knex, now: NOW });
    const server = options
      ? await startAnswers({ knex, now: NOW, ...options })
      : await open;
    if (!server) {
      throw new Error('No server is running');
    }
    return request(server).get(`/api/insights/metrics/${path}`);
  }

  async function answerTo(path: string): Promise<MetricAnswer> {
    const response = await ask(path);
    return metricAnswerSchema.parse(response.body);
  }

  async function listTo(
    path: string,
    options?: Omit<StartAnswersOptions, 'knex' | 'now'>,
  ): Promise<MetricAnswer[]> {
    const response = await ask(path, options);
    return metricAnswerSchema.array().parse(response.body.items);
  }

  beforeEach(async () => {
    open = undefined;
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
    await insertSources(knex, { local: 'openlineage', cluster: 'slurm' });
    await insertUnits(knex, [
      { ref: ROOT, role: 'other' },
      { ref: PERCEPTION, parent: ROOT, role: 'other' },
      { ref: LANES, parent: PERCEPTION, members: people('lanes', 8) },
      { ref: TINY, parent: PERCEPTION, members: people('tiny', 4) },
      { ref: ALSO, parent: PERCEPTION, members: people('also', 6) },
      { ref: MAPS, parent: ROOT, members: people('maps', 12) },
    ]);
    await knex('organisation_offering').insert({
      offering_ref: 'offering:default/queue',
      title: 'Queue',
      valid_from: '2023-01-01T00:00:00Z',
    });
    await insertCells(knex, [
      { day: '2024-05-06', team: LANES, milliseconds: HUNDRED },
      {
        day: '2024-05-06',
        team: LANES,
        offering: 'offering:default/queue',
        milliseconds: HUNDRED.slice(50),
      },
      { day: '2024-06-16', team: LANES, milliseconds: [7000] },
      // Not closed yet, another trigger, another class: in no headline.
      { day: '2024-06-17', team: LANES, milliseconds: [1] },
      {
        day: '2024-05-06',
        team: LANES,
        trigger: 'scheduled',
        milliseconds: HUNDRED,
      },
      {
        day: '2024-05-06',
        team: LANES,
        runClass: 'sweep',
        milliseconds: HUNDRED,
      },
      { day: '2024-05-06', team: TINY, milliseconds: HUNDRED },
      { day: '2024-05-06', team: ALSO, milliseconds: HUNDRED },
      {
        day: '2024-05-14',
        team: MAPS,
        source: 'cluster',
        milliseconds: HUNDRED.slice(0, 30),
      },
      {
        day: '2024-05-14',
        team: MAPS,
        stage: 'evaluation',
        milliseconds: [1000],
      },
    ]);
  });

  it('answers a team with its quantiles, window and definition', async () => {
    expect(await answerTo('queue_time?team=maps')).toEqual({
      metric: 'queue_time',
      definition: expect.objectContaining({ version: 2, class: 'S' }),
      unit: 'seconds',
      group: { team: MAPS },
      scope: 'direct',
      window: { name: '12w', from: '2024-03-25', to: '2024-06-17' },
      status: 'ok',
      n: 31,
      people: '10-19',
      neverStarted: 0,
      p50: 14,
      p75: 21.5,
      mean: expect.closeTo(436 / 31, 6),
      zeroShare: 1 / 31,
      coverage: 1,
      guards: {
        failedRatio: { status: 'not-enough-data' },
        reachingEvaluation: { status: 'not-enough-data' },
      },
      computedAt: NOW.toISOString(),
    });
  });

  it('shows as many runs as the view asks for', async () => {
    const view = async (query: string) => {
      const answer = await answerTo(`queue_time?team=perception&${query}`);
      return answer.n;
    };
    expect(await view('')).toBe(301);
    expect(await view('trigger=all')).toBe(401);
    expect(await view('trigger=all&runClass=all')).toBe(501);
    expect(await view('runClass=sweep')).toBe(100);
    expect(await view('window=4w')).toBe(1);
  });

  it('hides a team of four, and its next smallest neighbour, but not their department', async () => {
    const items = await listTo('queue_time?team=perception&groupBy=team');
    expect(items.map(({ group, status }) => [group.team, status])).toEqual([
      [LANES, 'ok'],
      [ALSO, 'hidden'],
      [TINY, 'hidden'],
    ]);
    for (const hidden of items.slice(1)) {
      expect(hidden).not.toHaveProperty('n');
      expect(hidden).not.toHaveProperty('people');
      expect(hidden).not.toHaveProperty('mean');
      expect(hidden.reason).toMatch(/^Hidden: /);
    }
    expect(await answerTo('queue_time?team=perception')).toMatchObject({
      status: 'ok',
      scope: 'subtree',
      n: 301,
      people: '10-19',
    });
    expect(await answerTo('queue_time?team=tiny')).toMatchObject({
      status: 'hidden',
    });
  });

  it('answers by stage, week and offering', async () => {
    const stages = await listTo('queue_time?team=maps&groupBy=stage');
    expect(
      stages.map(({ group, status, n }) => [group.stage, status, n]),
    ).toEqual([
      ['data', 'not-enough-data', 0],
      ['training', 'ok', 30],
      ['evaluation', 'not-enough-data', 1],
      ['unknown', 'not-enough-data', 0],
    ]);
    const weeks = await listTo('queue_time?team=lanes&groupBy=week&window=4w');
    expect(weeks.map(({ group, n }) => [group.week, n])).toEqual([
      ['2024-05-20', 0],
      ['2024-05-27', 0],
      ['2024-06-03', 0],
      ['2024-06-10', 1],
    ]);
    const offerings = await listTo('queue_time?team=lanes&groupBy=offering');
    expect(offerings).toMatchObject([
      { group: { offering: 'offering:default/queue' }, n: 50, p50: 74.5 },
    ]);
    expect(
      await listTo('queue_time?team=lanes&groupBy=offering', {
        visibleOfferings: new Set(),
      }),
    ).toEqual([]);
  });

  it('narrows to a stage, a source, a week that is named by its days', async () => {
    expect(await answerTo('queue_time?team=maps&stage=training')).toMatchObject(
      { n: 30, group: { team: MAPS, stage: 'training' } },
    );
    expect(
      await answerTo('queue_time?team=autonomy&source=cluster'),
    ).toMatchObject({ n: 30, p50: 14.5 });
    expect(
      await answerTo('queue_time?team=lanes&from=2024-05-06&to=2024-05-13'),
    ).toMatchObject({ n: 100, p50: 49.5, window: { from: '2024-05-06' } });
  });

  it('says what it cannot say', async () => {
    expect(await answerTo('run_time?team=lanes')).toMatchObject({
      status: 'not-enough-data',
      n: 0,
      reason: 'Not enough data: 0 runs in this window, 20 needed.',
    });
    expect(await answerTo('offering_share?team=lanes')).toMatchObject({
      status: 'not-available',
      reason: expect.stringContaining('one offering'),
    });
    const response = await ask('queue_time?component=x');
    expect(response.status).toBe(404);
    expect(response.body.error.message).toMatch(/component:default\/x/);
  });

  it('answers 400 to an illegal node and names the allowed ones', async () => {
    const response = await ask('queue_time?stage=training&source=local');
    expect(response.status).toBe(400);
    expect(response.body.error.message).toMatch(
      /at most one of stage, offering, source, component/,
    );
  });

  it('answers 401 without credentials', async () => {
    const server = await startAnswers({ knex, now: NOW });
    const response = await request(server)
      .get('/api/insights/metrics/queue_time')
      .set('authorization', mockCredentials.none.header());
    expect(response.status).toBe(401);
  });

  it('answers 404 to a metric, unit, source or offering that is not there or not visible', async () => {
    for (const path of [
      'happiness',
      'queue_time?team=nobody',
      'queue_time?source=nothing',
      'queue_time?team=lanes&source=nothing',
      'queue_time?offering=nothing',
    ]) {
      expect(await ask(path)).toMatchObject({ status: 404 });
    }
    const response = await ask('queue_time?team=lanes', {
      visibleUnits: new Set([MAPS]),
    });
    expect(response.status).toBe(404);
  });

  describe('to somebody who sees only the own team', () => {
    const member = { ownUnits: [LANES] };

    it('answers about it and about the company', async () => {
      expect(await ask('queue_time?team=lanes', member)).toMatchObject({
        status: 200,
        body: { status: 'ok', n: 101 },
      });
      expect(await ask('queue_time', member)).toMatchObject({
        status: 200,
        body: { status: 'ok', group: {}, n: 332 },
      });
    });

    it('answers 403 about another, and says who can', async () => {
      const response = await ask('queue_time?team=maps', member);
      expect(response.status).toBe(403);
      expect(response.body.error.message).toBe(
        'You may not read how fast maps is. Members of maps, its line in the organisation, and the MLI bridging role can.',
      );
      expect(
        await ask('queue_time?team=perception&groupBy=stage', member),
      ).toMatchObject({ status: 403 });
    });

    it('lists only it', async () => {
      const items = await listTo('queue_time?groupBy=team', member);
      expect(items.map(({ group }) => group.team)).toEqual([LANES]);
      expect(
        await ask('queue_time?team=maps&groupBy=team', member),
      ).toMatchObject({ status: 403 });
    });

    it('shows the whole department to its line', async () => {
      const items = await listTo('queue_time?groupBy=team', {
        ownUnits: [PERCEPTION],
      });
      expect(items.map(({ group }) => group.team)).toEqual([LANES, ALSO, TINY]);
    });
  });

  it('answers 403 to who may read no speed at all', async () => {
    expect(await ask('queue_time', { ownUnits: [] })).toMatchObject({
      status: 403,
    });
  });

  it('gives CSV in which what is hidden is empty', async () => {
    const response = await ask(
      'queue_time?team=perception&groupBy=team&format=csv',
    );
    expect(response.headers['content-type']).toMatch(/^text\/csv/);
    const [head, ...lines] = response.text.trim().split('\r\n');
    expect(head).toMatch(/^metric,definition_version,unit,team,/);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain(
      `${LANES},,,,,,direct,12w,2024-03-25,2024-06-17,ok,,101,`,
    );
    expect(lines[1]).toMatch(/,hidden,".*",{10,}$/);
  });

  it('says who is looking and what there is to choose from', async () => {
    const server = await startAnswers({
      knex,
      now: NOW,
      ownUnits: [LANES],
      groups: [LANES, 'group:default/mli-leads'],
      visibleUnits: new Set([LANES, MAPS]),
      entities: [
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Group',
          metadata: {
            name: 'lanes',
            annotations: { 'mli.internal/leads': 'ann, Mock' },
          },
        },
      ],
    });
    const response = await request(server).get('/api/insights/scope');
    expect(insightsScopeSchema.parse(response.body)).toEqual({
      viewer: {
        teams: [LANES],
        customerTeams: [LANES],
        leads: [LANES],
        providerTeams: [],
        isBridge: true,
      },
      units: [
        {
          ref: LANES,
          title: 'lanes',
          type: 'customer-team',
          role: 'customer',
          parent: PERCEPTION,
          speedVisible: true,
        },
        {
          ref: MAPS,
          title: 'maps',
          type: 'customer-team',
          role: 'customer',
          parent: ROOT,
          speedVisible: false,
        },
      ],
      stages: ['data', 'training', 'evaluation'],
      sources: [
        { name: 'cluster', kind: 'slurm' },
        { name: 'local', kind: 'openlineage' },
      ],
      simulated: true,
    });
  });
});
