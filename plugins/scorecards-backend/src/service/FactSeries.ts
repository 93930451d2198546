import type { FactPushResult } from '@mli/plugin-scorecards-common';
import { fingerprintOf, type Observation } from '../store/factRow';
import { factKey, type FactWrite, type KnownFact } from '../store/FactStore';

interface Verdict {
  readonly status: FactPushResult['status'];
  readonly reason?: string;
  /** Newer than what is known, if only by its time. */
  readonly newest: boolean;
}

function compare(
  observation: Observation,
  known: Pick<KnownFact, 'fingerprint' | 'observedAt'> | undefined,
): Verdict {
  if (!known) {
    return { status: 'accepted', newest: true };
  }
  const newest = observation.observedAt > known.observedAt;
  if (known.fingerprint === fingerprintOf(observation)) {
    return { status: 'unchanged', newest };
  }
  if (newest) {
    return { status: 'accepted', newest };
  }
  return observation.observedAt < known.observedAt
    ? {
        status: 'superseded',
        reason: `a newer value of ${known.observedAt.toISOString()} stands`,
        newest,
      }
    : {
        status: 'rejected',
        reason:
          'another value is known for the same moment; send it with a later observedAt',
        newest,
      };
}

/** Follows each fact through the items of a request, in their order. */
export class FactSeries implements FactWrite {
  readonly changes: Observation[] = [];
  readonly #latest = new Map<string, Observation>();
  #known = new Map<string, Pick<KnownFact, 'fingerprint' | 'observedAt'>>();

  get latest(): Observation[] {
    return [...this.#latest.values()];
  }

  start(known: ReadonlyMap<string, KnownFact>): void {
    this.#known = new Map(known);
  }

  take(observation: Observation): Pick<FactPushResult, 'status' | 'reason'> {
    const key = factKey(observation.entity, observation.fact);
    const verdict = compare(observation, this.#known.get(key));
    if (verdict.status === 'accepted' || verdict.status === 'superseded') {
      this.changes.push(observation);
    }
    if (verdict.newest) {
      this.#latest.set(key, observation);
      this.#known.set(key, {
        fingerprint: fingerprintOf(observation),
        observedAt: observation.observedAt,
      });
    }
    return { status: verdict.status, reason: verdict.reason };
  }
}
