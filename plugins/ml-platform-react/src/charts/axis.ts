/** Whole weeks to label, the last always among them, no more than fit. */
export function weekTicks(count: number, most: number): number[] {
  if (count <= 0) return [];
  const step = Math.max(1, Math.ceil(count / Math.max(1, most)));
  const ticks: number[] = [];
  for (let tick = count - 1; tick >= 0; tick -= step) ticks.unshift(tick);
  return ticks;
}

/** Durations a person would put on an axis, in seconds. */
const ROUND_SECONDS = [
  0.001, 0.01, 0.1, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200,
  10_800, 14_400, 21_600, 28_800, 43_200, 86_400, 172_800, 259_200, 432_000,
  604_800, 864_000, 1_209_600, 2_592_000,
] as const;

/** The top of a duration axis and its ticks: three to six round steps of seconds, minutes, hours or days. */
export function durationTicks(max: number): number[] {
  if (!(max > 0)) return [0, 1];
  const step =
    ROUND_SECONDS.find(candidate => max / candidate <= 5) ??
    10 ** Math.ceil(Math.log10(max / 5));
  return steps(step, max);
}

/** Ticks of an axis of plain numbers. */
export function numberTicks(max: number): number[] {
  if (!(max > 0)) return [0, 1];
  const magnitude = 10 ** Math.floor(Math.log10(max / 4));
  const step = [1, 2, 5, 10]
    .map(factor => factor * magnitude)
    .find(candidate => max / candidate <= 5);
  return steps(step ?? max, max);
}

/** Ticks of a logarithmic duration axis: the round durations that enclose `min` to `max`, thinned to about seven, both ends kept. */
export function logDurationTicks(min: number, max: number): number[] {
  const low = ROUND_SECONDS.findLastIndex(candidate => candidate <= min);
  const high = ROUND_SECONDS.findIndex(candidate => candidate >= max);
  const inside = ROUND_SECONDS.slice(
    Math.max(0, low),
    high === -1 ? undefined : high + 1,
  );
  const every = Math.ceil(inside.length / 7);
  return inside.filter(
    (_, index) => index === 0 || (inside.length - 1 - index) % every === 0,
  );
}

function steps(step: number, max: number): number[] {
  const count = Math.max(1, Math.ceil(max / step - 1e-9));
  return Array.from({ length: count + 1 }, (_, index) =>
    Number((index * step).toPrecision(12)),
  );
}
