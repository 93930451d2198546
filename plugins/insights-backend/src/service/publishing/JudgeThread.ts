import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { JudgementInput } from '../../core/release/judgeMetric';
import { JudgedPublication } from './judgePublication';
import type { JudgeMessage } from './judgeWorker';

const PACKAGE = '@mli/plugin-insights-backend';
const WORKER = 'service/publishing/judgeWorker';
/** Nothing of the size this portal is made for takes as long. */
const LONGEST_MS = 5 * 60_000;
/** After so long without work the thread ends, and its memory is free. */
const IDLE_MS = 60_000;

/**
 * Judges in a thread of its own, one judgement after the other, so that requests are answered meanwhile.
 *
 * The thread holds nothing between judgements; one that failed or took too long is replaced by the next call.
 */
export class JudgeThread {
  #worker: Worker | undefined;
  #job: Job | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;

  /** @throws Error where the thread fails, or takes longer than five minutes */
  async judge(input: JudgementInput): Promise<JudgedPublication> {
    const mine = this.#last.then(async () => await this.#ask(input));
    // What failed for one caller is none of the next one's business.
    this.#last = mine.catch(() => undefined);
    return await mine;
  }

  async #ask(input: JudgementInput): Promise<JudgedPublication> {
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    const worker = this.#worker;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<JudgedPublication>((resolve, reject) => {
        this.#job = { resolve, reject };
        timer = setTimeout(
          () => this.#fail(new Error('The judgement took over five minutes.')),
          LONGEST_MS,
        );
        timer.unref();
        worker.ref();
        worker.postMessage(input);
      });
    } finally {
      clearTimeout(timer);
      this.#job = undefined;
      worker.unref();
      this.#idle = setTimeout(() => this.#end(), IDLE_MS);
      this.#idle.unref();
    }
  }

  #start(): Worker {
    const worker = startWorker();
    worker.on('message', (message: JudgeMessage) => {
      if ('judged' in message) this.#job?.resolve(message.judged);
      else this.#job?.reject(new Error(message.error));
    });
    worker.on('error', error => {
      if (this.#worker === worker) this.#fail(error);
    });
    worker.on('exit', code => {
      if (this.#worker === worker) {
        this.#fail(
          new Error(`The thread that judges ended with code ${code}.`),
        );
      }
    });
    return worker;
  }

  #fail(error: unknown): void {
    this.#end();
    this.#job?.reject(error);
  }

  #end(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    worker?.terminate().catch(() => undefined);
  }
}

interface Job {
  readonly resolve: (judged: JudgedPublication) => void;
  readonly reject: (error: unknown) => void;
}

function startWorker(): Worker {
  const source = resolvePackagePath(PACKAGE, `src/${WORKER}.ts`);
  const workerData = existsSync(source)
    ? {
        file: source,
        loader: require.resolve('@backstage/cli-node/config/nodeTransform.cjs'),
      }
    : { file: resolvePackagePath(PACKAGE, `dist/${WORKER}.cjs.js`) };
  // The transform of TypeScript is loaded first where the thread runs from sources.
  return new Worker(
    `const { workerData } = require('node:worker_threads');
     if (workerData.loader) require(workerData.loader);
     require(workerData.file);`,
    { eval: true, workerData, execArgv: [] },
  );
}
