import { Effect } from '@mli/causal-impact';
import { StudyAnswer } from '@mli/plugin-insights-common';
import { StudyPanel } from './studyPanel';

/** Adopters whose own changes say how much teams differ in it. */
const LEAST_ADOPTERS = 5;

/**
 * What one more team might see if it responded like the adopters: how far the adopters' own changes lie apart, each
 * against the comparison teams in the same weeks. That is noise as well as difference, so the range is a wide one.
 */
export function predictionOf(
  panel: StudyPanel,
  effect: Effect,
): StudyAnswer['prediction'] {
  const changes = ownChanges(panel);
  if (changes.length < LEAST_ADOPTERS) return undefined;
  const mean = changes.reduce((sum, c) => sum + c, 0) / changes.length;
  const variance =
    changes.reduce((sum, c) => sum + (c - mean) ** 2, 0) / (changes.length - 1);
  const reach =
    studentQuantile(changes.length - 1) *
    Math.sqrt(variance * (1 + 1 / changes.length));
  const untreated = effect.treatedMean - effect.estimate;
  const percent = (value: number) =>
    panel.scale === 'log'
      ? 100 * Math.expm1(value)
      : Math.max(-100, (100 * value) / untreated);
  const levels = levelsBefore(panel);
  const own = levels.filter(({ adopting }) => adopting).map(l => l.level);
  const others = levels.filter(({ never }) => never);
  const inRange = others.filter(
    ({ level }) => level >= Math.min(...own) && level <= Math.max(...own),
  ).length;
  return {
    lower: percent(effect.estimate - reach),
    upper: percent(effect.estimate + reach),
    inRange,
    outside: others.length - inRange,
  };
}

/** Each adopter's change from before to after, less that of the comparison teams over the same weeks. */
function ownChanges(panel: StudyPanel): number[] {
  const { grid, slots } = panel;
  const common = comparisonByWeek(panel);
  return slots.flatMap(({ onset, date }, i) => {
    if (!Number.isFinite(date)) return [];
    const mean = (from: number, to: number) => {
      let sum = 0;
      let count = 0;
      for (let t = Math.max(0, from); t < Math.min(grid.periods, to); t += 1) {
        const value = grid.values[i * grid.periods + t]! - common[t]!;
        if (Number.isNaN(value)) continue;
        sum += value;
        count += 1;
      }
      return sum / count;
    };
    const change = mean(date, date + 26) - mean(0, onset);
    return Number.isFinite(change) ? [change] : [];
  });
}

/** Mean over comparison teams of what differs from each one's own mean. */
function comparisonByWeek({ grid, slots }: StudyPanel): Float64Array {
  const sums = new Float64Array(grid.periods);
  const counts = new Float64Array(grid.periods);
  slots.forEach(({ onset }, i) => {
    if (onset !== Infinity) return;
    const row = grid.values.subarray(i * grid.periods, (i + 1) * grid.periods);
    const seen = row.filter(value => !Number.isNaN(value));
    const mean = seen.reduce((sum, value) => sum + value, 0) / seen.length;
    row.forEach((value, t) => {
      if (Number.isNaN(value)) return;
      sums[t]! += value - mean;
      counts[t]! += 1;
    });
  });
  return sums.map((sum, t) => (counts[t]! > 0 ? sum / counts[t]! : NaN));
}

function levelsBefore({ grid, slots }: StudyPanel) {
  return slots.flatMap(({ onset, date }, i) => {
    const until = Math.min(onset, grid.periods);
    const seen = grid.values
      .subarray(i * grid.periods, i * grid.periods + Math.max(0, until))
      .filter(value => !Number.isNaN(value));
    return seen.length === 0
      ? []
      : [
          {
            level: seen.reduce((sum, value) => sum + value, 0) / seen.length,
            adopting: Number.isFinite(date),
            never: onset === Infinity,
          },
        ];
  });
}

/** 97.5 % quantile of Student's t, by the expansion of Cornish and Fisher; within 1 % from 4 degrees on. */
function studentQuantile(freedom: number): number {
  const z = 1.959964;
  return (
    z +
    (z ** 3 + z) / (4 * freedom) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2)
  );
}
