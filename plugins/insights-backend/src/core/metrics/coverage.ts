import { CellTotals } from '../release/ReleaseLattice';

/** Below this share an answer would describe the few that were seen. */
export const SEEN_ENOUGH = 0.6;

/**
 * Which part of what the metric is about was seen: runs whose source said what it needs, of all runs it is about; and
 * of a whole company the part that belongs to some team.
 */
export function coverageOf(
  totals: CellTotals,
  unattributed?: CellTotals,
): number | undefined {
  const known = knownIn(totals);
  if (known === 0) {
    return undefined;
  }
  const seen = (totals.runs + totals.neverStarted) / known;
  const attributed = unattributed
    ? 1 - Math.min(1, knownIn(unattributed) / known)
    : 1;
  return seen * attributed;
}

function knownIn({ runs, neverStarted, unseen }: CellTotals): number {
  return runs + neverStarted + unseen;
}
