import { NotFoundError } from '@backstage/errors';
import { SchedulerService } from '@backstage/backend-plugin-api';
import { PullAnswer, PullState } from '@mli/plugin-insights-common';
import { PullSource } from '@mli/plugin-insights-node';
import { Source } from '../store/DatabaseSourceStore';
import { DatabasePullStore, NO_PROGRESS } from './DatabasePullStore';
import { PullOutcome, PullRunner } from './PullRunner';

interface Registered {
  readonly source: Source;
  readonly pull: PullSource;
}

export interface PullSourcesOptions {
  readonly store: DatabasePullStore;
  readonly runner: PullRunner;
  readonly scheduler: SchedulerService;
}

/** How long a pull by hand is waited for before the answer says that it goes on. */
const PATIENCE_MS = 10_000;

/** The sources that modules added: their schedules, pulls by hand, and states. */
export class PullSources {
  readonly #options: PullSourcesOptions;
  readonly #registered: ReadonlyMap<string, Registered>;
  readonly #stopped = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(
    options: PullSourcesOptions,
    registered: ReadonlyMap<string, Registered>,
  ) {
    this.#options = options;
    this.#registered = registered;
  }

  has(name: string): boolean {
    return this.#registered.has(name);
  }

  async schedule(): Promise<void> {
    for (const [name, { pull }] of this.#registered) {
      await this.#options.scheduler.scheduleTask({
        ...pull.schedule,
        id: `insights-pull-${name}`,
        scope: 'global',
        fn: async signal => {
          await this.#run(name, { evenTooSoon: false, signal });
        },
      });
    }
  }

  /** @throws NotFoundError where nothing of that name is pulled */
  async pullNow(name: string): Promise<PullAnswer> {
    const { signal } = this.#stopped;
    const pulled = this.#run(name, { evenTooSoon: true, signal });
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<'busy'>(resolve => {
      timer = setTimeout(() => resolve('busy'), PATIENCE_MS);
    });
    const outcome = await Promise.race([pulled, patience]);
    clearTimeout(timer);
    // A pull that outlives the answer tells of its failure in the state of the source.
    pulled.catch(() => undefined);
    const states = await this.states();
    const pull = states.get(name) ?? {
      running: false,
      failures: 0,
      progress: NO_PROGRESS,
    };
    return {
      name,
      outcome: outcome === 'done' || outcome === 'failed' ? outcome : 'running',
      pull,
    };
  }

  /** Of the sources that are still pulled. */
  async states(): Promise<Map<string, PullState>> {
    if (this.#registered.size === 0) {
      return new Map();
    }
    const states = await this.#options.store.states();
    return new Map([...states].filter(([name]) => this.has(name)));
  }

  /** Interrupts what is under way; cursors stay where the last stored batch left them. */
  async stop(): Promise<void> {
    this.#stopped.abort(new Error('The portal is shutting down.'));
    await Promise.allSettled(this.#underWay);
  }

  async #run(
    name: string,
    { evenTooSoon, signal }: { evenTooSoon: boolean; signal: AbortSignal },
  ): Promise<PullOutcome> {
    const registered = this.#registered.get(name);
    if (!registered) {
      throw new NotFoundError(
        `Nothing is pulled from a source named '${name}'. Sources that are: ${[...this.#registered.keys()].join(', ') || 'none'}.`,
      );
    }
    const run = this.#options.runner.run(registered.source, registered.pull, {
      evenTooSoon,
      signal: AbortSignal.any([signal, this.#stopped.signal]),
    });
    this.#underWay.add(run);
    try {
      return await run;
    } finally {
      this.#underWay.delete(run);
    }
  }
}
