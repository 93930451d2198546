import { TestDatabases } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { PLANTED_EFFECTS } from '@mli/demo-organisation';
import {
  registerStudySchema,
  StudyDetail,
  studyDetailSchema,
  StudySummary,
  studySummarySchema,
} from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import request from 'supertest';
import { insertDemonstration } from '../../__testUtils__/demonstrationRuns';
import { startStudies } from '../../__testUtils__/startStudies';
import { migrate } from '../../store/migrate';

// Half a year of runs is generated and several studies are computed in threads.
jest.setTimeout(240_000);

const NOW = new Date('2026-11-23T09:00:00Z');

/** Stages and owners of the offerings that decide what is co-adoption. */
const OFFERINGS: Record<string, { stages: string[]; claims?: object[] }> = {
  'elastic-queue': {
    stages: ['training'],
    claims: [{ stage: 'training', metric: 'queue_time' }],
  },
  'feature-cache': {
    stages: ['training'],
    claims: [{ stage: 'training', metric: 'run_time' }],
  },
  'eval-suite': {
    stages: ['evaluation'],
    claims: [{ stage: 'evaluation', metric: 'run_time' }],
  },
  'dataset-versions': { stages: ['data', 'training'] },
  'feature-store': { stages: ['features', 'training'] },
  'dev-pods': { stages: ['training', 'evaluation'] },
  'spot-pool': { stages: ['training', 'evaluation'] },
  'sweep-service': { stages: ['training'] },
  'model-ci': { stages: ['training', 'evaluation'] },
  trainer: {
    stages: ['training'],
    claims: [
      { stage: 'training', metric: 'failed_ratio' },
      { stage: 'training', metric: 'p99_of_nothing' },
    ],
  },
};

const DEPARTMENTS: Record<string, string[]> = {
  perception: [
    'lanes',
    'signs-and-lights',
    'camera-objects',
    'lidar-objects',
    'occupancy',
    'tracking',
    'radar-fusion',
    'backbones',
    'auto-labels',
  ],
  prediction: [
    'agent-forecasting',
    'pedestrian-intent',
    'interaction',
    'prediction-evaluation',
  ],
  planning: [
    'behavior-planning',
    'motion-planning',
    'planner-learning',
    'comfort',
    'parking',
  ],
  mapping: ['map-building', 'map-change', 'localization', 'road-semantics'],
  'simulation-products': [
    'scenario-mining',
    'traffic-agents',
    'sensor-simulation',
  ],
  cabin: ['cabin-vision', 'cabin-speech'],
};

const departmentOf = (team: string) =>
  Object.entries(DEPARTMENTS).find(([, teams]) => teams.includes(team))?.[0] ??
  'fleet-learning';

const entities: Entity[] = Object.entries(OFFERINGS).map(
  ([name, { stages, claims }]) => ({
    apiVersion: 'mli.internal/v1alpha1',
    kind: 'Offering',
    metadata: { name, namespace: 'default', title: name },
    spec: { stages, ...(claims && { improves: claims }) },
  }),
);

describe('studies', () => {
  const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
  let knex: Knex;

  beforeAll(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
    await insertDemonstration(knex, { departmentOf });
    await knex('organisation_offering').insert(
      Object.entries(OFFERINGS).map(([name, { stages }]) => ({
        offering_ref: `offering:default/${name}`,
        title: name,
        owner_ref: `group:default/owner-of-${name}`,
        stages,
        valid_from: 'epoch',
      })),
    );
  });

  beforeEach(async () => {
    await knex.raw(
      'truncate study_result, study_cell, study_version, study, rollout restart identity cascade',
    );
  });

  const start = async (
    options: Partial<Parameters<typeof startStudies>[0]> = {},
  ) => {
    const { server, computeDue } = await startStudies({
      knex,
      now: () => NOW,
      offerings: entities,
      ...options,
    });
    const get = async (path: string) =>
      await request(server).get(`/api/insights${path}`);
    const post = async (path: string, body: object) =>
      await request(server).post(`/api/insights${path}`).send(body);
    const register = async (body: object): Promise<StudySummary> => {
      const response = await post('/studies', body);
      expect([response.status, response.body.error?.message]).toEqual([
        201,
        undefined,
      ]);
      return studySummarySchema.parse(response.body);
    };
    const study = async (id: string): Promise<StudyDetail> =>
      studyDetailSchema.parse((await get(`/studies/${id}`)).body);
    return { server, get, post, register, study, computeDue };
  };

  it('finds the three planted effects within their intervals, through registration, thread and store', async () => {
    const { register, study, computeDue, get } = await start();
    const planted = PLANTED_EFFECTS.flatMap(
      ({ offering, stage, metrics, change }) =>
        metrics.map(outcome => ({ offering, stage, outcome, change })),
    );
    const ids: string[] = [];
    for (const { offering, stage, outcome } of planted) {
      const registered = await register({
        offering,
        stage,
        outcome,
        analysisDate: '2026-11-23',
      });
      expect(registered).toMatchObject({ state: 'queued', exploratory: true });
      ids.push(registered.id);
    }
    expect(await computeDue()).toBe(planted.length);
    for (const [k, { change }] of planted.entries()) {
      const { headline, answer, sentence, provenance } = await study(ids[k]!);
      const { lower = -Infinity, upper = Infinity } = headline!.effect;
      expect([sentence, lower < 100 * change && 100 * change < upper]).toEqual([
        sentence,
        true,
      ]);
      expect(answer!.eventStudy.length).toBeGreaterThan(0);
      expect(provenance!.inputsDigest).toMatch(/^[0-9a-f]{64}$/);
    }
    const queue = await study('elastic-queue.queue-time.training');
    expect(queue.answer!.spillOver).toContain('wait for the same machines');
    expect(queue.headline!.badge.shown).toBe(false);
    const { body } = await get('/studies/effects?offering=feature-cache');
    expect(body.items).toEqual([
      expect.objectContaining({
        study: 'feature-cache.run-time.training',
        headline: expect.objectContaining({ verdict: 'found' }),
      }),
    ]);
  });

  it('gives the same answer again, byte by byte', async () => {
    const { register, computeDue } = await start();
    const question = {
      offering: 'feature-cache',
      stage: 'training',
      outcome: 'run_time',
      analysisDate: '2026-11-23',
    };
    const once = async () => {
      await register(question);
      await computeDue();
      const [row] = await knex('study_result').select();
      await knex.raw(
        'truncate study_result, study_cell, study_version, study restart identity cascade',
      );
      return row;
    };
    expect(await once()).toEqual(await once());
  });

  it('answers nothing before the analysis date but counts, and everything after it', async () => {
    const { register, study, computeDue, get } = await start();
    const registered = await register({
      offering: 'feature-cache',
      stage: 'training',
      outcome: 'run_time',
    });
    // 26 weeks after the third adopter
    expect(registered).toMatchObject({
      state: 'interim',
      analysisDate: '2027-02-15',
      counts: { adopting: 12, tried: 2 },
    });
    expect(await computeDue()).toBe(0);
    const interim = await study(registered.id);
    expect(interim.sentence).toContain(
      '12 teams have adopted, 12 have not begun, 2 tried it. The answer comes on 15 Feb 2027',
    );
    expect(Object.keys(interim)).not.toEqual(
      expect.arrayContaining(['headline', 'answer']),
    );
    expect((await get('/studies/effects')).body).toEqual({ items: [] });

    const later = await start({ now: () => new Date('2027-02-15T00:00:00Z') });
    expect(await later.computeDue()).toBe(1);
    expect((await later.study(registered.id)).state).toBe('finished');
  });

  it('refuses in words where nothing can be told', async () => {
    const { register, study, computeDue } = await start();
    const few = await register({
      offering: 'sweep-service',
      outcome: 'run_time',
      stage: 'training',
      analysisDate: '2026-11-23',
    });
    await computeDue();
    expect((await study(few.id)).refusal).toMatchObject({
      reason: 'too-few-adopters',
    });
  });

  it('extends a study as a new version that says so, and keeps the old one', async () => {
    const { register, post, study, computeDue } = await start();
    const { id } = await register({
      offering: 'eval-suite',
      outcome: 'run_time',
      stage: 'evaluation',
      analysisDate: '2026-11-16',
    });
    const tooEarly = await post(`/studies/${id}/versions`, {
      analysisDate: '2027-03-01',
      reason: 'more teams adopt in winter',
    });
    expect(tooEarly.status).toBe(409);
    await computeDue();
    const back = await post(`/studies/${id}/versions`, {
      analysisDate: '2026-11-09',
      reason: 'more teams adopt in winter',
    });
    expect(back.status).toBe(400);
    const extended = await post(`/studies/${id}/versions`, {
      analysisDate: '2027-03-01',
      reason: 'more teams adopt in winter',
    });
    expect(extended.status).toBe(201);
    const now = await study(id);
    expect(now).toMatchObject({ version: 2, state: 'interim' });
    expect(now.versions).toMatchObject([
      { version: 1, state: 'finished' },
      { version: 2, state: 'interim', reason: 'more teams adopt in winter' },
    ]);
  });

  it('proposes the study of each claim that it can ask and nobody has registered', async () => {
    const { register, get } = await start();
    const proposals = async () =>
      (await get('/studies/proposals')).body.items.map(
        ({ offering, outcome }: StudySummary) =>
          `${offering.split('/')[1]} ${outcome}`,
      );
    expect(await proposals()).toEqual([
      'elastic-queue queue_time',
      'eval-suite run_time',
      'feature-cache run_time',
      // two adopters
      'trainer failed_ratio',
    ]);
    await register({
      offering: 'offering:feature-cache',
      outcome: 'run_time',
      stage: 'training',
    });
    expect(await proposals()).not.toContain('feature-cache run_time');
  });

  it('draws an order of adoption, stores it with its seed, and analyses it as drawn', async () => {
    const { post, get, register, study } = await start();
    const starts = [0, 2, 4, 6].map(weeks => ({
      monday: new Date(Date.UTC(2026, 11, 7) + weeks * 7 * 86_400_000)
        .toISOString()
        .slice(0, 10),
      places: 3,
    }));
    const begun = await post('/rollouts', {
      offering: 'scenario-bank-of-nobody',
      starts,
    });
    expect(begun.status).toBe(404);
    const past = await post('/rollouts', {
      offering: 'sweep-service',
      starts: [{ monday: '2026-11-17', places: 3 }],
    });
    expect(past.status).toBe(400);
    expect(past.body.error.message).toContain("'2026-11-17' is no Monday");
    const drawn = await post('/rollouts', {
      offering: 'sweep-service',
      starts,
      seed: 5,
    });
    expect(drawn.status).toBe(201);
    const again = await post('/rollouts', {
      offering: 'sweep-service',
      starts,
      seed: 5,
    });
    expect(again.body.assignments).toEqual(drawn.body.assignments);
    expect(
      drawn.body.assignments.filter((each: { monday?: string }) => each.monday),
    ).toHaveLength(12);
    expect((await get('/rollouts')).body.items).toHaveLength(2);
    const registered = await register({
      offering: 'sweep-service',
      outcome: 'run_time',
      stage: 'training',
      rollout: drawn.body.id,
    });
    expect(registered).toMatchObject({
      randomised: true,
      exploratory: false,
      // 26 weeks after the third start
      analysisDate: '2027-06-07',
    });
    const later = await start({ now: () => new Date('2027-06-07T00:00:00Z') });
    await later.computeDue();
    // Nothing has run since the demonstration ended, and the page says so in words.
    expect((await study(registered.id)).refusal?.reason).toBe('not-identified');
  });

  it('lets the provider and MLI leads register, and tells others who can', async () => {
    const question = {
      offering: 'elastic-queue',
      outcome: 'queue_time',
      stage: 'training',
    };
    const other = await start({ groups: ['group:default/lanes'] });
    const refused = await other.post('/studies', question);
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toContain('MLI bridging role can');
    const denied = await start({ mayRegister: false });
    expect((await denied.post('/studies', question)).status).toBe(403);
    const hidden = await start({ visibleOfferings: new Set() });
    expect((await hidden.post('/studies', question)).status).toBe(404);
    const provider = await start({
      groups: ['group:default/owner-of-elastic-queue'],
    });
    await provider.register(question);
    expect((await provider.post('/studies', question)).status).toBe(409);
    expect((await hidden.get('/studies')).body).toEqual({ items: [] });
    expect(
      (await hidden.get('/studies/elastic-queue.queue-time.training')).status,
    ).toBe(404);
    const unread = await start({ mayRead: false });
    expect((await unread.get('/studies')).status).toBe(403);
  });

  it('tells everything that is wrong with a registration at once', async () => {
    const { post } = await start();
    const wrong = await post('/studies', {
      offering: 'elastic-queue',
      outcome: 'queue_time',
      stage: 'cooking',
      teams: ['lanes', 'nobody'],
      analysisDate: '2026-01-01',
    });
    expect(wrong.status).toBe(400);
    expect(wrong.body.error.message).toMatch(
      /'stage' is 'cooking'.*nobody.*fewer than 12 weeks/,
    );
    const odd = await post('/studies', { offering: 7, outcome: 'happiness' });
    expect(odd.status).toBe(400);
    expect(registerStudySchema.safeParse(odd.request).success).toBe(false);
  });

  it('lets only cells leave that the mask shows, and counts the rest', async () => {
    const { register, computeDue, get } = await start();
    const { id } = await register({
      offering: 'feature-cache',
      outcome: 'run_time',
      stage: 'training',
      analysisDate: '2026-11-23',
    });
    await computeDue();
    const { text, status } = await get(`/studies/${id}/cells`);
    expect(status).toBe(200);
    const rows = text
      .trim()
      .split('\r\n')
      .slice(1)
      .map(line => line.split(','));
    // Nobody has published the mask, so that no single team is shown.
    expect(rows.every(([, , team]) => team === '')).toBe(true);
    expect(
      rows.every(([, part, , n]) => part === 'withheld' || Number(n) >= 3),
    ).toBe(true);
    expect(
      rows.filter(([, part]) => part === 'withheld').length,
    ).toBeGreaterThan(20);
  });
});
