import { inOrder } from './iterations';
import { SequenceRun } from './types';

/** A run against the one of the same actor and experiment that started just before it. */
export interface RunPair {
  readonly run: SequenceRun;
  readonly startGapMs: number;
  /** Undefined where the earlier run has no end, or is lost: its end is not known. */
  readonly overlaps?: boolean;
}

/** Consecutive runs by start. Nothing is merged or cut: outside calculations begin from the same pairs. */
export function pairsOf(runs: readonly SequenceRun[]): RunPair[] {
  const ordered = inOrder(runs);
  const pairs: RunPair[] = [];
  for (const [index, run] of ordered.entries()) {
    const before = ordered[index - 1];
    if (before) {
      pairs.push({
        run,
        startGapMs: run.startedMs - before.startedMs,
        overlaps:
          before.lost || before.endedMs === undefined
            ? undefined
            : run.startedMs < before.endedMs,
      });
    }
  }
  return pairs;
}
