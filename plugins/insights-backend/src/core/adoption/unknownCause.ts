import { addDays, dayOf } from '../metrics/windows';
import { judgeSilence, RHYTHM_DAYS } from '../sources/silence';
import { UnknownCause } from './types';

export interface SourceState {
  readonly name: string;
  readonly kind: string;
  readonly historical: boolean;
  readonly lastReceivedAt?: Date;
  /** Beginnings of the hours in which something came, of `HEARD_DAYS`, in order. */
  readonly hours: readonly Date[];
  /** Runs of the last 28 days, and how many of them belong to no team. */
  readonly runs: number;
  readonly unattributed: number;
}

/** So far back it is looked when something was heard: the rhythm of four weeks, and four weeks without it. */
export const HEARD_DAYS = 2 * RHYTHM_DAYS;

/** Of a source whose rhythm is not known. */
const SILENT_AFTER_DAYS = 7;
/** A habit shows three times: three weekends have to be in it. */
const RHYTHM_KNOWN_AFTER_DAYS = 21;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Below 60 % attributed, too little is seen. */
const TOO_MUCH_UNATTRIBUTED = 0.4;

type Telemetry = readonly Readonly<Record<string, unknown>>[];

/**
 * Why use of an offering that was not seen may still have happened; undefined where it would have been seen.
 *
 * @param telemetry - the offering's matchers; each names a source or a kind of source
 */
export function unknownCause(
  telemetry: Telemetry,
  sources: readonly SourceState[],
  at: Date,
): UnknownCause | undefined {
  if (telemetry.length === 0) {
    return 'no-matcher';
  }
  const watched = watchedBy(telemetry, sources);
  if (!watched.some(source => source.lastReceivedAt && !isSilent(source, at))) {
    return 'silent-source';
  }
  const runs = watched.reduce((sum, source) => sum + source.runs, 0);
  const unattributed = watched.reduce((sum, s) => sum + s.unattributed, 0);
  return unattributed > TOO_MUCH_UNATTRIBUTED * runs
    ? 'unattributed'
    : undefined;
}

/** Whether any live source an offering is seen by stopped, whatever the others say: its teams then only look gone. */
export function hasSilentSource(
  telemetry: Telemetry,
  sources: readonly SourceState[],
  at: Date,
): boolean {
  return watchedBy(telemetry, sources).some(
    source =>
      !source.historical && source.hours.length > 0 && isSilent(source, at),
  );
}

function watchedBy(
  telemetry: Telemetry,
  sources: readonly SourceState[],
): SourceState[] {
  const named = new Set(telemetry.map(matcher => matcher.source));
  return sources.filter(({ name, kind }) => named.has(name) || named.has(kind));
}

/**
 * Silent by its own rhythm (`judgeSilence`), as it was until it was last heard; but not for less than a day, since
 * adoption is told by days. A source whose rhythm is not known, or that is a history, after seven days.
 */
function isSilent(source: SourceState, at: Date): boolean {
  const { lastReceivedAt: last } = source;
  if (!last) {
    return false;
  }
  const hours = source.hours.filter(
    hour => hour.getTime() > last.getTime() - RHYTHM_DAYS * DAY_MS,
  );
  const [first] = hours;
  const { silence } = judgeSilence({ ...source, hours }, at);
  const isKnown =
    first &&
    last.getTime() - first.getTime() >= RHYTHM_KNOWN_AFTER_DAYS * DAY_MS;
  return silence && isKnown
    ? at.getTime() - last.getTime() >
        Math.max(DAY_MS, silence.silentAfterHours * HOUR_MS)
    : dayOf(last) < addDays(dayOf(at), -SILENT_AFTER_DAYS);
}
