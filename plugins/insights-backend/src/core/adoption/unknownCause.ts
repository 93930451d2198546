import { addDays, Day, dayOf } from '../metrics/windows';
import { UnknownCause } from './types';

export interface SourceState {
  readonly name: string;
  readonly kind: string;
  readonly lastReceivedAt?: Date;
  /** Runs of the last 28 days, and how many of them belong to no team. */
  readonly runs: number;
  readonly unattributed: number;
}

const SILENT_AFTER_DAYS = 7;
/** Below 60 % attributed, too little is seen. */
const TOO_MUCH_UNATTRIBUTED = 0.4;

/**
 * Why use of an offering that was not seen may still have happened; undefined where it would have been seen.
 *
 * @param telemetry - the offering's matchers; each names a source or a kind of source
 */
export function unknownCause(
  telemetry: readonly Readonly<Record<string, unknown>>[],
  sources: readonly SourceState[],
  asOf: Day,
): UnknownCause | undefined {
  if (telemetry.length === 0) {
    return 'no-matcher';
  }
  const named = new Set(telemetry.map(matcher => matcher.source));
  const watched = sources.filter(
    ({ name, kind }) => named.has(name) || named.has(kind),
  );
  const silentBefore = addDays(asOf, -SILENT_AFTER_DAYS);
  const speaks = watched.some(
    ({ lastReceivedAt }) =>
      lastReceivedAt !== undefined && dayOf(lastReceivedAt) >= silentBefore,
  );
  if (!speaks) {
    return 'silent-source';
  }
  const runs = watched.reduce((sum, source) => sum + source.runs, 0);
  const unattributed = watched.reduce((sum, s) => sum + s.unattributed, 0);
  return unattributed > TOO_MUCH_UNATTRIBUTED * runs
    ? 'unattributed'
    : undefined;
}
