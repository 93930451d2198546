import { mockCredentials } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import request from 'supertest';
import { simulatedStudy } from '../__testUtils__/simulatedStudy';
import { databases } from '../__testUtils__/startInsights';
import {
  startStudies,
  StartStudiesOptions,
} from '../__testUtils__/startStudies';
import { analyseStudy } from '../core/studies/analyseStudy';
import { migrate } from '../store/migrate';
import { DatabaseStudyStore } from '../store/studies/DatabaseStudyStore';
import { NewStudy } from '../store/studies/StudyStore';

jest.setTimeout(120_000);

const NOW = new Date('2026-11-23T09:00:00Z');

const study = (name: string, over: Partial<NewStudy> = {}): NewStudy => ({
  slug: `${name}.run-time.training`,
  offering: `offering:default/${name}`,
  outcome: 'run_time',
  stage: 'training',
  from: '2026-01-05',
  to: '2026-08-03',
  analysisDate: '2026-08-10',
  exploratory: false,
  registeredBy: 'user:default/a',
  ...over,
});

const offering = (name: string) => ({
  apiVersion: 'mli.internal/v1alpha1',
  kind: 'Offering',
  metadata: { name, namespace: 'default', title: name },
  spec: { stages: ['training'] },
});

/** One of each state, so that everything that tells of studies can be asked about all of them. */
describe('what others learn of studies', () => {
  let knex: Knex;
  const answered = analyseStudy(
    simulatedStudy(3, Math.log(0.7), { draws: 199 }),
  );

  beforeAll(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
    await knex('organisation_offering').insert(
      ['faster', 'refused', 'waiting'].map(name => ({
        offering_ref: `offering:default/${name}`,
        title: name,
        stages: ['training'],
        telemetry: '[]',
        valid_from: '2024-01-01T00:00:00Z',
      })),
    );
    const store = DatabaseStudyStore.create(knex);
    const due = { today: '2026-11-23', owner: 'a', silentSince: new Date(0) };
    if (!answered.ok) throw new Error(answered.refusal.sentence);
    const written = {
      counts: answered.counts,
      teams: answered.teams,
      cells: answered.cells,
      inputsDigest: Buffer.alloc(32, 1),
      seed: 7,
      library: 'test',
    };
    await store.register(study('faster'));
    await store.finish((await store.claimDue(due))!, {
      ...written,
      result: answered.result,
    });
    await store.register(study('refused'));
    await store.finish((await store.claimDue(due))!, {
      ...written,
      refusal: {
        reason: 'co-adoption',
        sentence: 'Two things at once.',
        help: 'One at a time.',
      },
    });
    await store.register(study('broken'));
    for (;;) {
      const claimed = await store.claimDue(due);
      if (!claimed) break;
      await store.fail(claimed, 'The thread ended.');
    }
    await store.register(study('running'));
    const running = await store.claimDue(due);
    await store.progress(running!, { step: 'placebo', done: 5, of: 10 });
    await store.register(study('waiting', { analysisDate: '2027-03-01' }));
    await store.register(study('queued'));
  });

  const start = async (options: Partial<StartStudiesOptions> = {}) =>
    await startStudies({
      knex,
      now: () => NOW,
      offerings: ['faster', 'refused', 'broken', 'running', 'waiting'].map(
        offering,
      ),
      ...options,
    });

  it('is every state on its page, and an estimate only where there is an answer', async () => {
    const { server } = await start();
    const { body } = await request(server).get('/api/insights/studies');
    const states = new Map<string, unknown>();
    for (const { id, state, headline, sentence, progress } of body.items) {
      states.set(id.split('.')[0], state);
      expect(sentence.length).toBeGreaterThan(10);
      expect(headline !== undefined).toBe(state === 'finished');
      expect(progress !== undefined).toBe(state === 'running');
      const detail = await request(server).get(`/api/insights/studies/${id}`);
      expect(detail.status).toBe(200);
      expect(detail.body.answer !== undefined).toBe(state === 'finished');
    }
    expect(Object.fromEntries(states)).toEqual({
      faster: 'finished',
      refused: 'refused',
      broken: 'failed',
      running: 'running',
      waiting: 'interim',
      queued: 'queued',
    });
  });

  it('is a list for an assistant, of the offerings that the person sees', async () => {
    const { actions } = await start({
      visibleOfferings: new Set([
        'offering:default/faster',
        'offering:default/waiting',
      ]),
    });
    const { output } = await actions.invoke({
      id: 'test:list-studies',
      input: {},
      credentials: mockCredentials.user(),
    });
    expect(output).toEqual({
      items: [
        expect.objectContaining({
          study: 'faster.run-time.training',
          state: 'finished',
          sentence: expect.stringMatching(/% faster \(95 % interval/),
        }),
        expect.objectContaining({
          study: 'waiting.run-time.training',
          state: 'interim',
          sentence: expect.stringContaining('until then nothing is estimated'),
        }),
      ],
    });
  });

  it('is an effect for an assistant only where a study has an answer', async () => {
    const { actions } = await start();
    const effect = async (name: string) => {
      const { output } = await actions.invoke({
        id: 'test:get-effect',
        input: { offering: name },
        credentials: mockCredentials.user(),
      });
      return output;
    };
    expect(await effect('faster')).toEqual({
      items: [
        expect.objectContaining({
          study: 'faster.run-time.training',
          outcome: 'run_time',
          stage: 'training',
          exploratory: false,
          badge: expect.stringMatching(/^(Badge|No badge): /),
        }),
      ],
    });
    expect(await effect('waiting')).toEqual({ items: [] });
  });

  it('is nothing for whom may not read adoption', async () => {
    const { actions } = await start({ mayRead: false });
    await expect(
      actions.invoke({
        id: 'test:list-studies',
        input: {},
        credentials: mockCredentials.user(),
      }),
    ).rejects.toThrow();
  });

  it('is facts about offerings with an answer; of the others, that there is none yet', async () => {
    const { facts } = await start();
    const found = await facts.facts(
      {
        visibleUnits: 'all',
        visibleOfferings: 'all',
        speedIn: async () => {
          throw new Error('Effects are not about the speed of one team.');
        },
      },
      NOW,
    );
    const others = found.filter(
      ({ entity }) => entity !== 'offering:default/faster',
    );
    expect(others.length).toBeGreaterThan(0);
    for (const { id, value } of others) {
      expect([id, value]).toEqual(['insights.effect.studies_finished', 0]);
    }
    expect(
      Object.fromEntries(
        found
          .filter(({ entity }) => entity === 'offering:default/faster')
          .map(({ id, value }) => [id, value]),
      ),
    ).toEqual({
      'insights.effect.studies_finished': 1,
      'insights.effect.badges': expect.any(Number),
      'insights.effect.claims_contradicted': 0,
    });
    const version = await facts.version();
    expect(await facts.version()).toBe(version);
    expect(version).toContain('.1.');
  });
});
