import { groupThousands, NO_BREAK_SPACE, roundTo } from './number';

/** Units a column or an axis can be in. */
export const DURATION_UNITS = ['ms', 's', 'min', 'h', 'd'] as const;
export type DurationUnit = (typeof DURATION_UNITS)[number];

const SECONDS: Record<DurationUnit, number> = {
  ms: 0.001,
  s: 1,
  min: 60,
  h: 3600,
  d: 86_400,
};

/**
 * A duration in two units at most: `5 h 12 min`, `42 s`, `350 ms`. The smaller unit is left out when it would be 0,
 * so that a whole number of hours does not pretend to more.
 */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 0) return `−${formatDuration(-seconds)}`;
  if (seconds === 0) return unit(0, 's');
  if (seconds < 1) {
    const milliseconds = Math.round(seconds * 1000);
    if (milliseconds === 0) return `<${NO_BREAK_SPACE}1${NO_BREAK_SPACE}ms`;
    return milliseconds < 1000 ? unit(milliseconds, 'ms') : unit(1, 's');
  }
  if (seconds < 9.95) return unit(roundTo(seconds, 1), 's');
  const whole = Math.round(seconds);
  if (whole < 60) return unit(whole, 's');
  if (whole < 3600) return pair(whole, 'min', 's');
  const minutes = Math.round(seconds / 60) * 60;
  if (minutes < 86_400) return pair(minutes, 'h', 'min');
  return pair(Math.round(seconds / 3600) * 3600, 'd', 'h');
}

const UNITS_UP: readonly DurationUnit[] = ['ms', 's', 'min', 'h', 'd'];

const MOST_IN_ONE_UNIT = 2_000;

/**
 * The unit in which the values of one column or axis read best: the one of the median of what is above zero, or a
 * larger one where the largest value would have more than four digits.
 */
export function durationUnitFor(values: readonly number[]): DurationUnit {
  const sorted = values
    .filter(value => Number.isFinite(value) && value > 0)
    .sort((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 1;
  const ofMedian = unitOf(median);
  const largest = sorted.at(-1) ?? 0;
  return (
    UNITS_UP.slice(UNITS_UP.indexOf(ofMedian)).find(
      each => largest / SECONDS[each] < MOST_IN_ONE_UNIT,
    ) ?? 'd'
  );
}

function unitOf(median: number): DurationUnit {
  if (median >= 2 * SECONDS.d) return 'd';
  if (median >= 1.5 * SECONDS.h) return 'h';
  if (median >= 1.5 * SECONDS.min) return 'min';
  return median >= 0.5 ? 's' : 'ms';
}

/** A duration in a unit that was chosen for the whole column: `0.3 h`, `12 h`, `1,240 h`. */
export function formatDurationIn(
  seconds: number,
  target: DurationUnit,
): string {
  if (!Number.isFinite(seconds)) return '–';
  const value = durationIn(seconds, target);
  // What is there is not shown as nothing.
  return value === 0 && seconds > 0
    ? `<${NO_BREAK_SPACE}${unit(0.1, target)}`
    : unit(value, target);
}

/** The same number without its unit, for a column or axis whose head names it. */
export function durationIn(seconds: number, target: DurationUnit): number {
  const value = seconds / SECONDS[target];
  return roundTo(value, Math.abs(value) < 9.95 ? 1 : 0);
}

/** For a tooltip: every digit we have, in seconds. */
export function formatExactDuration(seconds: number): string {
  return unit(roundTo(seconds, 3), 's');
}

function pair(seconds: number, big: DurationUnit, small: DurationUnit): string {
  const bigs = Math.floor(seconds / SECONDS[big]);
  const smalls = Math.round((seconds - bigs * SECONDS[big]) / SECONDS[small]);
  return smalls === 0
    ? unit(bigs, big)
    : `${unit(bigs, big)}${NO_BREAK_SPACE}${unit(smalls, small)}`;
}

function unit(value: number, name: DurationUnit): string {
  return `${groupThousands(value)}${NO_BREAK_SPACE}${name}`;
}
