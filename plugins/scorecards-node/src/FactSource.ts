import type { Entity } from '@backstage/catalog-model';
import type { FactSchema, FactValue } from '@mli/plugin-scorecards-common';

/** An entity facts can be about, with the fields the scorecards back end reads from the catalog. */
export interface FactSubject {
  /** Full, lower-case entity ref. */
  readonly ref: string;
  /** Lower case. */
  readonly kind: string;
  readonly entity: Entity;
}

/** One fact of one entity, as its source sees it now. Its type is that of the schema of the fact. */
export interface CollectedFact {
  /** Full, lower-case entity ref. */
  readonly entity: string;
  readonly fact: string;
  /**
   * `ok` has a value; `absent`: looked, and there is none; `no-data`: cannot tell, and `reason` says why.
   */
  readonly state: 'ok' | 'absent' | 'no-data';
  readonly value?: FactValue;
  readonly reason?: string;
  /** When it was true; left out: now, confirmed by each collection. */
  readonly observedAt?: Date;
  /** Not to be relied on from then on, such as what somebody has attested for a while. */
  readonly validUntil?: Date;
}

export interface CollectRequest {
  readonly subjects: readonly FactSubject[];
  /** What definitions ask for; a source of a family (`x.*`) collects these members of it only. */
  readonly factIds: ReadonlySet<string>;
  readonly signal?: AbortSignal;
}

/**
 * Where facts come from. `collect` answers the whole set at once, never entity by entity: what it leaves out is no
 * longer known. It throws when it cannot tell; then its facts stay as they were and grow stale.
 */
export interface FactSource {
  readonly id: string;
  readonly facts: readonly FactSchema[];
  collect(request: CollectRequest): Promise<readonly CollectedFact[]>;
}
