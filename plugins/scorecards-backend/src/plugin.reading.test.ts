import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import request from 'supertest';
import {
  startScorecards,
  PUSHER,
  type Setup,
} from './__testUtils__/startScorecards';
import { maturity, speed } from './testing/fixtures';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const start = async (setup: Setup = {}) =>
  startScorecards(await databases.init('POSTGRES_18'), setup);

jest.setTimeout(60_000);

describe('what a caller reads', () => {
  it('shows nothing of entities and scorecards the caller may not see', async () => {
    const { get, post } = await start({
      visible: kind =>
        kind === 'component' ? new Set(['component:default/map-net']) : 'all',
    });
    const entities = (body: { items: { entity: string }[] }) => [
      ...new Set(body.items.map(item => item.entity)),
    ];
    expect(entities((await get('/results?scorecard=maturity')).body)).toEqual([
      'component:default/map-net',
    ]);
    expect(
      (await get('/results?entity=component:lane-net')).body.items,
    ).toEqual([]);
    expect(entities((await get('/levels?scorecard=maturity')).body)).toEqual([
      'component:default/map-net',
    ]);
    const tried = await post('/dry-run', {
      definition: maturity(),
      entities: ['component:lane-net', 'component:map-net'],
    });
    expect(tried.body.notFound).toEqual(['component:default/lane-net']);
    expect(entities(tried.body)).toEqual(['component:default/map-net']);
  });

  it('shows no scorecard, and nothing of it, to who may not see its definition', async () => {
    const { get } = await start({
      visible: kind =>
        kind === 'scorecard' ? new Set(['scorecard:default/speed']) : 'all',
    });
    expect(
      (await get('/scorecards')).body.items.map(
        (item: { ref: string }) => item.ref,
      ),
    ).toEqual(['scorecard:default/speed']);
    expect((await get('/results?scorecard=maturity')).body.items).toEqual([]);
  });

  describe('results that rest on the speed of a team', () => {
    const rows = (body: {
      items: { entity: string; state: string; reason: string }[];
    }) =>
      body.items.map(({ entity, state, reason }) => [entity, state, reason]);

    it('are all seen by who may see every speed', async () => {
      const { get } = await start({ speedDecision: 'allow' });
      expect(rows((await get('/results?scorecard=speed')).body)).toEqual([
        [
          'group:default/lanes',
          'pass',
          'median queue time is 300 seconds, must be at most 600',
        ],
        [
          'group:default/maps',
          'no-data',
          'nothing is known about median queue time (hidden: fewer than 5 people)',
        ],
      ]);
    });

    it('are not seen by who may see none', async () => {
      const { get, post } = await start({ speedDecision: 'deny' });
      expect((await get('/results?scorecard=speed')).body.items).toEqual([]);
      expect((await get('/levels?scorecard=speed')).body.items).toEqual([]);
      expect(
        (await get('/results?scorecard=maturity')).body.items,
      ).toHaveLength(6);
      const tried = await post('/dry-run', { definition: speed() });
      expect(tried.status).toBe(200);
      expect(tried.body).toMatchObject({ items: [], levels: [] });
    });

    it('are seen of the own team, decided in one batch', async () => {
      const { get, permissions } = await start({
        speedDecision: 'conditional',
        decide: ({ permission, resourceRef }) =>
          permission.name !== 'insights.team-speed.read' ||
          resourceRef === 'group:default/maps',
      });
      permissions.authorize.mockClear();
      const { body } = await get('/levels?scorecard=speed');
      expect(body.items.map((item: { entity: string }) => item.entity)).toEqual(
        ['group:default/maps'],
      );
      expect(permissions.authorize).toHaveBeenCalledTimes(2);
      expect((await get('/results?scorecard=speed')).body.items).toHaveLength(
        1,
      );
    });
  });

  it('pages, and writes CSV that no spreadsheet runs', async () => {
    const { get } = await start();
    const all = (await get('/results')).body.items;
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await get(
        `/results?limit=3${cursor ? `&cursor=${cursor}` : ''}`,
      );
      expect(body.items.length).toBeLessThanOrEqual(3);
      seen.push(...body.items);
      cursor = body.nextCursor;
    } while (cursor);
    expect(seen).toEqual(all);
    const csv = await get('/results?format=csv&check=owner');
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    const [header, first] = csv.text.split('\r\n');
    expect(header).toBe(
      'entity,scorecard,version,check,state,value,unit,observedAt,evaluatedAt,reason,fact,source,team,since,counted',
    );
    expect(first).toMatch(
      /^component:default\/lane-net,scorecard:default\/maturity,1,owner,pass,true,,/,
    );
    const levels = await get('/levels?format=csv&limit=1');
    expect(levels.headers['x-next-cursor']).toEqual(expect.any(String));
  });

  it('answers 400 with every problem of a query', async () => {
    const { get } = await start();
    const { status, body } = await get(
      '/results?entity=lanes&scorecard=a/b/c&limit=5',
    );
    expect(status).toBe(400);
    expect(body.error.message).toContain("entity 'lanes' is no entity ref");
    expect(body.error.message).toContain("scorecard 'a/b/c' is no entity ref");
    for (const path of [
      '/results?limit=0',
      '/results?limit=many',
      '/results?cursor=nonsense',
      '/results?colour=red',
      '/results?check=%00',
      '/results?entity=component:%00',
      '/levels?check=owner',
      '/levels?format=xml',
    ]) {
      expect([path, (await get(path)).status]).toEqual([path, 400]);
    }
  });

  it('answers 401 without credentials, and 403 without the permission or a binding', async () => {
    const { server, get, post } = await start({
      decide: ({ permission }) => permission.name !== 'scorecards.result.read',
    });
    for (const path of ['/results', '/levels', '/scorecards', '/facts']) {
      const anonymous = await request(server)
        .get(`/api/scorecards${path}`)
        .set('authorization', mockCredentials.none.header());
      expect([path, anonymous.status]).toEqual([path, 401]);
      expect([path, (await get(path)).status]).toEqual([path, 403]);
    }
    const unbound = await post('/facts', {
      items: [{ entity: 'component:a', fact: 'ops.x', value: 1 }],
    });
    expect(unbound.status).toBe(403);
    expect(unbound.body.error.message).toContain('scorecards.factSubjects');
    expect((await post('/facts', { items: 'none' }, PUSHER)).status).toBe(400);
  });
});
