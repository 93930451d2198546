import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import {
  PUSHER,
  startScorecards,
  type Setup,
} from './__testUtils__/startScorecards';
import { maturity } from './testing/fixtures';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const start = async (setup: Setup = {}) =>
  startScorecards(await databases.init('POSTGRES_18'), setup);

jest.setTimeout(60_000);

const OUTSIDER_REF = 'user:default/outsider';
const OUTSIDER = mockCredentials.user.header(OUTSIDER_REF);
const HIDDEN = 'component:default/lane-net';
const SEEN = 'component:default/map-net';
const DEADLINE = '2099-01-01T00:00:00Z';
const soon = (days: number) =>
  new Date(Date.now() + days * 86_400_000).toISOString();

const total = (counts: readonly number[] | Record<string, number>) =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** Something to act on, made by somebody who sees everything. */
async function act({ post }: Awaited<ReturnType<typeof start>>) {
  const exemption = await post(
    '/exemptions',
    {
      entity: HIDDEN,
      scorecard: 'maturity',
      check: 'incidents',
      reason: 'The incident tracker does not know this component yet',
      until: soon(30),
    },
    PUSHER,
  );
  expect(exemption.status).toBe(201);
  const campaign = await post(
    '/campaigns',
    {
      title: 'Everything described',
      scorecard: 'maturity',
      level: 'described',
      deadline: DEADLINE,
    },
    PUSHER,
  );
  expect(campaign.status).toBe(201);
  expect(campaign.body).toMatchObject({ total: 2, reached: 0 });
  const attestation = await post(
    '/attestations',
    {
      entity: HIDDEN,
      items: [
        {
          topic: 'attested.runbook',
          points: 1,
          evidence: 'Written in week 40',
          until: soon(30),
        },
      ],
    },
    PUSHER,
  );
  expect(attestation.status).toBe(200);
  return { exemption: exemption.body.id, campaign: campaign.body.id };
}

describe('an entity the caller may not see', () => {
  const setup: Setup = {
    visible: (kind, caller) =>
      caller === OUTSIDER_REF && kind === 'component' ? new Set([SEEN]) : 'all',
  };

  it('is in no count, trend, order or history', async () => {
    const { get } = await start(setup);
    const ask = async (path: string) => (await get(path, OUTSIDER)).body.items;
    const everybody = await get('/distribution?scorecard=maturity');
    expect(
      everybody.body.items.map((row: { unit: string }) => row.unit),
    ).toEqual(['group:default/lanes', 'group:default/maps']);
    const distribution = await ask('/distribution?scorecard=maturity');
    expect(distribution).toEqual([
      expect.objectContaining({
        unit: 'group:default/maps',
        counts: [0, 1, 0],
      }),
    ]);
    const trend = await ask('/trend?scorecard=maturity&days=7');
    expect(total(trend.at(-1).counts)).toBe(1);
    for (const { counts } of await ask('/checks?scorecard=maturity')) {
      expect(total(counts)).toBe(1);
    }
    for (const path of ['/history', '/results', '/levels']) {
      const items = await ask(`${path}?scorecard=maturity`);
      expect(items.length).toBeGreaterThan(0);
      expect([
        ...new Set(items.map((row: { entity: string }) => row.entity)),
      ]).toEqual([SEEN]);
    }
    for (const path of ['/distribution', '/trend', '/checks', '/history']) {
      expect(await ask(`${path}?entity=${HIDDEN}`)).toEqual([]);
    }
  });

  it('has no exemptions, campaign standing, attestations, badge or replay', async () => {
    const started = await start(setup);
    const { get, post } = started;
    const { exemption, campaign } = await act(started);

    expect((await get('/exemptions')).body.items).toHaveLength(1);
    expect((await get('/exemptions', OUTSIDER)).body.items).toEqual([]);
    const decided = await post(
      `/exemptions/${exemption}/decision`,
      { decision: 'approved' },
      OUTSIDER,
    );
    expect(decided.status).toBe(404);
    const request = {
      entity: HIDDEN,
      scorecard: 'maturity',
      check: 'owner',
      reason: 'There is a reason for it',
      until: soon(3),
    };
    expect((await post('/exemptions', request, OUTSIDER)).status).toBe(404);

    const [listed] = (await get('/campaigns', OUTSIDER)).body.items;
    expect(listed).toMatchObject({ total: 1, reached: 0 });
    const { body } = await get(`/campaigns/${campaign}`, OUTSIDER);
    expect(body.remaining).toEqual([
      { entity: SEEN, team: 'group:default/maps' },
    ]);
    expect(body.progress.at(-1)).toMatchObject({ total: 1 });

    const attested = await get(`/attestations?entity=${HIDDEN}`, OUTSIDER);
    expect(attested.status).toBe(404);
    const badge = (entity: string) =>
      get(`/badge/component/default/${entity}?scorecard=maturity`, OUTSIDER);
    expect((await badge('lane-net')).status).toBe(404);
    expect((await badge('map-net')).status).toBe(200);

    const replay = await post(
      '/replay',
      { scorecard: 'maturity', weeks: 2 },
      OUTSIDER,
    );
    expect(replay.status).toBe(200);
    expect(replay.body.entities).toBe(1);
    expect(total(replay.body.trend.at(-1).counts)).toBe(1);
    expect(JSON.stringify(replay.body)).not.toContain('lane-net');
  });

  it('is nothing to an assistant of the caller', async () => {
    const { actions } = await start(setup);
    const credentials = mockCredentials.user(OUTSIDER_REF);
    const results = await actions.invoke({
      id: 'test:get-results',
      input: { entity: HIDDEN },
      credentials,
    });
    expect(results.output).toEqual({ levels: [], results: [] });
    const explained = await actions.invoke({
      id: 'test:explain-check',
      input: { scorecard: 'maturity', check: 'description', entity: HIDDEN },
      credentials,
    });
    expect(explained.output).toMatchObject({ state: undefined });
  });
});

describe('the speed of teams, to who may see none', () => {
  it('is in no count, trend, history, campaign or replay', async () => {
    const { get, post } = await start({ speedDecision: 'deny' });
    for (const path of ['/distribution', '/trend', '/checks', '/history']) {
      expect((await get(`${path}?scorecard=speed`)).body.items).toEqual([]);
    }
    const campaign = await post(
      '/campaigns',
      {
        title: 'Quick starts',
        scorecard: 'speed',
        level: 'fast-start',
        deadline: DEADLINE,
      },
      PUSHER,
    );
    expect(campaign.body).toMatchObject({ total: 0, remaining: [] });
    const replay = await post('/replay', { scorecard: 'speed', weeks: 2 });
    expect(replay.body).toMatchObject({ entities: 0, changes: [] });
    const exempted = await post(
      '/exemptions',
      {
        entity: 'group:lanes',
        scorecard: 'speed',
        check: 'queue',
        reason: 'It waits for a reason',
        until: soon(3),
      },
      PUSHER,
    );
    expect(exempted.status).toBe(404);
  });
});

describe('a scorecard the caller may not see', () => {
  it('has no counts, campaigns, exemptions, badges or replays', async () => {
    const started = await start({
      visible: (kind, caller) =>
        caller === OUTSIDER_REF && kind === 'scorecard'
          ? new Set(['scorecard:default/speed'])
          : 'all',
    });
    const { get, post } = started;
    const { campaign } = await act(started);
    for (const path of [
      '/distribution',
      '/trend',
      '/checks',
      '/history',
      '/exemptions',
      '/campaigns',
    ]) {
      const { body } = await get(`${path}?scorecard=maturity`, OUTSIDER);
      expect([path, body.items]).toEqual([path, []]);
    }
    expect((await get('/campaigns', OUTSIDER)).body.items).toEqual([]);
    expect((await get(`/campaigns/${campaign}`, OUTSIDER)).status).toBe(404);
    const badge = '/badge/component/default/map-net?scorecard=maturity';
    expect((await get(badge, OUTSIDER)).status).toBe(404);
    const replay = { scorecard: 'maturity', weeks: 1 };
    expect((await post('/replay', replay, OUTSIDER)).status).toBe(404);
    const own = { definition: maturity(), weeks: 1 };
    expect((await post('/replay', own, OUTSIDER)).body.changes).toEqual(
      expect.not.arrayContaining([expect.objectContaining({ from: 0 })]),
    );
  });
});
