import { CSSProperties } from 'react';

/** Steps 2 to 6 of the sequential scale, the highest level the strongest; below the first level there is none. */
export function levelColour(
  rank: number,
  highest: number,
): CSSProperties | undefined {
  if (rank === 0) return undefined;
  const step = highest > 1 ? 2 + ((rank - 1) / (highest - 1)) * 4 : 5;
  return { background: `var(--mli-seq-${Math.round(step)})` };
}
