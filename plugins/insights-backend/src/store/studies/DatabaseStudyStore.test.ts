import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { simulatedStudy } from '../../__testUtils__/simulatedStudy';
import { databases } from '../../__testUtils__/startInsights';
import { AnalysedStudy, analyseStudy } from '../../core/studies/analyseStudy';
import { migrate } from '../migrate';
import { DatabaseStudyStore } from './DatabaseStudyStore';
import { FinishedStudy, NewStudy } from './StudyStore';

jest.setTimeout(120_000);

const STUDY: NewStudy = {
  slug: 'x.run-time.training',
  offering: 'offering:default/x',
  outcome: 'run_time',
  stage: 'training',
  from: '2026-01-05',
  to: '2026-08-03',
  analysisDate: '2026-08-10',
  exploratory: false,
  registeredBy: 'user:default/a',
};

const NEVER_SILENT = new Date(0);
const TODAY = { today: '2026-11-23', owner: 'a', silentSince: NEVER_SILENT };

function finished(analysed: AnalysedStudy): FinishedStudy {
  return {
    counts: analysed.counts,
    teams: analysed.teams,
    cells: analysed.cells,
    ...(analysed.ok
      ? { result: analysed.result }
      : { refusal: analysed.refusal }),
    inputsDigest: Buffer.alloc(32, 1),
    seed: 7,
    library: 'test',
  };
}

describe('stored studies', () => {
  let knex: Knex;
  let store: DatabaseStudyStore;
  const analysed = analyseStudy(
    simulatedStudy(3, Math.log(0.75), { draws: 99 }),
  );

  beforeAll(async () => {
    knex = await databases.init('POSTGRES_18');
    await migrate(knex);
    store = DatabaseStudyStore.create(knex);
  });

  beforeEach(async () => {
    await knex.raw('truncate study, rollout cascade');
    await store.register(STUDY);
  });

  const claimed = async (options: Partial<typeof TODAY> = {}) =>
    await store.claimDue({ ...TODAY, ...options });

  const only = async () => {
    const [version] = await store.versions();
    if (!version) throw new Error('There is no study.');
    return version;
  };

  it('are taken once they are due, by one back end', async () => {
    expect(await claimed({ today: '2026-08-09' })).toBeUndefined();
    const both = await Promise.all([claimed(), claimed({ owner: 'b' })]);
    expect(both.filter(study => study !== undefined)).toHaveLength(1);
    expect((await only()).state).toBe('running');
  });

  it('are taken over from a back end that fell silent, and the answer of a straggler is dropped', async () => {
    const first = await claimed();
    const second = await claimed({
      owner: 'b',
      silentSince: new Date(Date.now() + 60_000),
    });
    expect(second).toMatchObject({ id: first!.id, version: 1 });
    await store.finish(second!, finished(analysed));
    const stored = await store.detail(first!.id, 1);
    await store.finish(first!, { ...finished(analysed), seed: 8 });
    await store.fail(first!, 'too late');
    expect(await store.detail(first!.id, 1)).toEqual(stored);
    expect(await only()).toMatchObject({ state: 'finished' });
    expect((await only()).failure).toBeUndefined();
  });

  it('say what is being computed, and that it was said', async () => {
    const study = await claimed();
    await store.progress(study!, { step: 'placebo', done: 5, of: 10 });
    expect((await only()).progress).toEqual({
      step: 'placebo',
      done: 5,
      of: 10,
    });
  });

  it('are tried again after a failure, and given up after some', async () => {
    const states: string[] = [];
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const study = await claimed();
      if (!study) break;
      await store.fail(study, 'The thread ended.');
      states.push((await only()).state);
    }
    expect(states.at(-1)).toBe('failed');
    expect(states.slice(0, -1)).not.toContain('failed');
    expect(await claimed()).toBeUndefined();
    expect((await only()).failure).toBe('The thread ended.');
  });

  it('are given up when they end one back end after the other', async () => {
    const soon = { silentSince: new Date(Date.now() + 60_000) };
    const owners: string[] = [];
    for (const owner of ['a', 'b', 'c', 'd', 'e']) {
      const study = await claimed({ owner, ...soon });
      if (!study) break;
      owners.push(owner);
      await store.progress(study, { step: 'placebo', done: 3, of: 7 });
    }
    expect(owners).toEqual(['a', 'b', 'c']);
    expect(await only()).toMatchObject({
      state: 'failed',
      failure: expect.stringContaining(
        'fell silent 3 times, the last time at the step "placebo"',
      ),
    });
    await store.extend((await only()).id, {
      analysisDate: STUDY.analysisDate,
      to: STUDY.to,
      exploratory: false,
      reason: 'More memory.',
      registeredBy: 'user:default/a',
    });
    expect(await claimed({ owner: 'f', ...soon })).toMatchObject({
      version: 2,
    });
  });

  it('keep an answer as it was written, cells included', async () => {
    const study = await claimed();
    await store.finish(study!, finished(analysed));
    const detail = await store.detail(study!.id, 1);
    if (!analysed.ok) throw new Error(analysed.refusal.sentence);
    expect(detail?.answer).toEqual(analysed.result.answer);
    expect(detail?.teams).toEqual(analysed.teams);
    expect(await store.cells(study!.id, 1)).toHaveLength(analysed.cells.length);
  });

  it('are one a question', async () => {
    await expect(store.register({ ...STUDY, slug: 'other' })).rejects.toThrow(
      'This question is registered already',
    );
  });

  it('go up and down with rows', async () => {
    const directory = resolvePackagePath(
      '@mli/plugin-insights-backend',
      'migrations',
    );
    const study = await claimed();
    await store.finish(study!, finished(analysed));
    await store.addRollout({
      offering: STUDY.offering,
      seed: 1,
      plan: {},
      createdBy: 'a',
    });
    const name = '20261124150000_studies.js';
    await knex.migrate.down({ directory, name });
    expect(await knex.schema.hasTable('study')).toBe(false);
    await knex.migrate.up({ directory, name });
    expect(await store.versions()).toEqual([]);
  });
});
