import { Matrix } from 'ml-matrix';
import { outcomeAt, Panel } from '../panel';
import { invertSymmetric } from '../regression';

/** Mean change of a cohort from the base period to another, with the influence of its units on it. */
export interface CohortChange {
  readonly change: number;
  /** One value a member, in the order of `members`; they sum to zero. */
  readonly influence: readonly number[];
}

/**
 * Changes of the period means of one cohort from the period index `base`, by least squares on unit and period effects
 * of its own observed cells. Without gaps that is the mean of the changes; with gaps, a unit that misses the base still
 * speaks for the periods between which it was observed. Periods that no chain of units ties to the base are absent.
 */
export function cohortChanges(
  panel: Panel,
  members: readonly number[],
  base: number,
): Map<number, CohortChange> {
  const seen = members.map(i =>
    panel.periods.flatMap((_, t) =>
      Number.isNaN(outcomeAt(panel, i, t)) ? [] : [t],
    ),
  );
  const tied = tiedTo(base, seen);
  const periods = [...tied].filter(t => t !== base).sort((a, b) => a - b);
  const none = new Map<number, CohortChange>();
  if (!tied.has(base) || periods.length === 0) return none;
  const column = new Map(periods.map((t, k) => [t, k]));
  const normal = Matrix.zeros(periods.length, periods.length);
  const moments = Matrix.zeros(periods.length, 1);
  const rows = members.map((i, row) => {
    const cells = seen[row]!.filter(t => tied.has(t));
    const mean =
      cells.reduce((sum, t) => sum + outcomeAt(panel, i, t), 0) / cells.length;
    return { cells, values: cells.map(t => outcomeAt(panel, i, t) - mean) };
  });
  for (const { cells, values } of rows) {
    cells.forEach((t, a) => {
      const k = column.get(t);
      if (k === undefined) return;
      moments.set(k, 0, moments.get(k, 0) + values[a]!);
      normal.set(k, k, normal.get(k, k) + 1);
      for (const s of cells) {
        const l = column.get(s);
        if (l === undefined) continue;
        normal.set(k, l, normal.get(k, l) - 1 / cells.length);
      }
    });
  }
  const inverse = invertSymmetric(normal);
  if (!inverse) return none;
  const fitted = inverse.mmul(moments).to1DArray();
  const influences = rows.map(({ cells, values }) => {
    const effects = cells.map(t => {
      const k = column.get(t);
      return k === undefined ? 0 : fitted[k]!;
    });
    const mean = effects.reduce((sum, e) => sum + e, 0) / cells.length;
    const score = Matrix.zeros(periods.length, 1);
    cells.forEach((t, a) => {
      const k = column.get(t);
      if (k !== undefined) score.set(k, 0, values[a]! - (effects[a]! - mean));
    });
    return inverse.mmul(score).to1DArray();
  });
  return new Map(
    periods.map((t, k) => [
      t,
      { change: fitted[k]!, influence: influences.map(row => row[k]!) },
    ]),
  );
}

/** Periods that can be reached from the base by way of units observed in two of them. */
function tiedTo(base: number, seen: readonly (readonly number[])[]) {
  const tied = new Set<number>();
  if (!seen.some(cells => cells.includes(base))) return tied;
  tied.add(base);
  for (let grew = true; grew;) {
    grew = false;
    for (const cells of seen) {
      if (!cells.some(t => tied.has(t))) continue;
      for (const t of cells) {
        if (tied.has(t)) continue;
        tied.add(t);
        grew = true;
      }
    }
  }
  return tied;
}
