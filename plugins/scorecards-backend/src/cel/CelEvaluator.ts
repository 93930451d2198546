import { Worker } from 'node:worker_threads';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type {
  CelAnswer,
  CelCell,
  CelProgram,
} from '@mli/plugin-scorecards-common';

export interface CelBatch {
  readonly program: CelProgram;
  /** One row an entity, in the order of the inputs of the program. */
  readonly rows: readonly (readonly CelCell[])[];
  readonly now: Date;
}

export interface CelEvaluatorOptions {
  /** Longest that a slice of `SLICE` rows may take before the thread is ended. */
  readonly sliceMs?: number;
  /** Longest that one expression may take in one evaluation of all entities. */
  readonly expressionMs?: number;
}

const SLICE = 250;

/** A thread that is not used for so long ends, and starts again when it is needed. */
const IDLE_MS = 60_000;

const stopped = (ms: number): CelAnswer => ({
  error: `it was stopped, because evaluating it took longer than ${ms} ms`,
});

/**
 * Runs expressions in a thread of their own, one batch after the other. An expression that exceeds its time is stopped
 * together with the thread, and a new one starts; its remaining entities get an error, the other expressions nothing.
 */
export class CelEvaluator {
  readonly #sliceMs: number;
  readonly #expressionMs: number;
  #worker: Worker | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;

  constructor(options: CelEvaluatorOptions = {}) {
    this.#sliceMs = options.sliceMs ?? 1_000;
    this.#expressionMs = options.expressionMs ?? 3_000;
  }

  /** Answers each row. Never rejects because of an expression. */
  async evaluate(batch: CelBatch): Promise<CelAnswer[]> {
    const turn = this.#queue.then(() => this.#inSlices(batch));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async stop(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  async #inSlices({ program, rows, now }: CelBatch): Promise<CelAnswer[]> {
    const answers: CelAnswer[] = [];
    let leftMs = this.#expressionMs;
    for (let start = 0; start < rows.length; start += SLICE) {
      const slice = rows.slice(start, start + SLICE);
      const budgetMs = Math.min(this.#sliceMs, leftMs);
      const startedAt = performance.now();
      const found =
        budgetMs > 0
          ? await this.#ask({
              program,
              rows: slice,
              nowMs: now.getTime(),
              budgetMs,
            })
          : [];
      leftMs -= performance.now() - startedAt;
      answers.push(...found);
      if (found.length < slice.length) {
        const missing = rows.length - answers.length;
        answers.push(
          ...Array<CelAnswer>(missing).fill(
            stopped(Math.round(this.#expressionMs - Math.max(0, leftMs))),
          ),
        );
        break;
      }
    }
    this.#restLater();
    return answers;
  }

  /** Answers of one slice; none where the thread had to be ended. */
  async #ask(message: {
    program: CelProgram;
    rows: readonly (readonly CelCell[])[];
    nowMs: number;
    budgetMs: number;
  }): Promise<CelAnswer[]> {
    clearTimeout(this.#idle);
    const worker = this.#start();
    const settled = new AbortController();
    const answers = await new Promise<CelAnswer[] | undefined>(resolve => {
      const { signal } = settled;
      const onEnd = () => resolve(undefined);
      // the first message also waits for the thread to start
      const timer = setTimeout(onEnd, message.budgetMs * 2 + 500);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        worker.off('message', resolve);
        worker.off('error', onEnd);
        worker.off('exit', onEnd);
      });
      worker.on('message', resolve);
      worker.on('error', onEnd);
      worker.on('exit', onEnd);
      worker.postMessage(message);
    });
    settled.abort();
    if (!answers) {
      this.#worker = undefined;
      void worker.terminate();
    }
    return answers ?? [];
  }

  #start(): Worker {
    this.#worker ??= new Worker(
      resolvePackagePath(
        '@mli/plugin-scorecards-backend',
        'workers',
        'celWorker.js',
      ),
      // an expression may neither read the environment nor grow without end
      {
        env: {},
        execArgv: [],
        resourceLimits: { maxOldGenerationSizeMb: 128 },
      },
    );
    this.#worker.unref();
    return this.#worker;
  }

  #restLater(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.stop(), IDLE_MS);
    this.#idle.unref();
  }
}
