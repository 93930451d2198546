import {
  estimateEffect,
  Grid,
  NEVER,
  Random,
  secondOpinion,
  Slot,
} from '@mli/causal-impact';

export const WEEKS = 40;

/** How panels come about. Noise is a first-order autoregression. */
export interface World {
  teams: number;
  autocorrelation?: number;
  effect?: keyof typeof EFFECTS;
  /** Added to the cells of adopters whatever happens: what breaks exchangeability. */
  adopterTrend?: keyof typeof TRENDS;
  adopterNoise?: number;
  byDepartment?: boolean;
  missing?: number;
  /** By the estimator of the second opinion. */
  secondOpinion?: boolean;
}

/** Effect on a cell, given the team's number and weeks since the date. */
export const EFFECTS = {
  constant: () => -0.8,
  'varying by team': (_: number, team: number) =>
    -0.4 - 0.8 * ((team * 0.618) % 1),
  growing: (since: number) => -0.05 * Math.min(since, 26),
  fading: (since: number) => -1.5 * Math.exp(-since / 8),
};

const TRENDS = {
  common: (week: number) => 0.02 * week,
  dip: (_: number, untilOnset: number) =>
    untilOnset > 0 && untilOnset <= 6 ? 1 : 0,
};

interface Panel {
  grid: Grid;
  slots: Slot[];
  /** Mean over adopters of the mean of the realised effects in their treated cells. */
  truth: number;
}

function simulate(world: World, random: Random): Panel {
  const { teams } = world;
  const adopters = Math.round(teams * 0.4);
  const order = Int32Array.from({ length: teams }, (_, i) => i);
  random.shuffle(order);
  const slots: Slot[] = Array.from({ length: teams }, () => NEVER);
  for (let k = 0; k < adopters; k += 1) {
    const team = world.byDepartment ? k : order[k]!;
    const wave = world.byDepartment ? Math.floor(k / 4) * 6 : 0;
    const date = world.byDepartment ? 12 + wave : 12 + random.integer(20);
    slots[team] = { onset: date - 2, date };
  }
  const week = Array.from({ length: WEEKS }, () => random.normal());
  const values = new Float64Array(teams * WEEKS);
  const means: number[] = [];
  const rho = world.autocorrelation ?? 0.4;
  const effectOf = world.effect && EFFECTS[world.effect];
  const trendOf = world.adopterTrend && TRENDS[world.adopterTrend];
  for (let i = 0; i < teams; i += 1) {
    const slot = slots[i]!;
    const level = random.normal();
    const department = random.normal();
    const scale = Number.isFinite(slot.date) ? (world.adopterNoise ?? 1) : 1;
    let error = random.normal();
    let sum = 0;
    let count = 0;
    for (let t = 0; t < WEEKS; t += 1) {
      error = rho * error + Math.sqrt(1 - rho * rho) * random.normal();
      const effect =
        t >= slot.date && effectOf ? effectOf(t - slot.date, i) : 0;
      if (t >= slot.date && t < slot.date + 26) {
        sum += effect;
        count += 1;
      }
      const trend = Number.isFinite(slot.date)
        ? (trendOf?.(t, slot.onset - t) ?? 0)
        : 0;
      const cell = i * WEEKS + t;
      values[cell] =
        level + department + week[t]! + scale * error + effect + trend;
      if (world.missing && random.uniform() < world.missing) values[cell] = NaN;
    }
    if (count > 0) means.push(sum / count);
  }
  return {
    grid: { units: teams, periods: WEEKS, values },
    slots,
    truth: means.reduce((a, b) => a + b, 0) / Math.max(1, means.length),
  };
}

/** Counts over some panels, so that those of several threads add up. */
export interface Counts {
  rejected: number;
  covered: number;
  refused: number;
}

/** The panels `from`, `from + step`, ... below `count` of a world: each has its own seed, whichever thread takes it. */
export function countsOf(
  world: World,
  share: { count: number; from: number; step: number; seed: number },
): Counts {
  const counts = { rejected: 0, covered: 0, refused: 0 };
  const estimator = world.secondOpinion ? secondOpinion : estimateEffect;
  for (let k = share.from; k < share.count; k += share.step) {
    const seed = share.seed + k;
    const { grid, slots, truth } = simulate(
      world,
      new Random(share.seed + k * 7919),
    );
    const result = estimator({ grid, slots }, { draws: 199, seed });
    if (!result.ok) {
      counts.refused += 1;
      continue;
    }
    if (result.value.pValue <= 0.05) counts.rejected += 1;
    const { lower, upper } = result.value.interval;
    if (lower <= truth && truth <= upper) counts.covered += 1;
  }
  return counts;
}
