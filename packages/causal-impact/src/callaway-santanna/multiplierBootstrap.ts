import { answer, Answer, refuse } from '../answer';
import { normalQuantile } from '../normal';
import { Random } from '../permutation/random';
import { withDefaults } from '../withDefaults';

/** What bands are drawn around: an entry of `groupTimeEffects(...).effects`, of `aggregate(...).by`, or its `overall`. */
export interface Influenced {
  readonly att: number;
  /** One value a unit, scaled so that the variance of `att` is mean(influence^2) / n. */
  readonly influence: Float64Array;
}

export interface BootstrapOptions {
  /** Default 1,000. */
  readonly draws: number;
  readonly seed: number;
  readonly level: number;
  /** Cluster of each unit, where units of a cluster move together; default: every unit its own. */
  readonly clusters?: readonly string[];
}

export const DEFAULT_BOOTSTRAP_OPTIONS: BootstrapOptions = {
  draws: 1000,
  seed: 1,
  level: 0.05,
};

export interface Band {
  readonly att: number;
  /** From the interquartile range of the draws. */
  readonly standardError: number;
  readonly lower: number;
  readonly upper: number;
}

export interface SimultaneousBands {
  /** Standard errors to each side; at least those of a single estimate. */
  readonly criticalValue: number;
  /** In the order of the estimates; undefined where an estimate does not vary (a base period, say). */
  readonly bands: readonly (Band | undefined)[];
}

/** Below this a standard error is rounding. */
const VANISHING = 1e-12;

const INTERQUARTILE_RANGE = 2 * normalQuantile(0.75);

/**
 * Bands that cover all estimates together in 95 % of samples, by the multiplier bootstrap of Callaway and Sant'Anna
 * (2021), algorithm 1, with the two-point weights of Mammen (Annals of Statistics 21, 1993): nothing is estimated
 * again, the influence of each unit is weighted. Draws are compared by their largest |t|, so a family of one estimate
 * gives its pointwise interval.
 */
export function simultaneousBands(
  estimates: readonly Influenced[],
  options: Partial<BootstrapOptions> = {},
): Answer<SimultaneousBands> {
  const settings = withDefaults(DEFAULT_BOOTSTRAP_OPTIONS, options);
  const units = estimates[0]?.influence.length ?? 0;
  const fault = faultOf(estimates, units, settings);
  if (fault) return fault;
  const draws = estimates.map(() => new Float64Array(settings.draws));
  const clusters =
    settings.clusters ?? Array.from({ length: units }, (_, i) => `${i}`);
  const sums = estimates.map(({ influence }) => sumsBy(clusters, influence));
  const random = new Random(settings.seed);
  const weights = new Float64Array(sums[0]?.length ?? 0);
  for (let b = 0; b < settings.draws; b += 1) {
    for (let c = 0; c < weights.length; c += 1) weights[c] = mammen(random);
    sums.forEach((sum, k) => {
      let moved = 0;
      for (let c = 0; c < sum.length; c += 1) moved += weights[c]! * sum[c]!;
      draws[k]![b] = moved / units;
    });
  }
  const errors = draws.map(draw => {
    const sorted = Float64Array.from(draw).sort();
    return (
      (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / INTERQUARTILE_RANGE
    );
  });
  const largest = new Float64Array(settings.draws);
  draws.forEach((draw, k) => {
    if (!(errors[k]! > VANISHING)) return;
    draw.forEach((moved, b) => {
      largest[b] = Math.max(largest[b]!, Math.abs(moved) / errors[k]!);
    });
  });
  const criticalValue = Math.max(
    quantile(largest.sort(), 1 - settings.level),
    normalQuantile(1 - settings.level / 2),
  );
  return answer({
    criticalValue,
    bands: estimates.map(({ att }, k) => {
      const standardError = errors[k]!;
      if (!(standardError > VANISHING)) return undefined;
      const width = criticalValue * standardError;
      return { att, standardError, lower: att - width, upper: att + width };
    }),
  });
}

function faultOf(
  estimates: readonly Influenced[],
  units: number,
  { draws, level, clusters }: BootstrapOptions,
) {
  if (
    units === 0 ||
    estimates.some(({ influence }) => influence.length !== units) ||
    (clusters && clusters.length !== units)
  ) {
    return refuse(
      'invalid-input',
      `Bands need estimates from one sample and one cluster a unit; ${estimates.length} estimates and ${units} units were given.`,
    );
  }
  if (!(draws >= 20 && level > 0 && level < 1)) {
    return refuse(
      'invalid-input',
      `${draws} draws at the level ${level} do not make a band; give at least 20 draws and a level between 0 and 1.`,
    );
  }
  if (new Set(clusters).size === 1) {
    return refuse('too-few-units', 'All units are in one cluster.');
  }
  if (estimates.every(({ influence }) => influence.every(v => v === 0))) {
    return refuse(
      'too-few-units',
      'None of the estimates varies with the units.',
    );
  }
  return undefined;
}

function sumsBy(clusters: readonly string[], influence: Float64Array) {
  const index = new Map([...new Set(clusters)].map((name, c) => [name, c]));
  const sums = new Float64Array(index.size);
  clusters.forEach((name, i) => {
    const c = index.get(name) ?? 0;
    sums[c] = (sums[c] ?? 0) + (influence[i] ?? 0);
  });
  return sums;
}

const ROOT = Math.sqrt(5);
const LOW_SHARE = (ROOT + 1) / (2 * ROOT);

/** Mean 0, variance 1, third moment 1. */
function mammen(random: Random): number {
  return random.uniform() < LOW_SHARE ? (1 - ROOT) / 2 : (1 + ROOT) / 2;
}

/** The smallest value that has at least this share of the sorted values at or below it. */
function quantile(sorted: Float64Array, share: number): number {
  const rank = Math.ceil(share * sorted.length - 1e-9) - 1;
  return sorted[Math.max(0, Math.min(rank, sorted.length - 1))] ?? 0;
}
