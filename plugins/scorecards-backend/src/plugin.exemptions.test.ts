import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import {
  ENTITIES,
  eventually,
  startScorecards,
  type Setup,
} from './__testUtils__/startScorecards';
import { component, maturity } from './testing/fixtures';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const asUser = (name: string) =>
  mockCredentials.user.header(`user:default/${name}`);
/** Lee is in the team of the component, Olga and Otto in the group that owns the check, Nina in neither. */
const LEE = asUser('lee');
const OLGA = asUser('olga');
const OTTO = asUser('otto');
const NINA = asUser('nina');
const members = {
  lee: ['lanes'],
  olga: ['ml-platform', 'lanes'],
  otto: ['ml-platform'],
};
const start = async (setup: Setup = {}) =>
  startScorecards(await databases.init('POSTGRES_18'), { members, ...setup });
type Started = Awaited<ReturnType<typeof start>>;

jest.setTimeout(60_000);

const soon = (days: number) =>
  new Date(Date.now() + days * 86_400_000).toISOString();
const REQUEST = {
  entity: 'component:lane-net',
  scorecard: 'maturity',
  check: 'incidents',
  reason: 'The incident tracker does not know this component yet',
  until: soon(30),
};

const stateOf = async ({ get }: Started, check = 'incidents') =>
  (await get(`/results?entity=component:lane-net&check=${check}`)).body.items[0]
    .state;

async function requested(started: Started, as = LEE): Promise<string> {
  const { status, body } = await started.post('/exemptions', REQUEST, as);
  expect([status, body.error]).toEqual([201, undefined]);
  return body.id;
}

const decide = (
  { post }: Started,
  id: string,
  decision: string,
  as: string,
  note?: string,
) => post(`/exemptions/${id}/decision`, { decision, note }, as);

describe('exemptions', () => {
  it('are asked for with a reason and an end, approved by the owner of the check, and end by themselves', async () => {
    const started = await start();
    const { get, pass, knex } = started;
    const id = await requested(started);
    expect(await stateOf(started)).toBe('no-data');
    const [asked] = (await get('/exemptions', OTTO)).body.items;
    expect(asked).toMatchObject({
      state: 'requested',
      team: 'group:default/lanes',
      owner: 'group:default/ml-platform',
      requestedBy: 'user:default/lee',
      mayDecide: true,
      mayWithdraw: false,
    });

    const approved = await decide(started, id, 'approved', OTTO, 'Until May');
    expect(approved.body).toMatchObject({ state: 'approved', ended: false });
    const state = await eventually(
      () => stateOf(started),
      found => found === 'exempt',
    );
    expect(state).toBe('exempt');
    const [level] = (await get('/levels?entity=component:lane-net')).body.items;
    // it counts for the level, and is told apart from what has passed
    expect(level).toMatchObject({
      level: { name: 'described' },
      counts: { pass: 2, exempt: 1 },
    });

    await knex('exemption').update({ until: new Date(Date.now() - 1) });
    await pass();
    expect(await stateOf(started)).toBe('no-data');
    const [over] = (await get('/exemptions', LEE)).body.items;
    expect(over).toMatchObject({ ended: true, mayWithdraw: false });
    expect(
      over.history.map((event: { action: string }) => event.action),
    ).toEqual(['requested', 'approved']);
    expect((await decide(started, id, 'revoked', OTTO)).status).toBe(409);
  });

  it('leave an audit event for each change, refused ones included', async () => {
    const started = await start();
    const id = await requested(started);
    await decide(started, id, 'denied', NINA);
    await decide(started, id, 'denied', OTTO);
    expect(
      started.audited.createEvent.mock.calls.map(([event]) => [
        event.eventId,
        event.meta,
      ]),
    ).toEqual([
      ['exemption-request', undefined],
      ['exemption-decide', { exemption: id }],
      ['exemption-decide', { exemption: id }],
    ]);
    const outcomes = await Promise.all(
      started.audited.createEvent.mock.results.map(({ value }) => value),
    );
    expect(
      outcomes.map(event => [
        event.success.mock.calls.length,
        event.fail.mock.calls.length,
      ]),
    ).toEqual([
      [1, 0],
      [0, 1],
      [1, 0],
    ]);
  });

  it('are decided by nobody on their own request, administrators included', async () => {
    const started = await start({ decide: () => true });
    const id = await requested(started, OLGA);
    const own = await decide(started, id, 'approved', OLGA);
    expect(own.status).toBe(403);
    expect(own.body.error.message).toContain('asked for this yourself');
    const [row] = (await started.get('/exemptions', OLGA)).body.items;
    expect(row).toMatchObject({ mayDecide: false, mayWithdraw: true });
    expect((await decide(started, id, 'approved', OTTO)).status).toBe(200);
  });

  it('are asked for by the owning team and decided by the owner of the check only', async () => {
    const started = await start();
    const refused = await started.post('/exemptions', REQUEST, NINA);
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toContain('group:default/lanes');
    const id = await requested(started);
    for (const decision of ['approved', 'denied', 'withdrawn']) {
      expect((await decide(started, id, decision, NINA)).status).toBe(403);
    }
    expect((await decide(started, id, 'approved', LEE)).status).toBe(403);
    expect(await stateOf(started)).toBe('no-data');
  });

  it('can be denied, withdrawn and revoked, each once', async () => {
    const started = await start();
    const denied = await requested(started);
    expect((await decide(started, denied, 'denied', OTTO)).body.state).toBe(
      'denied',
    );
    expect((await decide(started, denied, 'approved', OTTO)).status).toBe(409);

    const withdrawn = await requested(started);
    expect((await decide(started, withdrawn, 'revoked', OTTO)).status).toBe(
      409,
    );
    expect(
      (await decide(started, withdrawn, 'withdrawn', LEE)).body.state,
    ).toBe('withdrawn');

    const revoked = await requested(started);
    await decide(started, revoked, 'approved', OTTO);
    await eventually(
      () => stateOf(started),
      found => found === 'exempt',
    );
    expect((await decide(started, revoked, 'revoked', OTTO)).body.state).toBe(
      'revoked',
    );
    const state = await eventually(
      () => stateOf(started),
      found => found !== 'exempt',
    );
    expect(state).toBe('no-data');
    const states = (await started.get('/exemptions')).body.items.map(
      (row: { state: string }) => row.state,
    );
    expect(states).toEqual(['revoked', 'withdrawn', 'denied']);
  });

  it('need an end within a year, a reason, a check that takes them, and are asked for once at a time', async () => {
    const started = await start({
      entities: [
        ...ENTITIES.slice(0, 4),
        maturity({
          checks: [
            ...(maturity().spec?.checks as object[]).slice(0, 2),
            {
              id: 'incidents',
              title: 'No incidents',
              level: 'described',
              exemptable: false,
              rule: {
                fact: 'ops.open_incidents',
                operator: 'atMost',
                value: 0,
              },
            },
          ],
        }),
      ],
    });
    const ask = async (changes: object) => {
      const { until, ...rest } = { ...REQUEST, check: 'owner', ...changes };
      const body = until === 'none' ? rest : { ...rest, until };
      return (await started.post('/exemptions', body, LEE)).status;
    };
    expect(await ask({ until: 'none' })).toBe(400);
    expect(await ask({ until: '2020-01-01' })).toBe(400);
    expect(await ask({ until: soon(400) })).toBe(400);
    expect(await ask({ until: 'tomorrow' })).toBe(400);
    expect(await ask({ reason: '   short   ' })).toBe(400);
    expect(await ask({ reason: 'with a \u0000 in the middle' })).toBe(400);
    expect(await ask({ check: 'incidents' })).toBe(400);
    expect(await ask({ check: 'unknown' })).toBe(404);
    expect(await ask({ entity: 'component:unknown' })).toBe(404);
    expect(await ask({})).toBe(201);
    expect(await ask({})).toBe(409);
    expect((await decide(started, 'nonsense', 'approved', OTTO)).status).toBe(
      404,
    );
  });

  it('shown as a fault of the check where there are many', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const started = await start({
      entities: [...ENTITIES, ...names.map(name => component(name, 'lanes'))],
    });
    const flagged = async () =>
      (await started.get('/checks?scorecard=maturity')).body.items
        .filter((row: { overExempted: boolean }) => row.overExempted)
        .map((row: { check: string }) => row.check);
    for (const [index, name] of names.slice(0, 3).entries()) {
      expect([index, await flagged()]).toEqual([index, []]);
      const request = { ...REQUEST, entity: `component:${name}` };
      const { body } = await started.post('/exemptions', request, LEE);
      await decide(started, body.id, 'approved', OTTO);
      await started.pass();
    }
    expect(await flagged()).toEqual(['incidents']);
  });
});
