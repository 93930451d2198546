import { createHash } from 'node:crypto';
import { MLFLOW_OUTCOMES, PulledRun } from '@mli/plugin-insights-common';
import { PullBatch, PullOptions } from '@mli/plugin-insights-node';
import { MlflowServer } from './config';
import { readFirstMetrics } from './firstMetrics';
import { compileGlob } from './glob';
import { MlflowClient, MlflowRefusedError } from './MlflowClient';
import { MlflowCursor } from './MlflowCursor';
import { MlflowRun, runIdOf } from './mlflowSchemas';
import { listExperiments, lookUpRuns, RunPage, searchRuns } from './searchRuns';
import { toPulledRun } from './toPulledRun';

export interface MlflowPullLimits {
  readonly pageSize: number;
  /** Servers limit how many experiments one search takes. */
  readonly experimentsPerSearch: number;
  readonly runsPerLookUp: number;
  readonly backOffMs?: number;
  readonly requestTimeoutMs?: number;
}

const DEFAULT_LIMITS: MlflowPullLimits = {
  pageSize: 200,
  experimentsPerSearch: 20,
  runsPerLookUp: 50,
};

const HOUR_MS = 3_600_000;
/** start_time is the clock of whoever starts a run, and a run is registered a little after it. */
const OVERLAP_MS = HOUR_MS;
/** Once in so long, runs are searched that were registered late, or changed after they had ended. */
const LOOK_BACK_EVERY_MS = 24 * HOUR_MS;
const LOOK_BACK_MS = 7 * 24 * HOUR_MS;

/**
 * One pull from a tracking server, in three steps: new experiments from their beginning, known ones from where they
 * were read, and then every open run that these did not meet, because a run closes long after it started.
 */
export class MlflowPull {
  readonly #server: MlflowServer;
  readonly #limits: MlflowPullLimits;
  readonly #client: MlflowClient;
  readonly #cursor: MlflowCursor;
  readonly #names = new Map<string, string>();
  readonly #met = new Set<string>();
  readonly #readNow = new Set<string>();
  #nowMs = Date.now();

  constructor(
    server: MlflowServer,
    { cursor, signal }: PullOptions,
    limits: Partial<MlflowPullLimits> = {},
  ) {
    this.#server = server;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#client = new MlflowClient({ ...server, ...limits, signal });
    this.#cursor = MlflowCursor.parse(cursor);
  }

  async *run(): AsyncGenerator<PullBatch> {
    await this.#listExperiments();
    yield* this.#readNewExperiments();
    yield* this.#readKnownExperiments();
    yield* this.#readOpenRuns();
    this.#cursor.forgetBefore(this.#nowMs - OVERLAP_MS);
    yield this.#batch([], `${this.#names.size} experiments, all read`);
  }

  async #listExperiments(): Promise<void> {
    const { experiments, serverMs } = await listExperiments(this.#client);
    // The server's clock, so that ours being ahead leaves nothing out.
    this.#nowMs = serverMs ?? Date.now();
    const glob = compileGlob(this.#server.experiments ?? '*');
    for (const { experiment_id: id, name } of experiments) {
      if (glob(name)) {
        this.#names.set(id, name);
      }
    }
  }

  async *#readNewExperiments(): AsyncGenerator<PullBatch> {
    const { first } = this.#cursor;
    if (first) {
      yield* this.#readFirst(
        first.ids.filter(id => this.#names.has(id)),
        first,
      );
    }
    const news = [...this.#names.keys()].filter(
      id => !this.#cursor.readUpTo.has(id),
    );
    for (const ids of chunksOf(news, this.#limits.experimentsPerSearch)) {
      yield* this.#readFirst(ids, {
        fromMs: this.#server.sinceMs,
        beganMs: this.#nowMs,
      });
    }
  }

  /** Remembers between pages how far it is: a first pull may take hours. */
  async *#readFirst(
    ids: string[],
    { fromMs, beganMs }: { fromMs: number; beganMs: number },
  ): AsyncGenerator<PullBatch> {
    const pages = this.#search(ids, fromMs, { isOnlyTime: true });
    for await (const { runs, completeBeforeMs } of pages) {
      const pulled = await this.#take(runs);
      this.#cursor.first = { ids, fromMs: completeBeforeMs, beganMs };
      yield this.#batch(
        pulled,
        `first reading, at ${new Date(completeBeforeMs).toISOString()}`,
      );
    }
    for (const id of ids) {
      this.#cursor.readUpTo.set(id, beganMs);
      if (beganMs === this.#nowMs) {
        this.#readNow.add(id);
      }
    }
    this.#cursor.first = undefined;
    yield this.#batch(
      [],
      `${this.#cursor.readUpTo.size} experiments read once`,
    );
  }

  async *#readKnownExperiments(): AsyncGenerator<PullBatch> {
    const { lookedBackMs } = this.#cursor;
    const looksBack =
      lookedBackMs > 0 && this.#nowMs - lookedBackMs >= LOOK_BACK_EVERY_MS;
    const known = [...this.#names.keys()]
      .filter(id => !this.#readNow.has(id))
      .map(id => ({ id, upTo: this.#cursor.readUpTo.get(id) ?? 0 }));
    for (const [upTo, members] of Map.groupBy(known, ({ upTo: ms }) => ms)) {
      const back = looksBack ? LOOK_BACK_MS : OVERLAP_MS;
      const fromMs = Math.max(this.#server.sinceMs, upTo - back, 0);
      const ids = members.map(({ id }) => id);
      for (const chunk of chunksOf(ids, this.#limits.experimentsPerSearch)) {
        for await (const { runs } of this.#search(chunk, fromMs)) {
          yield this.#batch(await this.#take(runs), 'reading what is new');
        }
        for (const id of chunk) {
          this.#cursor.readUpTo.set(id, this.#nowMs);
        }
      }
    }
    if (looksBack || lookedBackMs === 0) {
      this.#cursor.lookedBackMs = this.#nowMs;
    }
  }

  async *#readOpenRuns(): AsyncGenerator<PullBatch> {
    const open = [...this.#cursor.watched].filter(
      ([id, run]) =>
        run.isOpen && !this.#met.has(id) && this.#names.has(run.experimentId),
    );
    const byExperiment = open.sort(([, a], [, b]) =>
      a.experimentId < b.experimentId ? -1 : 1,
    );
    for (const some of chunksOf(byExperiment, this.#limits.runsPerLookUp)) {
      const experimentIds = [
        ...new Set(some.map(([, run]) => run.experimentId)),
      ];
      const { runs, gone } = await lookUpRuns(
        this.#client,
        experimentIds,
        some.map(([id]) => id),
      );
      for (const id of gone) {
        this.#cursor.watched.delete(id);
      }
      yield this.#batch(await this.#take(runs), 'looking at open runs');
    }
  }

  /** Halves the experiments where the server takes fewer in one search. */
  async *#search(
    experimentIds: readonly string[],
    fromMs: number,
    how: { isOnlyTime?: boolean } = {},
  ): AsyncGenerator<RunPage> {
    if (experimentIds.length === 0) {
      return;
    }
    const { pageSize } = this.#limits;
    let hasBegun = false;
    try {
      for await (const page of searchRuns(this.#client, {
        experimentIds,
        fromMs,
        pageSize,
        ...how,
      })) {
        hasBegun = true;
        yield page;
      }
    } catch (error) {
      const isTooMany =
        error instanceof MlflowRefusedError &&
        error.status === 400 &&
        experimentIds.length > 1 &&
        !hasBegun;
      if (!isTooMany) {
        throw error;
      }
      const half = Math.ceil(experimentIds.length / 2);
      // The second half has not begun while the first is read: the cursor stays at the beginning of both.
      for await (const { runs } of this.#search(
        experimentIds.slice(0, half),
        fromMs,
        how,
      )) {
        yield { runs, completeBeforeMs: fromMs };
      }
      for await (const { runs } of this.#search(
        experimentIds.slice(half),
        fromMs,
        how,
      )) {
        yield { runs, completeBeforeMs: fromMs };
      }
    }
  }

  /** The runs that say something they did not say before. */
  async #take(runs: readonly MlflowRun[]): Promise<PulledRun[]> {
    const changed = runs.filter(run => {
      const id = runIdOf(run);
      this.#met.add(id);
      return id !== '' && this.#cursor.watched.get(id)?.print !== printOf(run);
    });
    const firstMetrics = this.#server.firstMetric
      ? await readFirstMetrics(this.#client, changed, this.#nowMs)
      : new Map<string, number>();
    const pulled: PulledRun[] = [];
    for (const run of changed) {
      const id = runIdOf(run);
      const said = toPulledRun(run, {
        sourceName: this.#server.name,
        experiment: this.#names.get(run.info.experiment_id) ?? '',
        firstMetricMs: firstMetrics.get(id),
        nowMs: this.#nowMs,
      });
      if (said) {
        pulled.push(said);
      }
      this.#cursor.watched.set(id, {
        experimentId: run.info.experiment_id,
        print: printOf(run),
        isOpen: !MLFLOW_OUTCOMES[run.info.status ?? ''],
        startMs: run.info.start_time ?? 0,
      });
    }
    this.#cursor.forgetBefore(this.#nowMs - OVERLAP_MS);
    return pulled;
  }

  #batch(runs: readonly PulledRun[], note: string): PullBatch {
    return { runs, cursor: this.#cursor.toJson(), note };
  }
}

function printOf(run: MlflowRun): string {
  return createHash('sha256')
    .update(JSON.stringify(run))
    .digest('hex')
    .slice(0, 12);
}

function chunksOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
