import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { PulledRun } from '@mli/plugin-insights-common';
import fc from 'fast-check';
import {
  KeptRun,
  Mischief,
  TrackingServer,
} from './__testUtils__/TrackingServer';
import { MlflowServer } from './config';
import { MlflowPull, MlflowPullLimits } from './MlflowPull';

const T0 = Date.UTC(2026, 4, 4);
const LIMITS: Partial<MlflowPullLimits> = {
  pageSize: 3,
  backOffMs: 1,
  requestTimeoutMs: 1_000,
};

let server: TrackingServer;
let config: MlflowServer;

beforeEach(async () => {
  server = new TrackingServer();
  server.experiments.set('1', 'lanes');
  config = {
    name: 'tracker',
    baseUrl: await server.start(),
    sinceMs: 0,
    historical: false,
    firstMetric: true,
    frequencySeconds: 300,
    timeoutSeconds: 1800,
    initialDelaySeconds: 0,
  };
});
afterEach(async () => await server.stop());

/** Keeps runs and cursor as the portal does: the cursor is that of the last batch that was stored. */
class Portal {
  readonly runs = new Map<string, PulledRun>();
  cursor: JsonObject | undefined;
  handedOver = 0;

  /** @param batches - after so many it is killed, before the cursor of the last is kept */
  async pull(batches = Infinity): Promise<void> {
    const pull = new MlflowPull(
      config,
      {
        cursor: this.cursor && JSON.parse(JSON.stringify(this.cursor)),
        signal: new AbortController().signal,
        logger: mockServices.logger.mock(),
      },
      LIMITS,
    );
    let stored = 0;
    for await (const batch of pull.run()) {
      for (const run of batch.runs) {
        this.runs.set(run.id, run);
        this.handedOver += 1;
      }
      stored += 1;
      if (stored > batches) return;
      this.cursor = batch.cursor;
    }
  }

  get ids(): string[] {
    return [...this.runs.keys()].sort();
  }
}

function ids(runs: readonly KeptRun[]): string[] {
  return runs.map(run => run.id).sort();
}

describe('MlflowPull', () => {
  it('reads all pages once, and then only what is new or changed', async () => {
    for (let i = 0; i < 10; i += 1) {
      server.add({ id: `r${i}`, start: T0 + i * 1000, end: T0 + i * 1000 + 5 });
    }
    server.add({ id: 'open', start: T0 + 50, status: 'RUNNING' });
    const portal = new Portal();
    await portal.pull();
    expect(portal.ids).toEqual(ids(server.runs));
    expect(portal.runs.get('open')).toMatchObject({
      startedAt: '2026-05-04T00:00:00.050Z',
      actor: 'fallback',
      experiment: 'lanes',
    });
    expect(portal.runs.get('open')?.endedAt).toBeUndefined();

    await portal.pull();
    expect(portal.handedOver).toBe(11);

    // It started long before anything the next search looks at.
    const open = server.runs.find(run => run.id === 'open');
    Object.assign(open ?? {}, { status: 'FAILED', end: T0 + 99_000 });
    server.add({ id: 'fresh', start: Date.now(), status: 'RUNNING' });
    await portal.pull();
    expect(portal.handedOver).toBe(13);
    expect(portal.runs.get('open')).toMatchObject({
      outcome: 'failed',
      cause: 'unknown',
      endedAt: '2026-05-04T00:01:39.000Z',
    });
    await portal.pull();
    expect(portal.handedOver).toBe(13);
  });

  it('looks open runs up one by one where the server cannot search by ids, and forgets those that are gone', async () => {
    server.knowsIdSearch = false;
    server.add({ id: 'a', start: T0, status: 'RUNNING' });
    server.add({ id: 'b', start: T0 + 1, status: 'RUNNING' });
    const portal = new Portal();
    await portal.pull();
    server.runs.shift();
    Object.assign(server.runs[0] ?? {}, { status: 'KILLED', end: T0 + 2 });
    await portal.pull();
    expect(portal.runs.get('b')?.outcome).toBe('cancelled');
    server.requests.length = 0;
    await portal.pull();
    expect(server.requests.map(({ path }) => path)).not.toContain('runs/get');
  });

  it('finds experiments that come later, and runs of before in them', async () => {
    server.add({ id: 'a', start: T0 });
    const portal = new Portal();
    await portal.pull();
    server.experiments.set('2', 'signs');
    server.add({ id: 'old', experiment: '2', start: T0 - 9e9 });
    await portal.pull();
    expect(portal.ids).toEqual(['a', 'old']);
  });

  it('asks for fewer experiments where the server takes fewer', async () => {
    server.mostExperiments = 2;
    for (let i = 1; i <= 9; i += 1) {
      server.experiments.set(String(i), `e${i}`);
      server.add({ id: `r${i}`, experiment: String(i), start: T0 + i });
    }
    const portal = new Portal();
    await portal.pull();
    expect(portal.ids).toEqual(ids(server.runs));
  });

  it('reads a page whose runs all started in one millisecond', async () => {
    for (let i = 0; i < 11; i += 1) server.add({ id: `r${i}`, start: T0 });
    server.add({ id: 'after', start: T0 + 1 });
    const portal = new Portal();
    await portal.pull();
    expect(portal.ids).toEqual(ids(server.runs));
  });

  it.each<Mischief>([
    'error',
    'hang-up',
    'truncated',
    'silence',
    'page',
    'same-page',
    'no-token',
    'half-a-page',
    'nothing',
  ])('meets %s with another try', async kind => {
    for (let i = 0; i < 8; i += 1) server.add({ id: `r${i}`, start: T0 + i });
    let searches = 0;
    server.mischief = path => {
      searches += Number(path === 'runs/search');
      return path === 'runs/search' && searches === 2 ? kind : undefined;
    };
    const portal = new Portal();
    await portal.pull();
    expect(portal.ids).toEqual(ids(server.runs));
  });

  it('does not take an empty answer for an empty history', async () => {
    server.add({ id: 'a', start: T0 });
    let searches = 0;
    server.mischief = path => {
      searches += Number(path === 'runs/search');
      return path === 'runs/search' && searches === 1 ? 'nothing' : undefined;
    };
    const portal = new Portal();
    await portal.pull();
    expect(portal.ids).toEqual(['a']);
  });

  it.each<Mischief>(['error', 'truncated', 'same-page'])(
    'gives up on %s without end, leaves no gap, and goes on later',
    async kind => {
      for (let i = 0; i < 8; i += 1) server.add({ id: `r${i}`, start: T0 + i });
      let searches = 0;
      server.mischief = path => {
        searches += Number(path === 'runs/search');
        return path === 'runs/search' && searches >= 2 ? kind : undefined;
      };
      const portal = new Portal();
      await expect(portal.pull()).rejects.toThrow('runs/search');
      expect(portal.ids).toEqual(['r0', 'r1', 'r2']);
      expect(searches).toBe(6);
      server.mischief = () => undefined;
      await portal.pull();
      expect(portal.ids).toEqual(ids(server.runs));
    },
  );

  it('sends credentials, and says where to look when they are refused', async () => {
    server.authorization = 'Bearer right';
    server.add({ id: 'a', start: T0 });
    config = { ...config, authorization: 'Bearer wrong' };
    await expect(new Portal().pull()).rejects.toThrow(
      'answered 401: the server does not accept the credentials',
    );
    config = { ...config, authorization: 'Bearer right' };
    const portal = new Portal();
    await portal.pull();
    expect(portal.ids).toEqual(['a']);
  });

  it('never leaves a gap and ends, whatever goes wrong and whenever it is killed', async () => {
    const kinds = [
      undefined,
      'error',
      'hang-up',
      'truncated',
      'page',
      'same-page',
      'no-token',
    ] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 6 }), {
          minLength: 1,
          maxLength: 25,
        }),
        fc.array(fc.constantFrom(...kinds), { maxLength: 40 }),
        fc.array(fc.nat({ max: 6 }), { maxLength: 4 }),
        async (starts, wrongs, kills) => {
          server.runs.length = 0;
          for (const [index, start] of starts.entries()) {
            server.add({
              id: `r${index}`,
              start: T0 + start,
              ...(index % 3 === 0
                ? { status: 'RUNNING' }
                : { end: T0 + start + 1 }),
            });
          }
          const waiting = [...wrongs];
          server.mischief = () => waiting.shift();
          const portal = new Portal();
          for (const after of kills) {
            await portal.pull(after).catch(() => undefined);
          }
          for (const run of server.runs) {
            Object.assign(run, { status: 'FINISHED', end: T0 + 100 });
          }
          waiting.length = 0;
          await portal.pull();
          expect(portal.ids).toEqual(ids(server.runs));
          const open = [...portal.runs.values()].filter(
            run => run.outcome === undefined,
          );
          expect(open).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);
});
