import type { CompiledLevel } from '../definition/compileScorecard';
import {
  type CheckState,
  CLEAR_STATES,
  countStates,
  type StateCounts,
} from './states';

/** Where an entity stands on the levels of one scorecard. */
export interface LevelStanding {
  /** The highest level reached; absent below the first. */
  readonly level?: CompiledLevel;
  /** The level after it, and the checks that stand between; absent at the top. */
  readonly next?: {
    readonly level: CompiledLevel;
    readonly missing: readonly string[];
  };
  /** Of the checks that count. */
  readonly counts: StateCounts;
}

export interface LevelInput {
  readonly check: string;
  readonly rank: number;
  readonly state: CheckState;
  readonly counted: boolean;
}

/**
 * Levels are cumulative: one is reached when no counted check of it or of a lower one stands in the way, and at least
 * one of them says something about the entity (a level is not reached because nothing applies).
 */
export function levelOf(
  levels: readonly CompiledLevel[],
  results: readonly LevelInput[],
): LevelStanding {
  const counted = results.filter(result => result.counted);
  const counts = countStates(counted.map(result => result.state));
  let level: CompiledLevel | undefined;
  for (const candidate of levels) {
    // a level none of whose checks counts yet is not reached for nothing, and does not stand before the next one
    if (!counted.some(result => result.rank === candidate.rank)) {
      continue;
    }
    const upTo = counted.filter(result => result.rank <= candidate.rank);
    const missing = upTo.filter(result => !CLEAR_STATES.has(result.state));
    const says = upTo.some(result => result.state !== 'not-applicable');
    if (missing.length > 0 || !says) {
      return {
        level,
        next: {
          level: candidate,
          missing: missing.map(result => result.check),
        },
        counts,
      };
    }
    level = candidate;
  }
  return { level, counts };
}
