/**
 * The honest states of a check. Only `pass` passes: what is missing, stale or broken is said to be so.
 */
export const CHECK_STATES = [
  'pass',
  'fail',
  'exempt',
  'not-applicable',
  'no-data',
  'stale',
  'error',
] as const;
export type CheckState = (typeof CHECK_STATES)[number];

/** States that do not stand between an entity and a level. */
export const CLEAR_STATES: ReadonlySet<CheckState> = new Set([
  'pass',
  'exempt',
  'not-applicable',
]);

export type StateCounts = Record<CheckState, number>;

export function countStates(states: Iterable<CheckState>): StateCounts {
  const counts = Object.fromEntries(
    CHECK_STATES.map(state => [state, 0]),
  ) as StateCounts; // every state is a key: built from the list that makes the type
  for (const state of states) {
    counts[state] += 1;
  }
  return counts;
}
