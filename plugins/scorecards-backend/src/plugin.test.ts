import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import request from 'supertest';
import {
  startScorecards,
  ENTITIES,
  type Setup,
} from './__testUtils__/startScorecards';
import { maturity, speed } from './testing/fixtures';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const start = async (setup: Setup = {}) =>
  startScorecards(await databases.init('POSTGRES_18'), setup);

jest.setTimeout(60_000);

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
      '/facts/values',
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
