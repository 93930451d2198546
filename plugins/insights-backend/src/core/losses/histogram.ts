import { Bucket, bucketValue, ZERO_BUCKET } from '../metrics/buckets';

export interface HistogramBin {
  /** Seconds; both 0 in the bin of those that took no time at all. */
  readonly from: number;
  readonly to: number;
  /** In whole percent, so that no bin gives away how many it holds. */
  readonly share: number;
}

/** Ends of bins people know how to read, in seconds: about three a decade. */
const EDGES = [
  1, 3, 10, 30, 60, 180, 600, 1_800, 3_600, 10_800, 36_000, 86_400, 259_200,
  864_000,
];
/** A bin of fewer is joined to its neighbour. */
const FEWEST = 5;

interface Counted {
  from: number;
  to: number;
  count: number;
}

/**
 * How long things took, over bins that grow as durations do. A bin with fewer than 5 is joined to the one before it, or
 * behind it where it is the first, so that no bar is one run. What took no time at all has a bar of its own, where it
 * is enough for one.
 */
export function histogramOf(buckets: readonly Bucket[]): HistogramBin[] {
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  if (total < FEWEST) {
    return [];
  }
  const none = buckets.find(({ index }) => index === ZERO_BUCKET)?.count ?? 0;
  const bins = [...EDGES, Infinity].map((to, index) => ({
    from: EDGES[index - 1] ?? 0,
    to,
    count: 0,
  }));
  for (const { index, count } of buckets) {
    const seconds = bucketValue(index) / 1_000;
    const bin = bins.find(({ to }) => seconds < to);
    // bins reach to infinity; zeros are in the first where they have no bar of their own
    if (bin && (index !== ZERO_BUCKET || none < FEWEST)) {
      bin.count += count;
    }
  }
  const drawn = joined(trimmed(bins));
  const hasOwnBar = none >= FEWEST && (drawn[0]?.count ?? FEWEST) >= FEWEST;
  const first = drawn[0];
  if (none >= FEWEST && !hasOwnBar && first) {
    // the others together are too few for a bar
    drawn.splice(0, 1, { ...first, from: 0, count: first.count + none });
  }
  const all = hasOwnBar ? [{ from: 0, to: 0, count: none }, ...drawn] : drawn;
  return all.map(({ from, to, count }) => ({
    from,
    to: to === Infinity ? from * 3 : to,
    share: Math.round((count / total) * 100) / 100,
  }));
}

function trimmed(bins: readonly Counted[]): Counted[] {
  const first = bins.findIndex(({ count }) => count > 0);
  const last = bins.findLastIndex(({ count }) => count > 0);
  return first < 0 ? [] : bins.slice(first, last + 1);
}

function joined(bins: readonly Counted[]): Counted[] {
  const kept: Counted[] = [];
  for (const bin of bins) {
    const before = kept.at(-1);
    if (before && (before.count < FEWEST || bin.count < FEWEST)) {
      before.to = bin.to;
      before.count += bin.count;
    } else {
      kept.push({ ...bin });
    }
  }
  return kept;
}
