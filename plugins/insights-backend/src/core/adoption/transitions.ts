import {
  AdoptionStatus,
  DeclaredState,
  ObservedState,
} from '@mli/plugin-insights-common';
import { Day } from '../metrics/windows';

/** Where a pair stands on a day, as far as changes of it are recorded. */
export interface Standing {
  readonly day: Day;
  readonly observed: ObservedState;
  readonly declared: DeclaredState;
  readonly status: AdoptionStatus;
}

export interface Transition extends Standing {
  readonly from?: Omit<Standing, 'day'>;
}

export interface RecordedTransition extends Transition {
  readonly id: string;
}

/**
 * The changes in a series of days.
 *
 * @param before - where the pair stood on the day before the first one; undefined where nothing is known of it
 */
export function transitionsIn(
  series: readonly Standing[],
  before: Standing | undefined,
): Transition[] {
  const found: Transition[] = [];
  let last = before;
  for (const standing of series) {
    if (!last || !isSame(last, standing)) {
      found.push({
        ...standing,
        ...(last
          ? {
              from: {
                observed: last.observed,
                declared: last.declared,
                status: last.status,
              },
            }
          : {}),
      });
    }
    last = standing;
  }
  return found;
}

/** What to add to an append-only record so that it tells what is known now: changes that are new, and retractions. */
export function amendTransitions<Recorded extends RecordedTransition>(
  recorded: readonly Recorded[],
  now: readonly Transition[],
): { add: Transition[]; retract: Recorded[] } {
  const key = (each: Transition) =>
    [
      each.day,
      each.observed,
      each.declared,
      each.status,
      each.from?.status,
      each.from?.observed,
      each.from?.declared,
    ].join('|');
  const held = new Set(recorded.map(key));
  const wanted = new Set(now.map(key));
  return {
    add: now.filter(each => !held.has(key(each))),
    retract: recorded.filter(each => !wanted.has(key(each))),
  };
}

function isSame(a: Standing, b: Standing): boolean {
  return (
    a.observed === b.observed &&
    a.declared === b.declared &&
    a.status === b.status
  );
}
