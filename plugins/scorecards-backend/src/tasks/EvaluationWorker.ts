import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { CollectionService } from '../service/CollectionService';
import type {
  ChangedFacts,
  EvaluationService,
  EvaluationSummary,
} from '../service/EvaluationService';

export interface EvaluationWorkerOptions {
  readonly collection: Pick<CollectionService, 'collect'>;
  readonly evaluation: Pick<EvaluationService, 'evaluate' | 'evaluateChanged'>;
  readonly logger: LoggerService;
  /** Results have changed. */
  readonly onEvaluated?: (summary: EvaluationSummary) => void;
}

/** Pokes that come this close together are one evaluation. */
const GATHER_MS = 50;

/**
 * Runs full passes when the schedule says so, and evaluates single entities when they are poked. A poke that is lost
 * with the process is made up for by the next pass.
 */
export class EvaluationWorker {
  readonly #options: EvaluationWorkerOptions;
  #poked = new Map<string, ReadonlySet<string> | undefined>();
  #working: Promise<void> | undefined;
  #stopped = false;

  constructor(options: EvaluationWorkerOptions) {
    this.#options = options;
  }

  /** Reads everything anew and evaluates all. What cannot be read is evaluated as it was known. */
  async pass(signal?: AbortSignal): Promise<void> {
    const { collection, evaluation, logger } = this.#options;
    const startedAt = performance.now();
    try {
      await collection.collect(signal);
    } catch (error) {
      logger.warn(
        'Definitions, entities and facts could not be read; what is stored is evaluated, and the next pass tries again',
        { error: stringifyError(error) },
      );
    }
    if (signal?.aborted) {
      return;
    }
    const summary = await evaluation.evaluate();
    this.#options.onEvaluated?.(summary);
    const durationMs = Math.round(performance.now() - startedAt);
    logger.debug('All scorecards were evaluated', { ...summary, durationMs });
  }

  /** These facts have changed: the results that rest on them follow soon. */
  poke(changed: ChangedFacts): void {
    for (const [entity, facts] of changed) {
      const before = this.#poked.has(entity)
        ? this.#poked.get(entity)
        : new Set<string>();
      this.#poked.set(
        entity,
        before && facts && new Set([...before, ...facts]),
      );
    }
    if (this.#poked.size > 0 && !this.#working && !this.#stopped) {
      this.#working = this.#work().finally(() => {
        this.#working = undefined;
        this.poke(new Map());
      });
    }
  }

  /** Waits until nothing is poked and nothing runs. */
  async settled(): Promise<void> {
    while (this.#working) {
      await this.#working;
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.settled();
  }

  async #work(): Promise<void> {
    await new Promise(resolve => {
      setTimeout(resolve, GATHER_MS);
    });
    const changed = this.#poked;
    this.#poked = new Map();
    try {
      const summary = await this.#options.evaluation.evaluateChanged(changed);
      this.#options.onEvaluated?.(summary);
    } catch (error) {
      this.#options.logger.warn(
        'Changed facts could not be evaluated; the next pass does it',
        { entities: changed.size, error: stringifyError(error) },
      );
    }
  }
}
