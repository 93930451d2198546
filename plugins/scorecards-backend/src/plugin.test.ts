import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  type AuthorizePermissionRequest,
} from '@backstage/plugin-permission-common';
import {
  type VisibleRefs,
  visibleEntitiesServiceRef,
} from '@mli/plugin-ml-platform-node';
import request from 'supertest';
import { insightsStandIn } from './testing/insightsStandIn';
import scorecardsPlugin from '.';
import { component, group, maturity, speed } from './testing/fixtures';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const READER = mockCredentials.user.header('user:default/reader');
const PUSHER = mockCredentials.service.header();
const PASS = 'scorecards-evaluate-all';

jest.setTimeout(60_000);

const ENTITIES: Entity[] = [
  group('lanes'),
  group('maps'),
  component('lane-net', 'lanes', 'Finds lanes in camera frames'),
  component('map-net', 'maps'),
  maturity(),
  speed(),
];

interface Setup {
  readonly entities?: Entity[];
  readonly visible?: (kind: string) => VisibleRefs;
  readonly decide?: (request: AuthorizePermissionRequest) => boolean;
  readonly speedDecision?: 'allow' | 'deny' | 'conditional';
}

async function start(setup: Setup = {}) {
  const knex = await databases.init('POSTGRES_18');
  let catalog = catalogServiceMock({ entities: setup.entities ?? ENTITIES });
  const scheduler = mockServices.scheduler();
  const permissions = mockServices.permissions.mock({
    authorize: jest.fn(async requests =>
      requests.map((r: AuthorizePermissionRequest) => ({
        result:
          (setup.decide?.(r) ?? true)
            ? AuthorizeResult.ALLOW
            : AuthorizeResult.DENY,
      })),
    ),
    authorizeConditional: jest.fn(async () => {
      const decision = setup.speedDecision ?? 'allow';
      if (decision === 'conditional') {
        return [
          {
            result: AuthorizeResult.CONDITIONAL,
            pluginId: 'insights',
            resourceType: 'insights-team',
            conditions: {
              rule: 'IS_OWN_LINE',
              resourceType: 'insights-team',
              params: {},
            },
          },
        ] as never; // the shape of a conditional decision; its conditions are not looked at
      }
      return [
        {
          result:
            decision === 'allow' ? AuthorizeResult.ALLOW : AuthorizeResult.DENY,
        },
      ] as never; // see above
    }),
  });
  const { server } = await startTestBackend({
    features: [
      scorecardsPlugin,
      insightsStandIn([
        {
          id: 'insights.queue_time.p50',
          entity: 'group:default/lanes',
          state: 'ok',
          value: 300,
        },
        {
          id: 'insights.queue_time.p50',
          entity: 'group:default/maps',
          state: 'hidden',
        },
      ]),
      mockServices.rootConfig.factory({
        data: {
          scorecards: {
            factSubjects: [
              {
                subject: mockCredentials.service().principal.subject,
                facts: ['ops.*'],
              },
            ],
            facts: [
              {
                id: 'ops.open_incidents',
                type: 'number',
                title: 'open incidents',
                freshness: '7d',
              },
            ],
          },
        },
      }),
      mockServices.database.factory({ knex }),
      permissions.factory,
      createServiceFactory({
        service: coreServices.scheduler,
        deps: {},
        factory: () => scheduler,
      }),
      createServiceFactory({
        service: catalogServiceMock.factory().service,
        deps: {},
        factory: () => ({
          ...catalog,
          streamEntities: (...args) => catalog.streamEntities(...args),
        }),
      }),
      createServiceFactory({
        service: visibleEntitiesServiceRef,
        deps: {},
        factory: () => ({
          visibleRefs: async (_credentials, kind) =>
            setup.visible?.(kind.toLowerCase()) ?? 'all',
        }),
      }),
    ],
  });
  await scheduler.triggerTask(PASS);
  const get = (path: string) =>
    request(server).get(`/api/scorecards${path}`).set('authorization', READER);
  const post = (path: string, body: object, as = READER) =>
    request(server)
      .post(`/api/scorecards${path}`)
      .set('authorization', as)
      .send(body);
  const pass = () => scheduler.triggerTask(PASS);
  const setEntities = (entities: Entity[]) => {
    catalog = catalogServiceMock({ entities });
  };
  return { server, get, post, pass, permissions, knex, setEntities };
}

/** Asks again until the answer is as wanted; a poked evaluation takes a moment. */
async function eventually<T>(
  ask: () => Promise<T>,
  wanted: (answer: T) => boolean,
): Promise<T> {
  const until = Date.now() + 5_000;
  for (;;) {
    const answer = await ask();
    if (wanted(answer) || Date.now() > until) {
      return answer;
    }
    await new Promise(resolve => {
      setTimeout(resolve, 50);
    });
  }
}

describe('scorecards back end', () => {
  it('evaluates definitions of the catalog and answers results with reasons', async () => {
    const { get } = await start();
    const { status, body } = await get('/results?scorecard=maturity');
    expect(status).toBe(200);
    expect(
      body.items.map(
        (item: {
          entity: string;
          check: string;
          state: string;
          reason: string;
        }) => [item.entity, item.check, item.state, item.reason],
      ),
    ).toEqual([
      [
        'component:default/lane-net',
        'description',
        'pass',
        'length of the description is 28 characters, must be at least 10',
      ],
      [
        'component:default/lane-net',
        'incidents',
        'no-data',
        'nothing is known about open incidents',
      ],
      [
        'component:default/lane-net',
        'owner',
        'pass',
        'has an owner that is a group of the catalog: yes, must be yes',
      ],
      [
        'component:default/map-net',
        'description',
        'fail',
        'length of the description is 0 characters, must be at least 10',
      ],
      [
        'component:default/map-net',
        'incidents',
        'no-data',
        'nothing is known about open incidents',
      ],
      [
        'component:default/map-net',
        'owner',
        'pass',
        'has an owner that is a group of the catalog: yes, must be yes',
      ],
    ]);
    expect(body.items[0]).toEqual({
      entity: 'component:default/lane-net',
      scorecard: 'scorecard:default/maturity',
      version: 1,
      check: 'description',
      state: 'pass',
      value: 28,
      unit: 'characters',
      fact: 'catalog.description.length',
      source: 'catalog',
      team: 'group:default/lanes',
      counted: true,
      observedAt: expect.any(String),
      evaluatedAt: expect.any(String),
      since: expect.any(String),
      reason: expect.any(String),
    });
  });

  it('evaluates pushed facts within two seconds, and keeps what was before', async () => {
    const { get, post, knex } = await start();
    const push = (value: number, observedAt: string) =>
      post(
        '/facts',
        {
          items: [
            {
              entity: 'component:lane-net',
              fact: 'ops.open_incidents',
              value,
              observedAt,
            },
          ],
        },
        PUSHER,
      );
    const incidents = async () =>
      (await get('/results?entity=component:lane-net&check=incidents')).body
        .items[0];
    const now = Date.now();
    const hoursAgo = (hours: number) =>
      new Date(now - hours * 3_600_000).toISOString();

    const pushed = await push(3, hoursAgo(2));
    expect(pushed.status).toBe(200);
    expect(pushed.body.results).toEqual([
      {
        index: 0,
        entity: 'component:default/lane-net',
        fact: 'ops.open_incidents',
        status: 'accepted',
      },
    ]);
    const failing = await eventually(incidents, row => row.state === 'fail');
    expect(failing).toMatchObject({
      state: 'fail',
      value: 3,
      observedAt: hoursAgo(2),
      source: 'external:test-service',
      reason: 'open incidents is 3, must be at most 0',
    });

    expect((await push(3, hoursAgo(2))).body.results[0].status).toBe(
      'unchanged',
    );
    expect((await push(4, hoursAgo(2))).body.results[0].status).toBe(
      'rejected',
    );
    expect((await push(9, hoursAgo(5))).body.results[0].status).toBe(
      'superseded',
    );
    expect((await push(0, hoursAgo(1))).body.results[0].status).toBe(
      'accepted',
    );
    const passing = await eventually(incidents, row => row.state === 'pass');
    expect(passing.state).toBe('pass');
    const levels = await get('/levels?entity=component:lane-net');
    expect(levels.body.items).toEqual([
      expect.objectContaining({
        entity: 'component:default/lane-net',
        scorecard: 'scorecard:default/maturity',
        version: 1,
        level: { name: 'described', title: 'Described', rank: 2, of: 2 },
        counts: expect.objectContaining({ pass: 3, fail: 0 }),
      }),
    ]);

    const history = await knex('result_history')
      .where({ check_id: 'incidents' })
      .orderBy('valid_from')
      .select('state');
    expect(history.map(row => row.state)).toEqual(['no-data', 'fail']);
    const facts = await knex('fact_history')
      .where({ fact_id: 'ops.open_incidents' })
      .orderBy('observed_at')
      .select('number_value');
    expect(facts.map(row => row.number_value)).toEqual([9, 3, 0]);
  });

  it('starts a new version when a rule changes, and keeps the past as it was', async () => {
    const { get, pass, setEntities, knex } = await start();
    setEntities([
      ...ENTITIES.filter(entity => entity.kind !== 'Scorecard'),
      maturity({
        levels: [{ name: 'known', title: 'Renamed' }, { name: 'described' }],
      }),
    ]);
    await pass();
    expect((await get('/scorecards')).body.items).toHaveLength(1);
    expect((await get('/scorecards')).body.items[0]).toMatchObject({
      version: 1,
      levels: [
        { name: 'known', title: 'Renamed', rank: 1 },
        { name: 'described', title: 'described', rank: 2 },
      ],
    });
    const changed = maturity();
    setEntities([
      ...ENTITIES.filter(entity => entity.kind !== 'Scorecard'),
      {
        ...changed,
        spec: {
          ...changed.spec,
          levels: [{ name: 'known' }],
          checks: [
            {
              id: 'owner',
              title: 'Has an owner',
              level: 'known',
              rule: {
                not: {
                  fact: 'catalog.owner.set',
                  operator: 'equals',
                  value: false,
                },
              },
            },
          ],
        },
      },
    ]);
    await pass();
    const { body } = await get('/results');
    expect(body.items).toHaveLength(2);
    expect(body.items[0]).toMatchObject({
      version: 2,
      check: 'owner',
      state: 'pass',
    });
    const before = await knex('result_history')
      .where({ check_id: 'owner', entity_ref: 'component:default/lane-net' })
      .select('version', 'fact_id');
    expect(before).toEqual([{ version: 1, fact_id: 'catalog.owner.known' }]);
  });

  it('lists a broken definition with its faults, and evaluates the checks that are whole', async () => {
    const broken = maturity();
    const { get } = await start({
      entities: [
        ...ENTITIES.slice(0, 4),
        {
          ...broken,
          spec: {
            ...broken.spec,
            checks: [
              ...(broken.spec?.checks as object[]),
              {
                id: 'odd',
                title: 'Odd',
                level: 'known',
                rule: { fact: 'a.b', operator: '>=', value: 1 },
              },
            ],
          },
        },
        {
          ...speed(),
          metadata: { name: 'hopeless', namespace: 'default' },
          spec: {
            owner: 'group:x',
            appliesTo: { kind: 'Component' },
            levels: 'none',
          },
        } as Entity,
      ],
    });
    const { body } = await get('/scorecards');
    expect(
      body.items.map((item: { ref: string; faults: object[] }) => [
        item.ref,
        item.faults,
      ]),
    ).toEqual([
      [
        'scorecard:default/hopeless',
        [
          { path: 'spec.levels', message: expect.any(String) },
          { path: 'spec.checks', message: expect.any(String) },
        ],
      ],
      [
        'scorecard:default/maturity',
        [
          {
            path: 'spec.checks[3].rule.operator',
            message: expect.stringContaining('did you mean atLeast?'),
          },
        ],
      ],
    ]);
    const results = await get('/results?entity=component:lane-net');
    expect(
      results.body.items.map((item: { check: string; state: string }) => [
        item.check,
        item.state,
      ]),
    ).toEqual([
      ['description', 'pass'],
      ['incidents', 'no-data'],
      ['odd', 'error'],
      ['owner', 'pass'],
    ]);
    const one = await get('/scorecards/default/maturity');
    expect(one.body.ref).toBe('scorecard:default/maturity');
    expect((await get('/scorecards/default/unknown')).status).toBe(404);
  });

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

  it('dry-runs a definition without storing anything', async () => {
    const { post, get } = await start();
    const definition = { ...maturity(), metadata: { name: 'trial' } };
    const { status, body } = await post('/dry-run', {
      definition,
      entities: ['component:lane-net', 'group:lanes', 'component:unknown'],
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      scorecard: 'scorecard:default/trial',
      notFound: ['component:default/unknown'],
      notApplicable: ['group:default/lanes'],
      truncated: false,
      levels: [
        {
          entity: 'component:default/lane-net',
          level: { name: 'known' },
          next: { name: 'described', missing: ['incidents'] },
        },
      ],
    });
    expect((await get('/results?scorecard=trial')).body.items).toEqual([]);
  });

  it('dry-runs facts of the catalog that no definition in force reads', async () => {
    const { post } = await start();
    const definition = maturity({
      levels: [{ name: 'typed' }],
      checks: [
        {
          id: 'lifecycle',
          title: 'Is in production',
          level: 'typed',
          rule: {
            all: [
              {
                fact: 'catalog.lifecycle',
                operator: 'equals',
                value: 'production',
              },
              {
                not: {
                  fact: 'catalog.annotation.mli.internal/stage',
                  operator: 'exists',
                },
              },
            ],
          },
        },
      ],
    });
    const { body } = await post('/dry-run', { definition });
    expect(body.items.map((item: { state: string }) => item.state)).toEqual([
      'pass',
      'pass',
    ]);
  });

  it('answers 400 with all faults of a dry run, and quickly for hostile ones', async () => {
    const { post } = await start();
    let deep: object = { fact: 'a.b', operator: 'exists' };
    for (let i = 0; i < 5_000; i += 1) {
      deep = { not: deep };
    }
    const faulty = maturity({
      checks: [
        { id: 'A b', title: 'x', level: 'known', rule: { any: [] } },
        { id: 'deep', title: 'x', level: 'nowhere', rule: { cel: 'true' } },
      ],
    });
    const { status, body } = await post('/dry-run', { definition: faulty });
    expect(status).toBe(400);
    expect(
      body.error.faults.map((fault: { path: string }) => fault.path),
    ).toEqual([
      'spec.checks[0].id',
      'spec.checks[0].rule.any',
      'spec.checks[1].rule.cel',
      'spec.checks[1].level',
      'spec.levels[1]',
    ]);
    const hostile = [
      maturity({
        checks: [{ id: 'deep', title: 'x', level: 'known', rule: deep }],
      }),
      maturity({ checks: Array.from({ length: 900 }, () => [1, 2, 3]) }),
      JSON.parse(
        '{"apiVersion":"mli.internal/v1alpha1","kind":"Scorecard","metadata":{"name":"x"},"spec":{"__proto__":{"owner":"x"}}}',
      ),
      'constructor',
      null,
    ];
    for (const definition of hostile) {
      const before = process.cpuUsage();
      const answer = await post('/dry-run', { definition });
      expect(answer.status).toBe(400);
      // of this process: a busy machine does not count
      expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_000);
    }
  });

  it('takes each pushed item by itself', async () => {
    const { post } = await start();
    const { status, body } = await post(
      '/facts',
      {
        items: [
          {
            entity: 'component:lane-net',
            fact: 'ops.pages',
            value: ['b', 'a', 'b'],
          },
          { entity: 'lane-net', fact: 'ops.pages', value: 1 },
          {
            entity: 'component:lane-net',
            fact: 'catalog.hasDocs',
            value: true,
          },
          {
            entity: 'component:lane-net',
            fact: 'ops.open_incidents',
            value: 'three',
          },
          { entity: 'component:lane-net', fact: 'ops.text', value: 'a\u0000b' },
          {
            entity: 'component:lane-net',
            fact: 'ops.when',
            value: '2026-01-01',
            type: 'time',
          },
          {
            entity: 'component:lane-net',
            fact: 'ops.later',
            value: 1,
            observedAt: '2999-01-01T00:00:00Z',
          },
          { entity: 'component:lane-net', fact: 'ops.pages', value: { a: 1 } },
          7,
        ],
      },
      PUSHER,
    );
    expect(status).toBe(200);
    expect(
      body.results.map((result: { status: string; reason?: string }) => [
        result.status,
        result.reason,
      ]),
    ).toEqual([
      ['accepted', undefined],
      ['rejected', expect.stringContaining('no entity ref')],
      ['rejected', expect.stringContaining('you may push ops.*')],
      ['rejected', 'value must be a finite number'],
      ['rejected', 'value contains characters that cannot be stored'],
      ['accepted', undefined],
      ['rejected', 'observedAt is in the future'],
      ['rejected', expect.stringContaining('value must be')],
      ['rejected', expect.stringContaining('expected object')],
    ]);
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

  it('tells its interface without sign-in', async () => {
    const { server } = await start();
    const { status, body } = await request(server)
      .get('/api/scorecards/openapi.json')
      .set('authorization', mockCredentials.none.header());
    expect(status).toBe(200);
    expect(body.openapi).toBe('3.1.0');
    expect(Object.keys(body.paths)).toEqual([
      '/results',
      '/levels',
      '/scorecards',
      '/scorecards/{namespace}/{name}',
      '/facts',
      '/dry-run',
      '/distribution',
      '/trend',
      '/checks',
      '/history',
      '/replay',
      '/exemptions',
      '/exemptions/{id}/decision',
      '/campaigns',
      '/campaigns/{id}',
      '/campaigns/{id}/cancel',
      '/attestations',
      '/badge/{kind}/{namespace}/{name}',
      '/openapi.json',
    ]);
    expect(
      body.paths['/results'].get.parameters.map(
        (p: { name: string }) => p.name,
      ),
    ).toEqual([
      ...['entity', 'scorecard', 'format', 'limit', 'cursor', 'check', 'state'],
    ]);
    expect(body.paths['/facts'].post.requestBody).toBeDefined();
  });
});
