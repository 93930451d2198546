import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { PullAnswer, PulledRun } from '@mli/plugin-insights-common';
import {
  insightsPullSourceExtensionPoint,
  PullSource,
} from '@mli/plugin-insights-node';
import request from 'supertest';
import {
  databases,
  producerToken,
  startInsights,
} from '../__testUtils__/startInsights';
import { DatabasePullStore, NO_PROGRESS } from './DatabasePullStore';
import { PullRunner } from './PullRunner';

jest.setTimeout(120_000);

const MANAGER = producerToken('external:manager');
const T0 = Date.UTC(2026, 0, 4);

function run(id: string, said: Partial<PulledRun> = {}): PulledRun {
  return {
    id,
    namespace: 'tracker',
    job: 'train',
    startedAt: new Date(T0).toISOString(),
    ...said,
  };
}

/** Hands out what it is told to; remembers with which cursor it was asked. */
class ScriptedSource implements PullSource {
  readonly name = 'tracker';
  readonly kind = 'mlflow' as const;
  readonly schedule = {
    frequency: { hours: 10 },
    timeout: { minutes: 1 },
    initialDelay: { hours: 10 },
  };
  readonly cursors: (JsonObject | undefined)[] = [];
  script: (cursor: JsonObject | undefined) => AsyncIterable<{
    runs: PulledRun[];
    cursor: JsonObject;
  }> = async function* nothing() {};

  pull({ cursor }: { cursor: JsonObject | undefined }) {
    this.cursors.push(cursor);
    return this.script(cursor);
  }
}

function moduleOf(source: PullSource) {
  return createBackendModule({
    pluginId: 'insights',
    moduleId: 'scripted',
    register(env) {
      env.registerInit({
        deps: {
          logger: coreServices.logger,
          sources: insightsPullSourceExtensionPoint,
        },
        async init({ sources }) {
          sources.addPullSource(source);
        },
      });
    },
  });
}

async function start(source: PullSource) {
  const knex = await databases.init('POSTGRES_18');
  const { server, backend } = await startInsights(knex, {
    modules: [moduleOf(source)],
  });
  const pull = async (name = 'tracker') =>
    await request(server)
      .post(`/api/insights/sources/${name}/pull`)
      .set('authorization', MANAGER);
  const runOf = async (id: string) =>
    (
      await request(server)
        .get(`/api/insights/runs?source=tracker&id=${id}`)
        .set('authorization', MANAGER)
    ).body.items[0];
  return { knex, server, backend, pull, runOf };
}

describe('sources that are pulled', () => {
  it('store runs of any age, know them again, and follow what changes', async () => {
    const source = new ScriptedSource();
    const { knex, server, backend, pull, runOf } = await start(source);
    source.script = async function* two() {
      yield {
        runs: [run('a'), run('b', { parentId: 'a' })],
        cursor: { at: 1 },
      };
      yield {
        runs: [
          run('c', {
            tags: [
              { key: 'SLURM_JOB_ID', value: '7' },
              { key: 'stage', value: 'training' },
            ],
          }),
          run('d', { endedAt: new Date(T0 - 1000).toISOString() }),
        ],
        cursor: { at: 2 },
      };
    };
    const first: PullAnswer = (await pull()).body;
    expect(first).toMatchObject({
      name: 'tracker',
      outcome: 'done',
      pull: {
        running: false,
        failures: 0,
        progress: { read: 4, accepted: 3, quarantined: 1 },
      },
    });
    expect(await runOf('c')).toMatchObject({
      stage: 'training',
      externalIds: ['slurm:7'],
    });

    source.script = async function* ended() {
      yield {
        runs: [
          run('a', {
            endedAt: new Date(T0 + 5000).toISOString(),
            outcome: 'succeeded',
          }),
          run('b', { parentId: 'a' }),
        ],
        cursor: { at: 3 },
      };
    };
    const second: PullAnswer = (await pull()).body;
    expect(second.pull.progress).toMatchObject({ accepted: 1, duplicate: 1 });
    expect(source.cursors).toEqual([undefined, { at: 2 }]);
    expect(await runOf('a')).toMatchObject({ outcome: 'succeeded', events: 2 });
    const counted = await knex('run').count();
    expect(Number(counted[0]?.count)).toBe(3);

    const listed = await request(server)
      .get('/api/insights/sources')
      .set('authorization', MANAGER);
    expect(
      listed.body.items.find(
        ({ name }: { name: string }) => name === 'tracker',
      ),
    ).toMatchObject({
      kind: 'mlflow',
      historical: false,
      subjects: [],
      pull: { failures: 0, progress: { accepted: 1 } },
    });
    await backend.stop();
  });

  it('keep what was stored before a failure, say it, and go on there', async () => {
    const source = new ScriptedSource();
    const { backend, pull, runOf } = await start(source);
    source.script = async function* broken() {
      yield { runs: [run('a')], cursor: { at: 1 } };
      throw new Error('runs/search answered 503.');
    };
    const failed = await pull();
    expect(failed.status).toBe(200);
    expect(failed.body).toMatchObject({
      outcome: 'failed',
      pull: { failures: 1, lastError: 'runs/search answered 503.' },
    });
    expect(failed.body.pull.nextTryAt).toBeDefined();
    expect(await runOf('a')).toBeDefined();
    source.script = async function* well() {
      yield { runs: [run('b')], cursor: { at: 2 } };
    };
    const well: PullAnswer = (await pull()).body;
    expect(source.cursors[1]).toEqual({ at: 1 });
    expect(well.pull.lastError).toBeUndefined();
    expect(well.pull.failures).toBe(0);
    await backend.stop();
  });

  it('are pulled by one at a time, and only by those allowed', async () => {
    const source = new ScriptedSource();
    const { server, backend, pull } = await start(source);
    let release = () => {};
    const held = new Promise<void>(resolve => {
      release = resolve;
    });
    source.script = async function* slow() {
      await held;
      yield { runs: [run('a')], cursor: { at: 1 } };
    };
    const slow = pull();
    while (source.cursors.length === 0) {
      await new Promise(resolve => setTimeout(resolve, 10));
    }
    const other = await pull();
    expect(other.status).toBe(202);
    expect(other.body).toMatchObject({
      outcome: 'running',
      pull: { running: true },
    });
    expect(source.cursors).toHaveLength(1);
    release();
    expect((await slow).body.outcome).toBe('done');

    expect((await pull('nobody')).status).toBe(404);
    const anonymous = await request(server)
      .post('/api/insights/sources/tracker/pull')
      .set('authorization', 'Bearer nonsense');
    expect(anonymous.status).toBe(401);
    await backend.stop();
  });

  it('leave no gap where a back end dies between COMMIT and cursor, and cannot be set back by one that was slow', async () => {
    const source = new ScriptedSource();
    const { knex, backend, pull } = await start(source);
    const [row] = await knex('source').where({ name: 'tracker' });
    const store = DatabasePullStore.create(knex);
    const dead = { sourceId: row.id, holder: 'dead' };
    expect(await store.begin(dead, { evenTooSoon: true })).toBeDefined();
    // Its lease runs out; another takes over.
    await knex('pull_source').update({ leased_until: new Date(0) });
    source.script = async function* well() {
      yield { runs: [run('a'), run('b')], cursor: { at: 5 } };
    };
    expect((await pull()).body.outcome).toBe('done');
    expect(
      await store.advance(dead, {
        cursor: { at: 1 },
        progress: NO_PROGRESS,
        unreadable: 1,
      }),
    ).toBe(false);
    await store.fail(dead, 'late');
    const [kept] = await knex('pull_source');
    expect(kept).toMatchObject({ cursor: { at: 5 }, error: null });
    await backend.stop();
  });

  it('count the rows that no run could be made of, pull by pull and day by day', async () => {
    const source = new ScriptedSource();
    const { knex, backend, pull } = await start(source);
    source.script = async function* torn() {
      yield { runs: [run('a')], cursor: { at: 1 }, unreadable: 2 };
      yield {
        runs: [],
        cursor: { at: 2 },
        unreadable: 1,
        note: 'jobs.txt: 3 rows',
      };
    };
    const answer: PullAnswer = (await pull()).body;
    expect(answer.pull.progress).toMatchObject({
      read: 4,
      accepted: 1,
      rejected: 3,
      note: 'jobs.txt: 3 rows',
    });
    expect(
      await knex('ingest_count')
        .where({ status: 'rejected' })
        .select('reason', 'count'),
    ).toEqual([{ reason: 'unreadable-row', count: '3' }]);
    await backend.stop();
  });

  it('wait after failures, longer each time, unless pulled by hand', async () => {
    const source = new ScriptedSource();
    const { knex, backend } = await start(source);
    source.script = async function* broken() {
      throw new Error('away');
    };
    const [row] = await knex('source').where({ name: 'tracker' });
    const runner = new PullRunner({
      store: DatabasePullStore.create(knex),
      // Nothing is ever handed over here.
      ingest: { ingest: async () => [] } as never,
      logger: mockServices.logger.mock(),
    });
    const from = { ...row, historical: false };
    const pull = async (evenTooSoon: boolean) =>
      await runner.run(from, source, {
        evenTooSoon,
        signal: new AbortController().signal,
      });
    const pause = async () => {
      const [{ next_try_at: at, failed_at: failed }] =
        await knex('pull_source');
      return Math.round((at.getTime() - failed.getTime()) / 1000);
    };
    expect(await pull(false)).toBe('failed');
    expect(await pause()).toBe(30);
    expect(await pull(false)).toBe('busy');
    expect(await pull(true)).toBe('failed');
    expect(await pause()).toBe(60);
    await backend.stop();
  });
});
