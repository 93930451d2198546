import { SourceState } from '@mli/plugin-insights-common';

export interface HeardHours {
  readonly historical: boolean;
  /** When the last item came; undefined where none ever did. */
  readonly lastReceivedAt?: Date;
  /** The hours in which something came, of the last `RHYTHM_DAYS`, as their beginnings, in order. */
  readonly hours: readonly Date[];
}

export interface Silence {
  readonly usualPauseHours: number;
  readonly silentAfterHours: number;
  readonly expectedBy: Date;
}

/** From how much past a rhythm is learnt: four weekends are in it. */
export const RHYTHM_DAYS = 28;

const HOUR_MS = 3_600_000;
/** What came that often is a habit, not an outage. */
const HABIT = 3;
/** Fewer pauses say nothing about habits. */
const FEWEST_PAUSES = 5;
const TOLERANCE = 1.5;
const SHORTEST_SILENCE_HOURS = 2;

/**
 * Whether a source has been quiet for longer than it ever usually is.
 *
 * The usual pause is the longest one that came at least three times in four weeks: a source that rests at weekends
 * has its weekend, one that was broken once does not have its outage. Half as much again is silence.
 */
export function judgeSilence(
  heard: HeardHours,
  now: Date,
): { state: SourceState; silence?: Silence } {
  if (!heard.lastReceivedAt) {
    return { state: 'never' };
  }
  if (heard.historical) {
    return { state: 'history' };
  }
  const pauses = pausesOf(heard.hours);
  const usual = pauses[HABIT - 1];
  if (pauses.length < FEWEST_PAUSES || usual === undefined) {
    return { state: 'learning' };
  }
  const usualPauseHours = usual;
  const silentAfterHours = Math.max(
    SHORTEST_SILENCE_HOURS,
    usualPauseHours * TOLERANCE,
  );
  const expectedBy = new Date(
    heard.lastReceivedAt.getTime() + silentAfterHours * HOUR_MS,
  );
  return {
    state: now > expectedBy ? 'silent' : 'active',
    silence: { usualPauseHours, silentAfterHours, expectedBy },
  };
}

/** Hours from one hour with events to the next, longest first; an hour that follows at once is a pause of one. */
function pausesOf(hours: readonly Date[]): number[] {
  const pauses: number[] = [];
  for (let index = 1; index < hours.length; index += 1) {
    const [before, after] = [hours[index - 1], hours[index]];
    if (before && after) {
      pauses.push(Math.round((after.getTime() - before.getTime()) / HOUR_MS));
    }
  }
  return pauses.sort((a, b) => b - a);
}
