import { setImmediate } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import {
  compareDecisions,
  DecisionChange,
} from '../core/attribution/compareDecisions';
import { Attributor } from '../core/attribution/types';
import {
  AttributionStore,
  DecidedSubject,
  DecisionUpdate,
} from '../store/attribution/AttributionStore';

/** Subjects decided at once: their decisions must not hold up the event loop. */
const PAGE = 1_000;

const VALIDITY: Readonly<
  Record<DecisionChange, DecisionUpdate['validity'] | undefined>
> = {
  same: undefined,
  note: 'notes',
  extends: 'replaces',
  changes: 'follows',
};

export interface ReattributionOptions {
  readonly store: AttributionStore;
  readonly attributor: Attributor;
  readonly logger: LoggerService;
  /** Days were marked. */
  readonly onMarked: () => void;
}

/** Decides subjects again after the organisation changed, and writes what comes out differently. */
export class Reattribution {
  readonly #options: ReattributionOptions;

  constructor(options: ReattributionOptions) {
    this.#options = options;
  }

  /**
   * @param seenWithinSeconds - only subjects first seen that recently; undefined means all
   * @returns how many decisions were written
   */
  async run(
    at: Date,
    { seenWithinSeconds }: { seenWithinSeconds?: number } = {},
  ): Promise<number> {
    const { store, logger, onMarked } = this.#options;
    let written = 0;
    let after: string | undefined;
    do {
      const page = await store.readSubjects({
        after,
        seenWithinSeconds,
        limit: PAGE,
      });
      written += await store.apply(this.#updates(page.subjects, at));
      after = page.next;
      await setImmediate();
    } while (after !== undefined);
    if (written > 0) {
      logger.info('Runs were attributed anew after the catalog changed', {
        decisions: written,
      });
      onMarked();
    }
    return written;
  }

  #updates(subjects: readonly DecidedSubject[], at: Date): DecisionUpdate[] {
    const decisions = this.#options.attributor.decide(
      subjects.map(({ subject }) => subject),
      at,
    );
    return subjects.flatMap(({ id, decision: before, decidedAt }, index) => {
      const decision = decisions[index];
      const validity = decision && VALIDITY[compareDecisions(before, decision)];
      return decision && validity
        ? [{ subjectId: id, decidedAt, validity, decision }]
        : [];
    });
  }
}
