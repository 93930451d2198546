export function mean(values: readonly number[]): number {
  return values.length === 0
    ? 0
    : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of a sample: divided by n - 1; 0 for fewer than two values. */
export function variance(values: readonly number[]): number {
  if (values.length < 2) {
    return 0;
  }
  const centre = mean(values);
  return (
    values.reduce((sum, value) => sum + (value - centre) ** 2, 0) /
    (values.length - 1)
  );
}

/** Type 7: linear between order statistics. NaN without values. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** How much of the differences between values is more than their own noise, 0 to 1. */
export function reliability(
  values: readonly number[],
  noiseVariances: readonly number[],
): number {
  const total = variance(values);
  return total <= 0 ? 0 : Math.max(0, 1 - mean(noiseVariances) / total);
}
