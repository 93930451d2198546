import { Knex } from 'knex';
import request from 'supertest';
import {
  everyWeek,
  insertAdoptionOrganisation,
  insertUse,
  LANES,
  MAPS,
  PLATFORM,
  QUEUE,
  SIGNS,
  TINY,
} from '../../__testUtils__/adoptionFixtures';
import { clearTables } from '../../__testUtils__/RunFixtures';
import {
  startAnswers,
  StartAnswersOptions,
} from '../../__testUtils__/startAnswers';
import { databases } from '../../__testUtils__/startInsights';
import { AdoptionRecorder } from '../../service/adoption/AdoptionRecorder';
import { migrate } from '../../store/migrate';
import { people } from '../../store/metrics/cellFixtures';

jest.setTimeout(180_000);

const NOW = new Date('2024-07-01T12:00:00Z');
const LEADS = 'group:default/mli-leads';
const pair = { team: LANES, offering: QUEUE };

describe('what people do about adoption', () => {
  let knex: Knex;

  beforeAll(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
  });

  beforeEach(async () => {
    await clearTables(knex);
    await insertAdoptionOrganisation(knex);
    await knex('source').update({ last_received_at: '2024-06-30T00:00:00Z' });
    const use = (team: string, members: number, weeks: string[]) =>
      insertUse(
        knex,
        team,
        QUEUE,
        weeks,
        people(team.replace(/^.*\//, ''), members),
      );
    await use(LANES, 6, everyWeek('2024-05-08', 8));
    await use(MAPS, 3, everyWeek('2024-04-17', 3));
    await use(TINY, 4, everyWeek('2024-05-08', 8));
    await insertUse(
      knex,
      SIGNS,
      '',
      everyWeek('2024-05-08', 8),
      people('signs', 6),
    );
  });

  /** A caller who is a member of these groups. */
  async function as(...groups: string[]) {
    return await starting({ groups });
  }

  async function starting(options: Omit<StartAnswersOptions, 'knex' | 'now'>) {
    const server = await startAnswers({ knex, now: NOW, ...options });
    const url = (path: string) => `/api/insights${path}`;
    return {
      get: (path: string) => request(server).get(url(path)),
      put: (path: string, body: object) =>
        request(server).put(url(path)).send(body),
      post: (path: string, body: object) =>
        request(server).post(url(path)).send(body),
      patch: (path: string, body: object) =>
        request(server).patch(url(path)).send(body),
    };
  }

  it('leaves an audit event of every change, refused ones too, without what people wrote', async () => {
    await new AdoptionRecorder({ knex, peopleFloor: 5 }).run(NOW);
    const secret = 'words of a person';
    const audited: string[] = [];
    const lead = await starting({ groups: [LEADS], audited });
    const stranger = await starting({ groups: [MAPS], audited });
    const changes = (caller: typeof lead) => [
      () =>
        caller.put('/declarations', {
          ...pair,
          state: 'declined',
          reason: 'not-relevant',
          text: secret,
        }),
      () =>
        caller.put('/declarations/relevance', {
          ...pair,
          confirmed: false,
          text: secret,
        }),
      () =>
        caller.post('/adoption/decisions/void', {
          ...pair,
          spell: 1,
          reason: secret,
        }),
      () =>
        caller.post('/adoption/needs/actions', {
          ...pair,
          kind: 'seen-not-declared',
          text: secret,
        }),
      () => caller.post('/onboarding-requests', { ...pair, goal: secret }),
      () =>
        caller.patch('/onboarding-requests/1', {
          state: 'stopped',
          version: 1,
          text: secret,
        }),
    ];
    for (const change of changes(lead)) {
      const { status, body } = await change();
      expect(JSON.stringify([status, body])).toMatch(/^\[20\d/);
    }
    for (const change of changes(stranger)) {
      const { status } = await change();
      expect([403, 404]).toContain(status);
    }
    const actions = [
      'declare',
      'relevance',
      'void-decision',
      'need-action',
      'onboarding-ask',
      'onboarding-change',
    ];
    expect(
      audited.map(each => each.replace(/\{"action":"([a-z-]*)".*/, '$1')),
    ).toEqual(
      ['success', 'fail'].flatMap(outcome =>
        actions.map(action => `adoption-change ${outcome} ${action}`),
      ),
    );
    expect(audited.join()).not.toContain(secret);
  });

  it('lets members of the team declare, and tells others who can', async () => {
    const stranger = await as(MAPS);
    const refused = await stranger.put('/declarations', {
      ...pair,
      state: 'adopted',
    });
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toBe(
      "You can't declare for lanes. Members of lanes and MLI leads can.",
    );
    const member = await as(LANES);
    const said = await member.put('/declarations', {
      team: 'lanes',
      offering: 'queue',
      state: 'adopted',
      text: 'for all trainings',
    });
    expect(said.body).toMatchObject({ holds: 'adopted', holdsFrom: 'portal' });
    const rows = await member.get('/adoption?team=lanes&offering=queue');
    expect(rows.body.items).toMatchObject([
      {
        declared: 'adopted',
        status: 'in-use',
        evidence: {
          declaredBy: 'portal',
          sentence: 'You say yes; in use since 6 May',
        },
      },
    ]);
  });

  it('keeps every change with its author, for the team and the provider only', async () => {
    const member = await as(LANES);
    for (const state of ['evaluating', 'adopted', 'none']) {
      await member.put('/declarations', { ...pair, state }).expect(200);
    }
    for (const groups of [[LANES], [PLATFORM], [LEADS]]) {
      const history = await (
        await as(...groups)
      ).get('/declarations?team=lanes&offering=queue');
      expect(history.body.items).toHaveLength(3);
      expect(history.body.items[0]).toMatchObject({ by: 'user:default/mock' });
    }
    const stranger = await as(MAPS);
    await stranger.get('/declarations?team=lanes&offering=queue').expect(403);
    await stranger.get('/declarations?team=lanes').expect(403);
    await member.get('/declarations').expect(400);
    const seen = await stranger.get(
      '/adoption/explain?team=lanes&offering=queue',
    );
    expect(seen.body.declarations).toEqual({ items: [], hidden: true });
    expect(JSON.stringify(seen.body)).not.toContain('user:default/mock');
  });

  it('tells all a team said in one answer, to a provider only of its own offerings', async () => {
    const VIEWER = 'offering:default/viewer';
    const [queue] = await knex('organisation_offering').select();
    await knex('organisation_offering').insert({
      ...queue,
      telemetry: JSON.stringify(queue.telemetry),
      offering_ref: VIEWER,
      owner_ref: LEADS,
    });
    await knex('organisation_declaration').insert({
      team_ref: LANES,
      offering_ref: VIEWER,
      state: 'adopted',
      valid_from: '2024-01-01T00:00:00Z',
    });
    const member = await as(LANES);
    await member.put('/declarations', { ...pair, state: 'adopted' });
    const maps = await as(MAPS);
    await maps.put('/declarations', { ...pair, team: MAPS, state: 'adopted' });
    const toldTo = async (...groups: string[]) =>
      (
        await (await as(...groups)).get('/declarations?team=lanes').expect(200)
      ).body.items.map((said: { offering: string }) => said.offering);
    expect(await toldTo(LANES)).toEqual([QUEUE, VIEWER]);
    expect(await toldTo(PLATFORM)).toEqual([QUEUE]);
    const hidden = await starting({
      groups: [LANES],
      visibleOfferings: new Set([QUEUE]),
    });
    const seen = await hidden.get('/declarations?team=lanes').expect(200);
    expect(JSON.stringify(seen.body)).not.toContain(VIEWER);
  });

  it('lets the catalog file win, and says so', async () => {
    await knex('organisation_declaration').insert({
      team_ref: LANES,
      offering_ref: QUEUE,
      state: 'adopted',
      valid_from: '2024-01-01T00:00:00Z',
    });
    const member = await as(LANES);
    const said = await member.put('/declarations', {
      ...pair,
      state: 'declined',
      reason: 'too-slow',
    });
    expect(said.body).toMatchObject({ holds: 'adopted', holdsFrom: 'catalog' });
    expect(said.body.note).toContain('mli.internal/adopts');
    const rows = await member.get('/adoption?team=lanes&offering=queue');
    expect(rows.body.items[0]).toMatchObject({
      declared: 'adopted',
      evidence: { declaredBy: 'catalog', portalSays: 'declined' },
    });
  });

  it('leaves a team out of the denominator when the provider agrees that it is not relevant', async () => {
    const maps = { team: MAPS, offering: QUEUE };
    const member = await as(MAPS);
    await member
      .put('/declarations', {
        ...maps,
        state: 'declined',
        reason: 'not-relevant',
        text: 'no training here',
      })
      .expect(200);
    const eligible = async () => {
      const rows = await member.get('/adoption?team=maps&offering=queue');
      return rows.body.items[0];
    };
    expect(await eligible()).toMatchObject({
      eligible: true,
      notRelevant: 'claimed',
    });
    await member
      .put('/declarations/relevance', { ...maps, confirmed: true })
      .expect(403);
    const provider = await as(PLATFORM);
    const declines = await provider.get(
      '/declarations/declines?offering=queue',
    );
    expect(declines.body.items).toMatchObject([
      {
        reason: 'not-relevant',
        count: 1,
        declines: [{ team: MAPS, text: 'no training here' }],
      },
    ]);
    await member.get('/declarations/declines?offering=queue').expect(403);
    await provider
      .put('/declarations/relevance', { ...maps, confirmed: true })
      .expect(204);
    expect(await eligible()).toMatchObject({
      eligible: false,
      notRelevant: 'confirmed',
    });
    const funnel = await provider.get('/adoption/funnel?offering=queue');
    expect(funnel.body).toMatchObject({ notRelevant: 1, hiddenTeams: 1 });
    await provider
      .put('/declarations/relevance', { ...pair, confirmed: true })
      .expect(409);
  });

  it('refuses what is wrong with everything that is', async () => {
    const member = await as(LANES);
    const bad = async (body: object) =>
      (await member.put('/declarations', body).expect(400)).body.error.message;
    expect(await bad({ ...pair, state: 'declined' })).toMatch(/reason.*needed/);
    expect(await bad({ ...pair, state: 'declined', reason: 'other' })).toMatch(
      /text.*needed/,
    );
    expect(await bad({ ...pair, state: 'perhaps', x: 1 })).toMatch(/state.*x/);
    expect(await bad({ ...pair, team: 'user:jdoe', state: 'adopted' })).toMatch(
      /Group/,
    );
    await member
      .put('/declarations', { ...pair, team: 'nobody', state: 'adopted' })
      .expect(404);
    await member.get('/adoption/explain?team=lanes').expect(400);
    await member.get('/adoption/needs?person=jdoe').expect(400);
    await member
      .patch('/onboarding-requests/x', { state: 'helped', version: 1 })
      .expect(404);
  });

  it('carries a request from asked to adopted, between the team and the provider', async () => {
    const signs = { team: SIGNS, offering: QUEUE };
    const member = await as(SIGNS);
    const asked = await member.post('/onboarding-requests', {
      ...signs,
      goal: 'train at night',
      wantedOn: '2024-07-20',
    });
    expect(asked.status).toBe(201);
    expect(asked.body).toMatchObject({ state: 'asked', version: 1 });
    const rows = await member.get('/adoption?team=signs&offering=queue');
    expect(rows.body.items[0]).toMatchObject({
      declared: 'evaluating',
      status: 'planned',
    });
    await member
      .post('/onboarding-requests', { ...signs, goal: 'again' })
      .expect(409);
    const provider = await as(PLATFORM);
    const list = await provider.get('/onboarding-requests?mine=true');
    expect(list.body.items).toMatchObject([{ team: SIGNS, mayChange: true }]);
    const stranger = await as(MAPS);
    expect((await stranger.get('/onboarding-requests')).body.items).toEqual([]);
    const { id } = asked.body;
    const change = (body: object) =>
      provider.patch(`/onboarding-requests/${id}`, body);
    await change({ state: 'helped', version: 1 }).expect(200);
    await change({ state: 'first-success', version: 1 }).expect(409);
    await change({ state: 'stopped', version: 2 }).expect(400);
    await change({ state: 'adopted', version: 2 }).expect(200);
    await change({ state: 'helped', version: 3 }).expect(409);
    await stranger
      .patch(`/onboarding-requests/${id}`, { state: 'helped', version: 3 })
      .expect(404);
  });

  it('ranks who needs somebody, and does something about it', async () => {
    const provider = await as(PLATFORM);
    const needs = await provider.get('/adoption/needs?offering=queue');
    expect(
      needs.body.items.map(
        (need: { rank: number; kind: string; team: string }) =>
          `${need.rank} ${need.kind} ${need.team}`,
      ),
    ).toEqual([
      `1 lapsed ${MAPS}`,
      `2 seen-not-declared ${LANES}`,
      `3 like-adopters ${SIGNS}`,
    ]);
    expect(needs.body.items[2]).toMatchObject({
      action: 'invite',
      sentence:
        'Like lanes, which uses it, signs works in training; all are in autonomy.',
      likeness: { adopters: [LANES], stages: ['training'] },
    });
    const act = { team: MAPS, offering: QUEUE, kind: 'lapsed' };
    await provider.post('/adoption/needs/actions', act).expect(204);
    const after = await provider.get('/adoption/needs?offering=queue');
    expect(after.body.items[0]).toMatchObject({ doneAt: NOW.toISOString() });
    await provider
      .post('/adoption/needs/actions', { ...act, kind: 'declining' })
      .expect(409);
    await (await as(MAPS)).post('/adoption/needs/actions', act).expect(403);
  });

  it('explains a date, and voids it with a reason', async () => {
    await new AdoptionRecorder({ knex, peopleFloor: 5 }).run(NOW);
    const member = await as(LANES);
    const explain = async (team = 'lanes') =>
      (await member.get(`/adoption/explain?team=${team}&offering=queue`)).body;
    const found = await explain();
    expect(found.why).toBe(
      '6 May is the first day of the first 3 weeks in a row with enough use; decided on 30 June.',
    );
    expect(
      found.periods
        .filter((each: { counted: boolean }) => each.counted)
        .map((each: { from: string }) => each.from),
    ).toEqual(['2024-05-06', '2024-05-13', '2024-05-20']);
    expect(found.decisions).toMatchObject([
      { spell: 1, adoptionDate: '2024-05-06', ruleVersion: 1 },
    ]);
    await (
      await as(MAPS)
    )
      .post('/adoption/decisions/void', {
        ...pair,
        spell: 1,
        reason: 'why not',
      })
      .expect(403);
    await member
      .post('/adoption/decisions/void', {
        ...pair,
        spell: 1,
        reason: 'a load test',
      })
      .expect(204);
    const voided = await explain();
    expect(voided.why).toContain('a load test');
    expect(voided.row).not.toHaveProperty('adoptionDate');
    const hidden = await explain('tiny');
    expect(hidden).toMatchObject({
      decisions: [],
      periods: [],
      transitions: [],
      row: { observed: 'hidden' },
    });
    expect(JSON.stringify(hidden)).not.toMatch(/2024-0[56]/);
  });

  it('counts the funnel and the trend without teams that are hidden', async () => {
    await new AdoptionRecorder({ knex, peopleFloor: 5 }).run(NOW);
    const caller = await as(LANES);
    const funnel = (await caller.get('/adoption/funnel?offering=queue')).body;
    expect(
      Object.fromEntries(
        funnel.steps.map((each: { step: string; count: number }) => [
          each.step,
          each.count,
        ]),
      ),
    ).toEqual({ eligible: 3, planned: 2, trial: 2, adopted: 2, lapsed: 1 });
    expect(funnel).toMatchObject({ hiddenTeams: 1, triedAndLeft: 0 });
    const trend = (await caller.get('/adoption/trend?offering=queue')).body;
    expect(trend.weeks.at(-1)).toMatchObject({
      week: '2024-06-24',
      eligible: 4,
      inUse: 1,
      doesNotMatch: 1,
      notStarted: 1,
      cannotTell: 1,
    });
    const csv = await caller.get('/adoption/trend?offering=queue&format=csv');
    expect(csv.text.split('\r\n')[0]).toBe(
      'week,eligible,in_use,starting,does_not_match,declined,not_started,cannot_tell',
    );
  });
});
