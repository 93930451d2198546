import os from 'node:os';
import type { Knex } from 'knex';
import { parseMetricQuery } from '../../plugins/insights-backend/src/http/parseMetricQuery';
import { AdoptionService } from '../../plugins/insights-backend/src/service/AdoptionService';
import { createMetricsService } from '../../plugins/insights-backend/src/service/createMetricsService';
import { MetricsCaller } from '../../plugins/insights-backend/src/service/MetricsCaller';
import { DatabaseAdoptionLedger } from '../../plugins/insights-backend/src/store/adoption/DatabaseAdoptionLedger';
import { DatabaseAdoptionStore } from '../../plugins/insights-backend/src/store/adoption/DatabaseAdoptionStore';
import { DatabaseStateStore } from '../../plugins/insights-backend/src/store/adoption/DatabaseStateStore';
import { DatabaseOrganisationReader } from '../../plugins/insights-backend/src/store/metrics/DatabaseOrganisationReader';
import { mergeWeeks as mergeAll } from '../../plugins/insights-backend/src/store/rollups/weekCells';
import { openServer } from '../lib/benchServer';
import { fill, METRICS, OFFERINGS, STAGES, TEAMS } from './fill';

/**
 * What a dashboard asks of the back end, over the real services and PostgreSQL, at 100,000 and at 10,000,000 runs:
 * the adoption matrix of 200 teams and 40 offerings, the heat map of teams and stages, the detail of a team. Each
 * figure is the time until all answers of a page are there. Rounds alternate between the sizes, so that a slow minute
 * of the machine hits both.
 */
const SMALL = 100_000;
const LARGE = Number(process.env.BENCH_RUNS ?? 10_000_000);
const ROUNDS = 40;
const WARM_UP = 3;
const FIRST_MONDAY = '2024-01-01';
const LAST_DAY = '2026-06-15';
const NOW = new Date('2026-06-24T12:00:00Z');

const json = process.argv.includes('--json');

const everybody: MetricsCaller = {
  visibleUnits: 'all',
  visibleOfferings: 'all',
  speedIn: async () => ({ any: true, maySee: () => true }),
};

const DASHBOARDS = ['adoptionMatrix', 'heatMap', 'teamDetail'] as const;
type Dashboard = (typeof DASHBOARDS)[number];

interface Pages extends Record<Dashboard, (round: number) => Promise<void>> {
  /** What the task does after an import: weeks merged, masks judged and stored, headlines measured. */
  publish(): Promise<void>;
}

function dashboards(knex: Knex): Pages {
  const { metrics, nodes } = createMetricsService({
    knex,
    peopleFloor: 5,
    firstMonday: FIRST_MONDAY,
    stages: STAGES,
    freshForMilliseconds: 3_000,
    inThread: true,
  });
  const adoption = new AdoptionService({
    store: DatabaseAdoptionStore.create(knex),
    states: new DatabaseStateStore(knex),
    ledger: new DatabaseAdoptionLedger(knex),
    organisations: DatabaseOrganisationReader.create(knex),
    peopleFloor: 5,
    freshForMilliseconds: 3_000,
  });
  const ask = async (metric: string, query: Record<string, string>) => {
    const parsed = parseMetricQuery(metric, query, {
      now: NOW,
      firstMonday: FIRST_MONDAY,
      stages: STAGES,
    });
    // Time goes on while the data stand still, as it does for those who ask.
    const now = new Date(NOW.getTime() + performance.now());
    const answers = await metrics.answer(parsed, everybody, now);
    // With few runs a team's numbers may be hidden; the answers are there all the same.
    if (answers.length === 0) {
      throw new Error(`${metric} ${JSON.stringify(query)} has no answers`);
    }
  };
  return {
    publish: async () => {
      // Until nothing is due: a round stops after a while.
      while (true) {
        const published = await nodes.refresh(NOW);
        await metrics.measureAhead(published, NOW);
        if (published.length === 0) {
          return;
        }
      }
    },
    adoptionMatrix: async () => {
      const rows = await adoption.rows({}, everybody, NOW);
      if (rows.length < TEAMS * OFFERINGS) {
        throw new Error(`The matrix has ${rows.length} rows`);
      }
    },
    heatMap: async () => {
      await Promise.all(
        STAGES.map(stage => ask('queue_time', { stage, groupBy: 'team' })),
      );
    },
    teamDetail: async round => {
      const team = `team-${(round * 7) % TEAMS}`;
      await Promise.all([
        ...METRICS.map(metric => ask(metric, { team })),
        ask('iteration_time', { team, groupBy: 'week' }),
        ask('queue_time', { team, groupBy: 'stage' }),
      ]);
    },
  };
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (
    sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? 0
  );
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function main(): Promise<void> {
  const server = openServer('dashboards');
  try {
    const sizes = [];
    for (const runs of [SMALL, LARGE]) {
      const knex = await server.open(String(runs), 'insights-backend');
      const fillSeconds =
        (await timed(() => fill(knex, runs, LAST_DAY))) / 1000;
      const pages = dashboards(knex);
      const mergedSeconds = (await timed(() => mergeAll(knex))) / 1000;
      const publishedSeconds = (await timed(() => pages.publish())) / 1000;
      const firstSeconds: Partial<Record<Dashboard, number>> = {};
      for (const name of DASHBOARDS) {
        firstSeconds[name] = (await timed(() => pages[name](0))) / 1000;
      }
      // Every team once: what is measured is kept until its data change.
      for (let round = 0; round < TEAMS; round += 1) {
        await pages.teamDetail(round);
      }
      const times: Record<Dashboard, number[]> = {
        adoptionMatrix: [],
        heatMap: [],
        teamDetail: [],
      };
      console.log(
        `${runs} runs: filled in ${fillSeconds.toFixed(0)} s, weeks merged in ${mergedSeconds.toFixed(0)} s, published in ${publishedSeconds.toFixed(0)} s; first answers after ${DASHBOARDS.map(name => `${name} ${firstSeconds[name]?.toFixed(1)} s`).join(', ')}`,
      );
      sizes.push({
        runs,
        knex,
        pages,
        times,
        firstSeconds,
        prepared: { fillSeconds, mergedSeconds, publishedSeconds },
      });
    }
    for (let round = -WARM_UP; round < ROUNDS; round += 1) {
      for (const { pages, times } of sizes) {
        for (const name of DASHBOARDS) {
          const ms = await timed(() => pages[name](Math.abs(round)));
          if (round >= 0) {
            times[name].push(ms);
          }
        }
      }
    }
    await report(sizes);
  } finally {
    await server.close();
  }
}

interface Size {
  readonly runs: number;
  readonly knex: Knex;
  readonly times: Record<Dashboard, number[]>;
  readonly prepared: Readonly<
    Record<'fillSeconds' | 'mergedSeconds' | 'publishedSeconds', number>
  >;
  readonly firstSeconds: Partial<Record<Dashboard, number>>;
}

async function report(sizes: readonly Size[]): Promise<void> {
  const [small, large] = sizes;
  if (!small || !large) {
    return;
  }
  const { rows } = await large.knex.raw(
    `select current_setting('server_version') as version`,
  );
  const p95 = (size: Size, name: Dashboard) => quantile(size.times[name], 0.95);
  const round = (value: number) => Number(value.toFixed(2));
  const result = {
    name: 'dashboards',
    date: new Date().toISOString(),
    machine: `${os.cpus().length} x ${os.cpus()[0]?.model.trim()}, Node ${process.version}, PostgreSQL ${rows[0].version}, load ${os.loadavg()[0]?.toFixed(1)}`,
    n: ROUNDS,
    runs: { small: small.runs, large: large.runs },
    // Written as the day cells that so many runs leave, not as rows of runs: answers read nothing else.
    storedRuns: 'as day cells',
    preparedSeconds: Object.fromEntries(
      Object.entries(large.prepared).map(([name, s]) => [name, round(s)]),
    ),
    p95Ms: round(Math.max(...DASHBOARDS.map(name => p95(large, name)))),
    pages: Object.fromEntries(
      DASHBOARDS.map(name => [
        name,
        {
          medianMs: round(quantile(large.times[name], 0.5)),
          p95Ms: round(p95(large, name)),
          smallMedianMs: round(quantile(small.times[name], 0.5)),
          smallP95Ms: round(p95(small, name)),
          firstSeconds: round(large.firstSeconds[name] ?? 0),
        },
      ]),
    ),
    ratios: {
      largeToSmall: round(
        Math.max(
          ...DASHBOARDS.map(name => p95(large, name) / p95(small, name)),
        ),
      ),
    },
  };
  console.log(result.machine);
  for (const [name, page] of Object.entries(result.pages)) {
    console.log(
      `  ${name.padEnd(16)} p95 ${page.p95Ms} ms (median ${page.medianMs}); at ${small.runs} runs ${page.smallP95Ms} ms (${page.smallMedianMs})`,
    );
  }
  console.log(
    `  largest p95 ratio, large to small: ${result.ratios.largeToSmall}`,
  );
  if (json) {
    console.log(JSON.stringify(result));
  }
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
