import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { parse } from 'yaml';
import request from 'supertest';
import { component, startOfferings } from './__testUtils__/startOfferings';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

const DRAFT = {
  name: 'lane-net-training',
  type: 'training-pipeline',
  owner: 'lanes',
  title: 'Lane net training',
  offerings: ['feature-store'],
  jobs: ['perception/lanes-*'],
  repositories: ['https://git.example.com/lanes/net'],
};

async function start(options?: Parameters<typeof startOfferings>[1]) {
  return await startOfferings(await databases.init('POSTGRES_18'), options);
}

type Portal = Awaited<ReturnType<typeof start>>;

async function register(portal: Portal, draft: object = {}) {
  const { status, body } = await portal.post('/registrations', {
    draft: { ...DRAFT, ...draft },
  });
  expect([status, body.error]).toEqual([201, undefined]);
  return body;
}

async function eventually(holds: () => boolean): Promise<void> {
  const until = Date.now() + 10_000;
  while (!holds() && Date.now() < until) {
    await new Promise(resolve => {
      setTimeout(resolve, 50);
    });
  }
  expect(holds()).toBe(true);
}

const provided = async (portal: Portal, query = '') =>
  (
    await request(portal.server)
      .get(`/api/offerings/provided${query}`)
      .set('authorization', mockCredentials.service.header())
  ).body;

describe('registering', () => {
  let portal: Portal;
  beforeEach(async () => {
    portal = await start({
      entities: [
        component('map-net', 'maps', {
          'mli.internal/jobs': 'perception/*-eval',
          'mli.internal/repositories': 'https://git.example.com/maps/net.git',
        }),
      ],
    });
  });
  afterEach(async () => await portal.backend.stop());

  it('shows what would become of a draft, and writes nothing', async () => {
    const { body } = await portal.post('/registrations/validate', {
      draft: DRAFT,
    });
    expect(body).toMatchObject({ ok: true, faults: [] });
    expect(parse(body.yaml)).toEqual({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name: 'lane-net-training',
        title: 'Lane net training',
        annotations: {
          'mli.internal/adopts': 'feature-store',
          'mli.internal/jobs': 'perception/lanes-*',
          'mli.internal/repositories': 'https://git.example.com/lanes/net',
        },
      },
      spec: {
        type: 'training-pipeline',
        lifecycle: 'production',
        owner: 'group:lanes',
      },
    });
    expect(body.duplicates).toEqual([
      expect.objectContaining({
        kind: 'jobs',
        ref: 'component:default/map-net',
        owner: 'group:default/maps',
        yours: 'perception/lanes-*',
        theirs: 'perception/*-eval',
        blocks: false,
      }),
    ]);
    expect((await portal.get('/registrations')).body.items).toEqual([]);
  });

  it('names every faulty field, why it is there, and an example', async () => {
    const { status, body } = await portal.post('/registrations', {
      draft: {
        name: 'two words',
        owner: 'nobody',
        offerings: ['no-such'],
        links: [{ url: 'http://insecure.example.com' }],
      },
    });
    expect(status).toBe(400);
    const faults: { path: string; why: string; example: string }[] =
      body.error.faults;
    expect(faults.map(({ path }) => path)).toEqual([
      'type',
      'name',
      'owner',
      'offerings[0]',
      'links[0]',
    ]);
    expect(faults.every(({ why, example }) => why && example)).toBe(true);
    expect(body.error.message).toContain('letters and digits');
  });

  it('saves what overlaps only when the writer means it', async () => {
    const refused = await portal.post('/registrations', { draft: DRAFT });
    expect(refused.status).toBe(409);
    expect(refused.body.error.message).toContain(
      'The jobs perception/lanes-* overlap with perception/*-eval of component:default/map-net, owned by group:default/maps',
    );
    const saved = await portal.post('/registrations', {
      draft: DRAFT,
      acceptDuplicates: true,
    });
    expect(saved.status).toBe(201);
    expect(saved.headers.etag).toBe('"1"');
    expect(portal.audits).toEqual([
      'registration-create failed',
      'registration-create succeeded',
    ]);
  });

  it('never takes a name twice, whoever owns it', async () => {
    for (const [name, taken] of [
      ['Map-Net', 'component:default/map-net'],
      ['lane-net', 'component:default/lane-net'],
    ] as const) {
      if (name === 'lane-net') await register(portal, { name, jobs: [] });
      const { status, body } = await portal.post('/registrations', {
        draft: { ...DRAFT, name, jobs: [], repositories: [] },
        acceptDuplicates: true,
      });
      expect([status, body.error.duplicates[0].ref]).toEqual([409, taken]);
    }
  });

  it('says that a repository belongs to somebody already', async () => {
    const { body } = await portal.post('/registrations', {
      draft: {
        ...DRAFT,
        jobs: [],
        repositories: ['https://git.example.com/maps/net'],
      },
    });
    expect(body.error.duplicates).toEqual([
      expect.objectContaining({
        kind: 'repository',
        ref: 'component:default/map-net',
      }),
    ]);
  });

  it('lets only members of the team and MLI leads register and change', async () => {
    for (const person of ['mia', 'tom'] as const) {
      const { status, body } = await portal.post(
        '/registrations',
        { draft: { ...DRAFT, jobs: [] } },
        person,
      );
      expect(status).toBe(403);
      expect(body.error.message).toContain(
        'Members of Lanes and MLI leads can.',
      );
    }
    const lead = await portal.post(
      '/registrations',
      { draft: { ...DRAFT, jobs: [] } },
      'hana',
    );
    expect(lead.status).toBe(201);
    const path = `/registrations/${lead.body.id}`;
    const change = { draft: { ...DRAFT, jobs: [] }, version: 1 };
    expect((await portal.put(path, change, 'mia')).status).toBe(403);
    expect((await portal.post(`${path}/retire`, {}, 'mia')).status).toBe(403);
    expect((await portal.get(`${path}/history`, 'mia')).status).toBe(403);
    expect((await portal.get(path, 'mia')).body.canEdit).toBe(false);
    expect((await portal.put(path, change)).status).toBe(200);
  });

  it('tells insights once the catalog has it', async () => {
    const { id, version } = await register(portal, { jobs: [] });
    portal.catalog.entities.push(
      component('lane-net-training', 'lanes', {
        'backstage.io/managed-by-location': `mli-portal:registration/${id}`,
        'mli.internal/registration': id,
        'mli.internal/registration-version': String(version),
      }),
    );
    const asked = () => portal.insightsCalls.map(call => call.path);
    await eventually(() => asked().includes('/organisation/refresh'));
    expect(asked()).toContain('/organisation/refresh');
  });
});

describe('a registration', () => {
  let portal: Portal;
  let id: string;
  const path = () => `/registrations/${id}`;
  beforeEach(async () => {
    portal = await start();
    ({ id } = await register(portal));
  });
  afterEach(async () => await portal.backend.stop());

  it('loses nothing when two edit it at once', async () => {
    const first = await portal.put(path(), {
      draft: { ...DRAFT, title: 'First' },
      version: 1,
    });
    expect([first.status, first.body.version]).toEqual([200, 2]);
    const second = await portal.put(path(), {
      draft: { ...DRAFT, description: 'Second' },
      version: 1,
    });
    expect(second.status).toBe(409);
    expect(second.body.error.changed).toEqual([
      { field: 'title', before: 'Lane net training', after: 'First' },
    ]);
    expect(second.body.error.current).toMatchObject({
      version: 2,
      fields: { title: 'First' },
    });
    expect((await portal.get(path())).body.fields.description).toBeUndefined();
    const again = await portal.put(path(), {
      draft: { ...DRAFT, title: 'First', description: 'Second' },
      version: 2,
    });
    expect(again.body.fields).toMatchObject({
      title: 'First',
      description: 'Second',
    });
  });

  it('takes the second of two edits sent at the same moment for outdated', async () => {
    const answers = await Promise.all(
      ['A', 'B', 'C', 'D'].map(title =>
        portal.put(path(), { draft: { ...DRAFT, title }, version: 1 }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([
      200, 409, 409, 409,
    ]);
  });

  it('wants to know which version was seen', async () => {
    const { status, body } = await portal.put(path(), { draft: DRAFT });
    expect(status).toBe(400);
    expect(body.error.message).toContain('If-Match');
  });

  it('keeps every change with author and time', async () => {
    await portal.put(path(), {
      draft: { ...DRAFT, title: 'New' },
      version: 1,
    });
    await portal.post(`${path()}/retire`, {}, 'hana');
    const { items } = (await portal.get(`${path()}/history`)).body;
    expect(
      items.map((entry: { action: string; author: string }) => [
        entry.action,
        entry.author,
      ]),
    ).toEqual([
      ['retired', 'user:default/hana'],
      ['edited', 'user:default/eli'],
      ['registered', 'user:default/eli'],
    ]);
    expect(items[1].changed).toEqual([
      { field: 'title', before: 'Lane net training', after: 'New' },
    ]);
  });

  it('is retired and restored, and its name is free in between', async () => {
    expect((await portal.post(`${path()}/retire`)).body.state).toBe('retired');
    expect((await portal.post(`${path()}/restore`)).body.state).toBe('active');
    await portal.post(`${path()}/retire`);
    await register(portal);
    expect((await portal.post(`${path()}/restore`)).status).toBe(409);
  });

  it('goes to another team when that accepts', async () => {
    const asked = await portal.post(`${path()}/hand-over`, {
      to: 'maps',
      message: 'You train it anyway',
    });
    expect(asked.status).toBe(201);
    expect(portal.notifications[0]).toMatchObject({
      recipients: { entityRef: 'group:default/maps' },
      payload: {
        title: 'Lanes would like to hand Lane net training over to you',
      },
    });
    const decide = `/hand-overs/${asked.body.id}`;
    expect((await portal.post(`${decide}/accept`)).status).toBe(403);
    expect((await portal.post(`${decide}/accept`, {}, 'tom')).status).toBe(404);
    const [offered] = (await portal.get('/hand-overs', 'mia')).body.items;
    expect(offered.youMay).toEqual(['accept', 'decline']);
    // The version stays the same, so a browser must not keep the answer from before.
    const now = await portal.get(path());
    expect(now.body).toMatchObject({
      version: 1,
      handOver: { youMay: ['withdraw'] },
    });
    expect(now.headers['cache-control']).toBe('no-store');
    const accepted = await portal.post(`${decide}/accept`, {}, 'mia');
    expect(accepted.body.state).toBe('accepted');
    expect((await portal.get(path())).body.fields.owner).toBe(
      'group:default/maps',
    );
    expect((await portal.post(`${decide}/decline`, {}, 'mia')).status).toBe(
      409,
    );
    expect(
      (await portal.put(path(), { draft: DRAFT, version: 2 })).status,
    ).toBe(403);
  });

  it('stays where it is when the other team declines', async () => {
    const asked = await portal.post(`${path()}/hand-over`, { to: 'maps' });
    await portal.post(
      `/hand-overs/${asked.body.id}/decline`,
      { reason: 'Not ours' },
      'mia',
    );
    const { body } = await portal.get(path());
    expect([body.fields.owner, body.handOver]).toEqual([
      'group:default/lanes',
      undefined,
    ]);
    expect((await portal.get('/hand-overs')).body.items[0]).toMatchObject({
      state: 'declined',
      reason: 'Not ours',
    });
  });

  it('is left to Git when Git has it, and says so', async () => {
    portal.catalog.entities.push(
      component('lane-net-training', 'lanes', {
        'backstage.io/managed-by-location':
          'url:https://git.example.com/lanes/net/catalog-info.yaml',
        'backstage.io/edit-url':
          'https://git.example.com/lanes/net/edit/catalog-info.yaml',
      }),
    );
    const { body } = await portal.get(path());
    expect(body).toMatchObject({
      state: 'in-git',
      git: {
        editUrl: 'https://git.example.com/lanes/net/edit/catalog-info.yaml',
      },
    });
    const edit = await portal.put(path(), { draft: DRAFT, version: 2 });
    expect(edit.status).toBe(409);
    expect(edit.body.error.message).toContain(
      'it is changed there: https://git.example.com/lanes/net/edit/catalog-info.yaml',
    );
    expect(await provided(portal, '?after=1')).toMatchObject({
      entities: [],
      removed: ['component:default/lane-net-training'],
    });
    expect((await portal.post(`${path()}/restore`)).status).toBe(409);
    portal.catalog.entities.pop();
    expect((await portal.post(`${path()}/restore`)).body.state).toBe('active');
  });

  it('is exported as a file for Git', async () => {
    const { text, headers } = await portal.get(`${path()}/entity.yaml`);
    expect(headers['content-disposition']).toContain(
      'lane-net-training.catalog-info.yaml',
    );
    expect(parse(text).metadata.annotations).not.toHaveProperty(
      'mli.internal/registration',
    );
  });

  it('is given to the catalog, and what changed after a cursor', async () => {
    const all = await provided(portal);
    expect(all.entities[0].metadata.annotations).toMatchObject({
      'backstage.io/managed-by-location': `mli-portal:registration/${id}`,
      'backstage.io/edit-url': `https://portal.example.com/register/registrations/${id}/edit`,
      'mli.internal/registration-version': '1',
    });
    const waiting = provided(portal, `?after=${all.cursor}&wait=20`);
    const began = Date.now();
    await portal.post(`${path()}/retire`);
    expect(await waiting).toMatchObject({
      entities: [],
      removed: ['component:default/lane-net-training'],
    });
    expect(Date.now() - began).toBeLessThan(5_000);
    await register(portal);
    const later = await provided(portal, `?after=${all.cursor}`);
    expect(later.removed).toEqual([]);
    expect(later.entities).toHaveLength(1);
  });

  it('is for the catalog only, and for nobody without a session', async () => {
    expect((await portal.get('/provided')).status).toBe(403);
    const anybody = (route: string) =>
      request(portal.server)
        .get(`/api/offerings${route}`)
        .set('authorization', mockCredentials.none.header());
    expect((await anybody('/registrations')).status).toBe(401);
    const { status, body } = await anybody('/openapi.json');
    expect(status).toBe(200);
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining([
        '/register-scope',
        '/registrations',
        '/registrations/validate',
        '/registrations/bulk',
        '/registrations/{id}',
        '/registrations/{id}/history',
        '/registrations/{id}/entity.yaml',
        '/registrations/{id}/retire',
        '/registrations/{id}/restore',
        '/registrations/{id}/hand-over',
        '/hand-overs',
        '/hand-overs/{id}/accept',
        '/hand-overs/{id}/decline',
        '/hand-overs/{id}/withdraw',
        '/claims',
        '/claims/matches',
        '/provided',
      ]),
    );
  });

  it('is found by team, state and text, page by page and as CSV', async () => {
    await register(portal, {
      name: 'maps-helper',
      title: '=cmd()',
      jobs: [],
      repositories: [],
    });
    const names = async (query: string) =>
      (await portal.get(`/registrations?${query}`)).body.items.map(
        (item: { fields: { name: string } }) => item.fields.name,
      );
    expect(await names('mine=true')).toEqual([
      'lane-net-training',
      'maps-helper',
    ]);
    expect(await names('team=maps')).toEqual([]);
    expect(await names('q=HELPER')).toEqual(['maps-helper']);
    expect(await names('q=%25')).toEqual([]);
    expect(await names('state=retired')).toEqual([]);
    const page = (await portal.get('/registrations?limit=1')).body;
    expect(await names(`limit=1&cursor=${page.nextCursor}`)).toEqual([
      'maps-helper',
    ]);
    const csv = await portal.get('/registrations?format=csv');
    expect(csv.text).toContain(",'=cmd(),");
  });

  it.each([
    ['get', '/registrations/nonsense', 404],
    ['get', '/registrations/%00', 404],
    ['get', '/registrations?cursor=abc', 400],
    ['get', '/registrations?limit=0', 400],
    ['get', '/registrations?nope=1', 400],
    ['get', '/registrations?q=%00', 400],
    ['get', '/registrations/nonsense/history', 404],
    ['post', '/hand-overs/nonsense/accept', 404],
    ['post', '/registrations', 400],
    ['post', '/registrations/bulk', 400],
  ] as const)('answers %s %s with %i', async (method, url, expected) => {
    const sent = method === 'get' ? portal.get(url) : portal.post(url);
    expect((await sent).status).toBe(expected);
  });
});

describe('what a caller may not see', () => {
  it('is in no list, and in no hint about duplicates but that it is there', async () => {
    const portal = await start({ visibleComponents: new Set() });
    const { id } = await register(portal);
    expect((await portal.get(`/registrations/${id}`, 'mia')).status).toBe(404);
    expect((await portal.get('/registrations', 'mia')).body.items).toEqual([]);
    const { body } = await portal.post(
      '/registrations/validate',
      { draft: { ...DRAFT, name: 'other', owner: 'maps' } },
      'mia',
    );
    expect(body.duplicates).toEqual([
      {
        kind: 'repository',
        yours: 'https://git.example.com/lanes/net',
        blocks: false,
      },
      { kind: 'jobs', yours: 'perception/lanes-*', blocks: false },
    ]);
    await portal.backend.stop();
  });
});
