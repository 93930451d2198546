import type { Observation } from '../panel';

/** What a unit did in one period in one class: a stage, run class and trigger. */
export interface ClassCell {
  readonly unit: string;
  readonly period: number;
  readonly class: string;
  readonly value: number;
  readonly runs: number;
}

export interface StandardiseOptions {
  /** End of each unit's pre-period, its onset; units that are absent never began, so all their periods count. */
  readonly onsets: ReadonlyMap<string, number>;
  /** A period in which classes with less than this share of the mix were active is left out; default 0.5. */
  readonly leastCovered?: number;
}

export interface Standardised {
  readonly observations: readonly Observation[];
  /** Periods of units left out because too little of the mix was active, or there was no pre-period. */
  readonly dropped: number;
}

/**
 * Values of a unit by period as if its runs had always had the mix of classes of its pre-period (direct
 * standardisation): a team that moves its long runs elsewhere has not become faster. Weights are the shares of classes
 * among the runs before the onset, over the classes that were active.
 */
export function standardiseToPreMix(
  cells: Iterable<ClassCell>,
  { onsets, leastCovered = 0.5 }: StandardiseOptions,
): Standardised {
  const mixes = new Map<string, Map<string, number>>();
  const periods = new Map<string, Map<number, ClassCell[]>>();
  for (const cell of cells) {
    if (!(cell.runs > 0) || !Number.isFinite(cell.value)) continue;
    const mix = entry(mixes, cell.unit, () => new Map<string, number>());
    if (cell.period < (onsets.get(cell.unit) ?? Infinity)) {
      mix.set(cell.class, (mix.get(cell.class) ?? 0) + cell.runs);
    }
    const own = entry(periods, cell.unit, () => new Map<number, ClassCell[]>());
    entry(own, cell.period, () => []).push(cell);
  }
  const observations: Observation[] = [];
  let dropped = 0;
  for (const [unit, own] of periods) {
    const mix = mixes.get(unit) ?? new Map<string, number>();
    const runs = [...mix.values()].reduce((a, b) => a + b, 0);
    for (const [period, active] of own) {
      let covered = 0;
      let sum = 0;
      for (const cell of active) {
        const weight = mix.get(cell.class) ?? 0;
        covered += weight;
        sum += weight * cell.value;
      }
      if (covered > 0 && covered >= leastCovered * runs) {
        observations.push({ unit, period, outcome: sum / covered });
      } else {
        dropped += 1;
      }
    }
  }
  return { observations, dropped };
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
