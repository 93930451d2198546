import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import {
  ENTITIES,
  eventually,
  PUSHER,
  startScorecards,
  type Setup,
} from './__testUtils__/startScorecards';
import { component, maturity } from './testing/fixtures';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const asUser = (name: string) =>
  mockCredentials.user.header(`user:default/${name}`);
const LEE = asUser('lee');
const OTTO = asUser('otto');
const members = { lee: ['lanes'], otto: ['ml-platform'] };
const start = async (setup: Setup = {}) =>
  startScorecards(await databases.init('POSTGRES_18'), { members, ...setup });
type Started = Awaited<ReturnType<typeof start>>;

jest.setTimeout(60_000);

const soon = (days: number) =>
  new Date(Date.now() + days * 86_400_000).toISOString();

const pushIncidents = (started: Started, value: number, entity = 'lane-net') =>
  started.post(
    '/facts',
    {
      items: [
        { entity: `component:${entity}`, fact: 'ops.open_incidents', value },
      ],
    },
    PUSHER,
  );

const levelOf = async ({ get }: Started, entity = 'lane-net') =>
  (await get(`/levels?entity=component:${entity}&scorecard=maturity`)).body
    .items[0].level?.name;

interface Sent {
  readonly recipients: { readonly entityRef: string };
  readonly payload: Readonly<Record<string, string>>;
}
const sentBy = ({ send }: Started): Sent[] =>
  send.mock.calls.map(([notification]) => notification as Sent);

describe('campaigns', () => {
  const CAMPAIGN = {
    title: 'Everything described',
    scorecard: 'maturity',
    level: 'described',
    deadline: soon(5),
  };

  it('are started by the owner of the scorecard, progress, and can be cancelled', async () => {
    const started = await start();
    const { get, post, pass } = started;
    expect((await post('/campaigns', CAMPAIGN, LEE)).status).toBe(403);
    const made = await post('/campaigns', CAMPAIGN, OTTO);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      state: 'running',
      total: 2,
      reached: 0,
      mayManage: true,
      remaining: [
        { entity: 'component:default/lane-net', team: 'group:default/lanes' },
        { entity: 'component:default/map-net', team: 'group:default/maps' },
      ],
    });
    await pushIncidents(started, 0);
    await pass();
    const { body } = await get(`/campaigns/${made.body.id}`, LEE);
    expect(body).toMatchObject({ reached: 1, mayManage: false });
    expect(body.progress.at(-1)).toMatchObject({ total: 2, reached: 1 });
    const cancel = `/campaigns/${made.body.id}/cancel`;
    expect((await post(cancel, {}, LEE)).status).toBe(403);
    expect((await post(cancel, {}, OTTO)).body.state).toBe('cancelled');
    expect((await post(cancel, {}, OTTO)).status).toBe(409);
  });

  it('are scheduled before they start and ended after their deadline', async () => {
    const { get, post, knex } = await start();
    const later = { ...CAMPAIGN, startsAt: soon(2) };
    const { body } = await post('/campaigns', later, OTTO);
    expect(body).toMatchObject({ state: 'scheduled', progress: [] });
    await knex('campaign').update({
      starts_at: new Date('2026-01-01T00:00:00Z'),
      deadline: new Date('2026-02-01T00:00:00Z'),
    });
    const [ended] = (await get('/campaigns')).body.items;
    expect(ended.state).toBe('ended');
  });

  it('are about checks, or a level, of an audience', async () => {
    const { post } = await start();
    const { level: _, ...without } = CAMPAIGN;
    const status = async (changes: object) =>
      (await post('/campaigns', { ...without, ...changes }, OTTO)).status;
    expect(await status({})).toBe(400);
    expect(await status({ level: 'known', checks: ['owner'] })).toBe(400);
    expect(await status({ level: 'golden' })).toBe(400);
    expect(await status({ checks: ['nothing'] })).toBe(400);
    expect(await status({ level: 'known', deadline: '2020-01-01' })).toBe(400);
    expect(await status({ level: 'known', audience: { $or: 'nothing' } })).toBe(
      400,
    );
    const narrow = await post(
      '/campaigns',
      {
        ...without,
        checks: ['owner', 'description'],
        audience: { 'metadata.name': 'map-net' },
      },
      OTTO,
    );
    expect([narrow.status, narrow.body.error?.message]).toEqual([
      201,
      undefined,
    ]);
    expect(narrow.body).toMatchObject({ total: 1, reached: 0 });
  });

  it('remind each team that has something left, once', async () => {
    const started = await start();
    await started.post('/campaigns', CAMPAIGN, OTTO);
    await started.notify();
    await started.notify();
    expect(
      sentBy(started).map(({ recipients, payload }) => [
        recipients.entityRef,
        payload.topic,
        payload.description,
      ]),
    ).toEqual([
      [
        'group:default/lanes',
        'scorecards.campaign-reminder',
        expect.stringContaining('1 of yours has not reached it'),
      ],
      [
        'group:default/maps',
        'scorecards.campaign-reminder',
        expect.stringContaining('1 of yours has not reached it'),
      ],
    ]);
  });
});

describe('attestations', () => {
  const section = (name: string) => `attested.ml_test.${name}`;
  const readiness = {
    ...maturity({
      levels: [{ name: 'begun' }],
      checks: [
        {
          id: 'score',
          title: 'Every section has something',
          level: 'begun',
          rule: {
            fact: 'attested.ml_test.score',
            operator: 'greaterThan',
            value: 0,
          },
        },
      ],
    }),
    metadata: { name: 'readiness', namespace: 'default' },
  };

  it('count for the ML test score, which is the smallest of the four sections, until they end', async () => {
    const started = await start({ entities: [...ENTITIES, readiness] });
    const { get, post, pass, knex } = started;
    const entity = 'component:lane-net';
    const { body: before } = await get(`/attestations?entity=${entity}`, LEE);
    expect(before).toMatchObject({ mayAttest: true });
    expect(before.items).toHaveLength(28);
    const topicsOf = (name: string): string[] =>
      before.items
        .filter((item: { section?: string }) => item.section === name)
        .map((item: { topic: string }) => item.topic);
    const attest = (topics: string[], points: number) =>
      post(
        '/attestations',
        {
          entity,
          items: topics.map(topic => ({
            topic,
            points,
            evidence: 'See the run book',
            until: soon(90),
          })),
        },
        LEE,
      );
    const result = async () =>
      (await get(`/results?entity=${entity}&scorecard=readiness`)).body
        .items[0];

    await attest(topicsOf('data'), 1);
    await attest(topicsOf('model').slice(0, 3), 0.5);
    await attest(topicsOf('infrastructure').slice(0, 2), 0.5);
    await pass();
    expect(await result()).not.toMatchObject({ state: 'pass' });
    await attest(topicsOf('monitoring').slice(0, 1), 0.5);
    await pass();
    expect(await result()).toMatchObject({ state: 'pass', value: 0.5 });

    await knex('attestation')
      .where('topic', 'like', `${section('monitoring')}%`)
      .update({ until: new Date(Date.now() - 1) });
    await pass();
    expect(await result()).not.toMatchObject({ state: 'pass' });
    const ended = (await get(`/attestations?entity=${entity}`)).body.items;
    expect(ended.filter((item: { ended: boolean }) => item.ended)).toHaveLength(
      1,
    );
  });

  it('are made by the owning team, with evidence and an end', async () => {
    const { post } = await start();
    const attest = (changes: object, as = LEE) => {
      const item = {
        topic: 'attested.runbook',
        points: 1,
        evidence: 'Written in week 40',
        until: soon(30),
        ...changes,
      };
      const body = { entity: 'component:lane-net', items: [item] };
      return post('/attestations', body, as);
    };
    expect((await attest({}, OTTO)).status).toBe(403);
    expect((await attest({ evidence: '' })).status).toBe(400);
    expect((await attest({ until: undefined })).status).toBe(400);
    expect((await attest({ until: '2020-01-01' })).status).toBe(400);
    expect((await attest({ points: 3 })).status).toBe(400);
    expect((await attest({ topic: 'catalog.hasDocs' })).status).toBe(400);
    expect((await attest({ topic: section('data.made_up') })).status).toBe(400);
    expect((await attest({})).status).toBe(200);
  });
});

describe('notifications', () => {
  it('tell a team of its levels in one message, with a topic and a scope to switch off and repeat by', async () => {
    const started = await start({
      entities: [...ENTITIES, component('lane-eval', 'lanes', 'Scores lanes')],
    });
    await started.notify();
    expect(sentBy(started)).toEqual([]);
    await pushIncidents(started, 0);
    await pushIncidents(started, 0, 'lane-eval');
    await started.pass();
    await started.notify();
    await started.notify();
    expect(sentBy(started)).toEqual([
      {
        recipients: { type: 'entity', entityRef: 'group:default/lanes' },
        payload: {
          title: 'Levels have changed (2)',
          description: expect.stringMatching(
            /^lane-\w+ reached Described \(2 of 2\) on maturity\nlane-\w+ reached/,
          ),
          link: '/scorecards',
          topic: 'scorecards.level-changed',
          scope: expect.stringMatching(
            /^level-changed:group:default\/lanes:\d+$/,
          ),
        },
      },
    ]);
  });

  it('are sent again where they could not be, under the same scope', async () => {
    const started = await start();
    await pushIncidents(started, 0);
    await started.pass();
    started.send.mockRejectedValueOnce(new Error('not now'));
    await started.notify();
    await started.notify();
    const [first, second, ...more] = sentBy(started);
    expect(second).toEqual(first);
    expect(more).toEqual([]);
  });

  it('are one, as the result is, when two back ends evaluate and send at once', async () => {
    const knex = await databases.init('POSTGRES_18');
    const one = await startScorecards(knex, { members });
    const other = await startScorecards(knex, { members });
    await pushIncidents(one, 0);
    await Promise.all([one.pass(), other.pass(), one.pass(), other.pass()]);
    await Promise.all([one.notify(), other.notify()]);
    const sent = [...sentBy(one), ...sentBy(other)];
    expect(sent.map(({ payload }) => payload.topic)).toEqual([
      'scorecards.level-changed',
    ]);
    const past = await knex('result_history')
      .where({ entity_ref: 'component:default/lane-net' })
      .select('check_id', 'state');
    expect(past).toEqual([{ check_id: 'incidents', state: 'no-data' }]);
    expect(await knex('level_history').select('rank')).toHaveLength(1);
  });
});

describe('actions for assistants', () => {
  const lee = mockCredentials.user('user:default/lee');

  it('list scorecards, explain checks and ask for exemptions, as the one they work for', async () => {
    const started = await start();
    const invoke = async (id: string, input: object, credentials = lee) =>
      (
        await started.actions.invoke({
          id: `test:${id}`,
          input: input as never, // objects of JSON
          credentials,
        })
      ).output;
    expect(await invoke('list-scorecards', {})).toMatchObject({
      scorecards: [
        { ref: 'scorecard:default/maturity', levels: ['Known', 'Described'] },
        { ref: 'scorecard:default/speed' },
      ],
    });
    expect(
      await invoke('get-results', {
        entity: 'component:lane-net',
        state: 'no-data',
      }),
    ).toMatchObject({
      levels: [{ level: 'Known', next: 'Described', missing: ['incidents'] }],
      results: [{ check: 'incidents', state: 'no-data' }],
    });
    expect(
      await invoke('explain-check', {
        scorecard: 'maturity',
        check: 'description',
        entity: 'component:map-net',
      }),
    ).toMatchObject({ state: 'fail', remediation: 'Say what it is for' });
    const request = {
      entity: 'component:lane-net',
      scorecard: 'maturity',
      check: 'incidents',
      reason: 'The tracker does not know it yet',
      until: soon(20),
    };
    expect(await invoke('request-exemption', request)).toMatchObject({
      state: 'requested',
      owner: 'group:default/ml-platform',
    });
    const stranger = mockCredentials.user('user:default/nina');
    await expect(
      invoke('request-exemption', { ...request, check: 'owner' }, stranger),
    ).rejects.toThrow('You cannot ask for an exemption');
  });
});

describe('evaluation, end to end', () => {
  it('stores what a CEL expression says, unknown facts and mistakes included', async () => {
    const cel = (id: string, expression: string) => ({
      id,
      title: id,
      level: 'known',
      rule: { cel: expression },
    });
    const started = await start({
      entities: [
        ...ENTITIES.slice(0, 4),
        maturity({
          levels: [{ name: 'known' }],
          checks: [
            cel('calm', "facts['ops.open_incidents'] <= 2.0"),
            cel(
              'either',
              "facts['ops.open_incidents'] > 100.0 || facts['catalog.owner.known']",
            ),
            cel('text', "facts['catalog.type'].startsWith('mod')"),
            cel('wrong', "facts['catalog.type'] + 1 == 2"),
          ],
        }),
      ],
    });
    const states = async () =>
      Object.fromEntries(
        (
          await started.get('/results?entity=component:lane-net')
        ).body.items.map((row: { check: string; state: string }) => [
          row.check,
          row.state,
        ]),
      );
    expect(await states()).toEqual({
      calm: 'no-data',
      either: 'pass',
      text: 'pass',
      wrong: 'error',
    });
    await pushIncidents(started, 1);
    const after = await eventually(states, found => found.calm !== 'no-data');
    expect(after).toMatchObject({ calm: 'pass', wrong: 'error' });
  });

  it('answers what value was seen then, also of values that changed nothing', async () => {
    const started = await start();
    const { get, post } = started;
    const push = (value: number, hoursAgo: number) =>
      post(
        '/facts',
        {
          items: [
            {
              entity: 'component:lane-net',
              fact: 'ops.open_incidents',
              value,
              observedAt: new Date(
                Date.now() - hoursAgo * 3_600_000,
              ).toISOString(),
            },
          ],
        },
        PUSHER,
      );
    for (const [value, hoursAgo] of [
      [3, 3],
      [5, 2],
      [0, 1],
    ] as const) {
      await push(value, hoursAgo);
      await started.pass();
    }
    const { body } = await get(
      '/history?entity=component:lane-net&check=incidents',
    );
    expect(
      body.items.map(
        (row: {
          state: string;
          value?: number;
          values: { value: number }[];
        }) => [row.state, row.value, row.values.map(({ value }) => value)],
      ),
    ).toEqual([
      ['pass', 0, [0]],
      ['fail', 5, [5, 3]],
      ['no-data', undefined, expect.anything()],
    ]);
  });

  it('replays a definition over the facts of the last weeks', async () => {
    const started = await start();
    const { post, get, knex } = started;
    await pushIncidents(started, 0);
    await started.pass();
    const past = new Date(Date.now() - 10 * 86_400_000);
    await knex('fact_history').update({ observed_at: past });
    const stricter = maturity({
      checks: (maturity().spec?.checks as { id: string }[]).map(check =>
        check.id === 'description'
          ? {
              ...check,
              rule: {
                fact: 'catalog.description.length',
                operator: 'atLeast',
                value: 200,
              },
            }
          : check,
      ),
    });
    const { status, body } = await post('/replay', {
      definition: stricter,
      weeks: 2,
    });
    expect(status).toBe(200);
    expect(
      body.trend.map(({ counts }: { counts: number[] }) => counts),
    ).toEqual([
      // the week before, in which nothing was known yet, is left out
      [0, 2, 0],
      [0, 2, 0],
    ]);
    expect(body.changes).toEqual([
      {
        entity: 'component:default/lane-net',
        from: 2,
        to: 1,
        missing: ['description'],
      },
    ]);
    expect(await levelOf(started)).toBe('described');
    expect((await get('/scorecards')).body.items[0].version).toBe(1);
    expect((await post('/replay', { weeks: 2 })).status).toBe(400);
  });
});
