import os from 'node:os';
import {
  estimateEffect,
  Grid,
  NEVER,
  Random,
  secondOpinion,
  Slot,
} from '@mli/causal-impact';

/**
 * How often the estimator of packages/causal-impact finds an effect where there is none, how often its interval covers
 * the true one, and how long it takes. Noise is a first-order autoregression; the seed is printed.
 */
const SEED = 20261123;
const WEEKS = 40;
const json = process.argv.includes('--json');
const panels = Number(
  process.argv.find(flag => flag.startsWith('--panels='))?.split('=')[1] ??
    2000,
);

interface World {
  teams: number;
  autocorrelation?: number;
  /** Effect on a cell, given the team's number and weeks since the date. */
  effect?: (team: number, since: number, random: Random) => number;
  /** Added to a cell of an adopter whatever happens: what breaks exchangeability. */
  adopterTrend?: (week: number, untilOnset: number) => number;
  adopterNoise?: number;
  byDepartment?: boolean;
  missing?: number;
}

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
        t >= slot.date ? (world.effect?.(i, t - slot.date, random) ?? 0) : 0;
      if (t >= slot.date && t < slot.date + 26) {
        sum += effect;
        count += 1;
      }
      const trend = Number.isFinite(slot.date)
        ? (world.adopterTrend?.(t, slot.onset - t) ?? 0)
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

interface Rates {
  falsePositives: number;
  coverage: number;
  refused: number;
}

function rates(
  world: World,
  count: number,
  seed: number,
  estimator: typeof estimateEffect | typeof secondOpinion = estimateEffect,
): Rates {
  let rejected = 0;
  let covered = 0;
  let refused = 0;
  for (let k = 0; k < count; k += 1) {
    const random = new Random(seed + k * 7919);
    const { grid, slots, truth } = simulate(world, random);
    const result = estimator({ grid, slots }, { draws: 199, seed: seed + k });
    if (!result.ok) {
      refused += 1;
      continue;
    }
    if (result.value.pValue <= 0.05) rejected += 1;
    const { lower, upper } = result.value.interval;
    if (lower <= truth && truth <= upper) covered += 1;
  }
  const answered = count - refused;
  return {
    falsePositives: rejected / answered,
    coverage: covered / answered,
    refused,
  };
}

function timed<T>(work: () => T): { seconds: number; result: T } {
  const begun = process.hrtime.bigint();
  const result = work();
  return { seconds: Number(process.hrtime.bigint() - begun) / 1e9, result };
}

function timing(missing: number, draws: number) {
  const random = new Random(SEED);
  const teams = 200;
  const weeks = 104;
  const values = new Float64Array(teams * weeks);
  const slots = Array.from({ length: teams }, (_, i): Slot => {
    if (i % 3 === 0) return NEVER;
    const date = 20 + random.integer(60);
    return { onset: date - 2, date };
  });
  for (let cell = 0; cell < values.length; cell += 1) {
    values[cell] = random.uniform() < missing ? NaN : random.normal();
  }
  const grid = { units: teams, periods: weeks, values };
  const runs = [1, 2, 3].map(seed =>
    timed(() => estimateEffect({ grid, slots }, { draws, seed })),
  );
  return runs.map(({ seconds }) => seconds).sort((a, b) => a - b)[1]!;
}

const teamCounts = [12, 24, 36];
const say = (line: string) => console.log(line);
say(
  `seed ${SEED}, ${panels} panels each, ${WEEKS} weeks, autocorrelation 0.4, 199 draws a panel`,
);

const nulls = teamCounts.map(teams => {
  const found = rates({ teams }, panels, SEED);
  say(
    `no effect, ${teams} teams: ${(100 * found.falsePositives).toFixed(2)} % found something, interval covers 0 in ${(100 * found.coverage).toFixed(1)} %, ${found.refused} refused`,
  );
  return found;
});

const effects: Record<string, World['effect']> = {
  constant: () => -0.8,
  'varying by team': team => -0.4 - 0.8 * ((team * 0.618) % 1),
  growing: (_, since) => -0.05 * Math.min(since, 26),
  fading: (_, since) => -1.5 * Math.exp(-since / 8),
};
const coverages = Object.entries(effects).map(([name, effect]) => {
  const found = rates({ teams: 24, effect }, panels, SEED + 1);
  say(
    `effect ${name}, 24 teams: interval covers the mean realised effect in ${(100 * found.coverage).toFixed(1)} %`,
  );
  return found.coverage;
});

const broken: Record<string, World> = {
  'common trend of adopters': { teams: 24, adopterTrend: week => 0.02 * week },
  'dip before adoption': {
    teams: 24,
    adopterTrend: (_, untilOnset) =>
      untilOnset > 0 && untilOnset <= 6 ? 1 : 0,
  },
  'adopters twice as noisy': { teams: 24, adopterNoise: 2 },
  'rollout by department': { teams: 24, byDepartment: true },
  'autocorrelation 0.8': { teams: 24, autocorrelation: 0.8 },
  '15 % missing': { teams: 24, missing: 0.15 },
};
for (const [name, world] of Object.entries(broken)) {
  const count = world.missing ? Math.min(panels, 400) : panels;
  const found = rates(world, count, SEED + 2);
  say(
    `no effect, ${name} (not gated): ${(100 * found.falsePositives).toFixed(2)} % of ${count}`,
  );
}

const second = rates({ teams: 24 }, panels, SEED + 3, secondOpinion);
say(
  `no effect, second opinion, 24 teams (not gated): ${(100 * second.falsePositives).toFixed(2)} % of ${panels - second.refused}`,
);

const unbalancedSeconds = timing(0.15, 999);
const balancedSeconds = timing(0, 9_999);
say(
  `200 teams x 104 weeks: unbalanced, 999 draws: ${unbalancedSeconds.toFixed(2)} s; balanced, 9,999 draws: ${balancedSeconds.toFixed(2)} s (median of 3)`,
);

const pooled =
  nulls.reduce((sum, { falsePositives }) => sum + falsePositives, 0) /
  nulls.length;
if (json) {
  console.log(
    JSON.stringify({
      name: 'impact',
      date: new Date().toISOString(),
      machine: `${os.cpus().length} x ${os.cpus()[0]?.model}, node ${process.version}`,
      n: panels,
      seconds: unbalancedSeconds,
      balancedSeconds,
      falsePositiveRate: pooled,
      falsePositiveRateByTeams: Object.fromEntries(
        teamCounts.map((teams, k) => [teams, nulls[k]!.falsePositives]),
      ),
      coverage: Math.min(...coverages),
      ratios: {},
    }),
  );
}
