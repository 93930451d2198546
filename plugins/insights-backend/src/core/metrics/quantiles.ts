/** The quantiles an answer may carry. */
export const QUANTILES = [
  { name: 'p50', q: 0.5 },
  { name: 'p75', q: 0.75 },
  { name: 'p90', q: 0.9 },
  { name: 'p95', q: 0.95 },
  { name: 'p99', q: 0.99 },
] as const;
export type QuantileName = (typeof QUANTILES)[number]['name'];

/** Up to here quantiles are exact; above, they come from the buckets. */
export const EXACT_UP_TO = 50_000;
/** Fewer than these are not enough data. */
export const ENOUGH_DATA = 20;
const LEAST_ABOVE = 5;

/**
 * Whether a quantile of n values says something: at least five of them lie above it.
 *
 * The tolerance is for 100 x (1 - 0.95), which is 5.000000000000004 or 4.99... depending on the order of operations.
 */
export function mayShowQuantile(n: number, q: number): boolean {
  return n * (1 - q) >= LEAST_ABOVE - 1e-9;
}

/**
 * Quantile of type 7 (Hyndman and Fan 1996), which is also what PostgreSQL's percentile_cont gives.
 *
 * @param sorted - ascending, at least one value
 */
export function quantileType7(sorted: ArrayLike<number>, q: number): number {
  if (sorted.length === 0 || !(q >= 0 && q <= 1)) {
    throw new RangeError(
      `A quantile needs values and a q in [0, 1]; got ${sorted.length} values and q ${q}`,
    );
  }
  const rank = q * (sorted.length - 1);
  const below = sorted[Math.floor(rank)] ?? 0;
  const above = sorted[Math.ceil(rank)] ?? 0;
  return below + (rank - Math.floor(rank)) * (above - below);
}
