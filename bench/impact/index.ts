import os from 'node:os';
import { estimateEffect, NEVER, Random, Slot } from '@mli/causal-impact';
import { demonstrationOf, Rates, ratesOf } from './inThreads';
import { throughWorker } from './throughWorker';
import { EFFECTS, WEEKS, World } from './worlds';

/**
 * How often the estimator of packages/causal-impact finds an effect where there is none, how often its interval covers
 * the true one, and how long it takes; then the same of whole studies of generated organisations. The seed is printed;
 * `--panels=200 --organisations=4` looks at fewer.
 */
const SEED = 20261123;
const json = process.argv.includes('--json');
const panels = Number(
  process.argv.find(flag => flag.startsWith('--panels='))?.split('=')[1] ??
    2000,
);
const organisations = Number(
  process.argv
    .find(flag => flag.startsWith('--organisations='))
    ?.split('=')[1] ?? 20,
);
const say = (line: string) => console.log(line);
const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
const TEAM_COUNTS = [12, 24, 36];

function timed<T>(work: () => T): { seconds: number; result: T } {
  const begun = process.hrtime.bigint();
  const result = work();
  return { seconds: Number(process.hrtime.bigint() - begun) / 1e9, result };
}

/** Median of three, on one thread. */
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

async function nulls(): Promise<Rates[]> {
  const found: Rates[] = [];
  for (const teams of TEAM_COUNTS) {
    const rates = await ratesOf({ teams }, { count: panels, seed: SEED });
    found.push(rates);
    say(
      `no effect, ${teams} teams: ${percent(rates.falsePositives)} found something, interval covers 0 in ${percent(rates.coverage)}, ${rates.refused} refused`,
    );
  }
  return found;
}

async function coverages(): Promise<number[]> {
  const found: number[] = [];
  // The keys are those of the type: the object is a constant of this benchmark.
  for (const effect of Object.keys(EFFECTS) as (keyof typeof EFFECTS)[]) {
    const world = { teams: 24, effect };
    const { coverage } = await ratesOf(world, {
      count: panels,
      seed: SEED + 1,
    });
    found.push(coverage);
    say(
      `effect ${effect}, 24 teams: interval covers the mean realised effect in ${percent(coverage)}`,
    );
  }
  return found;
}

/** What the method does not promise, for the reader. */
const UNGATED: Record<string, World> = {
  'common trend of adopters': { teams: 24, adopterTrend: 'common' },
  'dip before adoption': { teams: 24, adopterTrend: 'dip' },
  'adopters twice as noisy': { teams: 24, adopterNoise: 2 },
  'rollout by department': { teams: 24, byDepartment: true },
  'autocorrelation 0.8': { teams: 24, autocorrelation: 0.8 },
  '15 % missing': { teams: 24, missing: 0.15 },
  'second opinion': { teams: 24, secondOpinion: true },
};

async function ungated() {
  const found: Record<string, number> = {};
  for (const [name, world] of Object.entries(UNGATED)) {
    const rates = await ratesOf(world, { count: panels, seed: SEED + 2 });
    found[name] = rates.falsePositives;
    say(
      `no effect, ${name} (not gated): ${percent(rates.falsePositives)} of ${rates.answered}`,
    );
  }
  return found;
}

async function demonstration() {
  const counts = await demonstrationOf({ count: organisations, seed: SEED });
  const { planted, covered, plantedBadges, empty, refused } = counts;
  say(
    `${organisations} generated organisations: the planted effect is in ${covered} of ${planted} intervals, ${plantedBadges} badges; with nothing planted ${counts.falselyFound} of ${empty} studies found something, ${counts.falseBadges} badges; ${refused} refused`,
  );
  return counts;
}

async function main() {
  say(
    `seed ${SEED}, ${panels} panels each, ${WEEKS} weeks, autocorrelation 0.4, 199 draws a panel, load ${os.loadavg()[0]?.toFixed(1)}`,
  );
  const begun = performance.now();
  const unbalancedSeconds = timing(0.15, 999);
  const balancedSeconds = timing(0, 9_999);
  const whole = await throughWorker(SEED);
  say(
    `200 teams x 104 weeks: unbalanced, 999 draws: ${unbalancedSeconds.toFixed(2)} s; balanced, 9,999 draws: ${balancedSeconds.toFixed(2)} s (median of 3)`,
  );
  say(
    `a whole study of that size through its thread: ${whole.seconds.toFixed(1)} s, event loop p99 ${whole.eventLoopP99Ms.toFixed(1)} ms`,
  );
  const none = await nulls();
  const covered = await coverages();
  const reported = await ungated();
  const generated = await demonstration();
  const totalSeconds = (performance.now() - begun) / 1000;
  say(`${totalSeconds.toFixed(0)} s in all`);
  if (!json) return;
  const rejected = none.reduce((n, r) => n + r.falsePositives * r.answered, 0);
  const answered = none.reduce((n, r) => n + r.answered, 0);
  console.log(
    JSON.stringify({
      name: 'impact',
      date: new Date().toISOString(),
      machine: `${os.cpus().length} x ${os.cpus()[0]?.model}, node ${process.version}, load ${os.loadavg()[0]?.toFixed(1)}`,
      n: panels,
      seed: SEED,
      seconds: unbalancedSeconds,
      balancedSeconds,
      studySeconds: whole.seconds,
      eventLoopP99Ms: whole.eventLoopP99Ms,
      falsePositiveRate: rejected / answered,
      falsePositiveRateByTeams: Object.fromEntries(
        TEAM_COUNTS.map((teams, k) => [teams, none[k]!.falsePositives]),
      ),
      coverage: Math.min(...covered),
      coverageByEffect: Object.fromEntries(
        Object.keys(EFFECTS).map((name, k) => [name, covered[k]]),
      ),
      ungated: reported,
      organisations: generated,
      totalSeconds,
      ratios: {},
    }),
  );
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
