import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Knex } from 'knex';
import { eventLoopP99 } from '../../scripts/lib/backEnd.mjs';
import { BenchPortal, openPortal } from '../lib/openPortal';

/**
 * The import of a history by the command line, as a user runs it, beside COPY of the same rows into a bare table of
 * the same PostgreSQL. The import is killed once at a third and started again: it must go on and lose nothing.
 * `--runs=N` for another size than a million.
 */
const root = path.resolve(__dirname, '../..');
const json = process.argv.includes('--json');
const RUNS = Number(
  process.argv.find(argument => argument.startsWith('--runs='))?.slice(7) ??
    1_000_000,
);
const SOURCE = 'bench-history';
const JOBS = 2_000;
const TEAMS = 200;
const PEOPLE = 1_500;
const MINUTE = 60_000;
/** What an operator gives a back end that may not take more than 512 MB (docs/operations.md). */
const HEAP_MEGABYTES = 256;

const COLUMNS = [
  'id',
  'namespace',
  'job',
  'submittedAt',
  'startedAt',
  'endedAt',
  'outcome',
  'trigger',
  'stage',
  'actor',
  'team',
  'gpus',
] as const;

/** Two years of runs in the order of their time, as a scheduler's accounting has them. */
async function writeHistory(file: string): Promise<void> {
  const out = fs.createWriteStream(file);
  out.write(`${COLUMNS.join(',')}\n`);
  const began = Date.now() - 730 * 24 * 60 * MINUTE;
  const step = (729 * 24 * 60 * MINUTE) / RUNS;
  for (let index = 0; index < RUNS; index += 1) {
    const submitted = began + index * step;
    const started = submitted + ((index * 7919) % 90) * MINUTE;
    const ended = started + (5 + ((index * 104_729) % 600)) * MINUTE;
    const job = (index * 31) % JOBS;
    const row = [
      `run-${index}`,
      'cluster',
      `job-${job}`,
      new Date(submitted).toISOString(),
      new Date(started).toISOString(),
      new Date(ended).toISOString(),
      index % 11 === 0 ? 'failed' : 'succeeded',
      index % 3 === 0 ? 'human' : 'scheduled',
      'training',
      `person-${(index * 17) % PEOPLE}`,
      `team-${job % TEAMS}`,
      String(1 + (index % 64)),
    ];
    if (!out.write(`${row.join(',')}\n`)) {
      await once(out, 'drain');
    }
  }
  out.end();
  await once(out, 'finish');
}

/** The most memory a process ever held, in MB; the kernel keeps it while the process lives. */
function peakMegabytes(pid: number | undefined): number {
  try {
    const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    // It ended, or this system has no /proc.
    return 0;
  }
}

interface Imported {
  readonly seconds: number;
  readonly peakMegabytes: number;
  readonly code: number | null;
}

/** Runs the command line; kills it where `until` says so. */
async function importFile(
  file: string,
  { url, token }: BenchPortal,
  until?: () => Promise<boolean>,
): Promise<Imported> {
  const began = performance.now();
  const cli: ChildProcess = spawn(
    process.execPath,
    [
      path.join(root, 'packages/cli/bin/mli'),
      'import',
      'runs',
      file,
      '--source',
      SOURCE,
      '--mapping',
      mappingBeside(file),
    ],
    {
      env: {
        ...process.env,
        MLI_URL: url,
        MLI_TOKEN: token,
        MLI_ROOT: path.dirname(file),
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const ended = once(cli, 'exit');
  let peak = 0;
  let isAsking = false;
  const watch = setInterval(async () => {
    peak = Math.max(peak, peakMegabytes(cli.pid));
    if (until && !isAsking) {
      isAsking = true;
      if (await until()) {
        cli.kill('SIGKILL');
      }
      isAsking = false;
    }
  }, 250);
  const [code] = await ended;
  clearInterval(watch);
  return {
    seconds: (performance.now() - began) / 1000,
    peakMegabytes: peak,
    code,
  };
}

function mappingBeside(file: string): string {
  const mapping = `${file}.yaml`;
  fs.writeFileSync(
    mapping,
    `source: ${SOURCE}\ncolumns:\n${COLUMNS.map(name => `  ${name}: ${name}`).join('\n')}\n`,
  );
  return mapping;
}

/** The same rows by COPY from the same file, with a primary key and nothing else. */
async function copyBare(knex: Knex, file: string): Promise<number> {
  await knex.raw(
    `create table bare_run (id text primary key, namespace text, job text, submitted_at timestamptz,
       started_at timestamptz, ended_at timestamptz, outcome text, trigger text, stage text, actor text, team text,
       gpus double precision)`,
  );
  const began = performance.now();
  await knex.raw(
    `copy bare_run from '${file.replaceAll("'", "''")}' with (format csv, header)`,
  );
  return RUNS / ((performance.now() - began) / 1000);
}

async function countRuns(knex: Knex): Promise<number> {
  const { rows } = await knex.raw(`select count(*)::int as count from run`);
  return rows[0].count;
}

const LONGEST_COMPUTING_SECONDS = 900;

/** How long after the import every day has its cells. */
async function untilComputed(knex: Knex): Promise<number> {
  const began = performance.now();
  for (;;) {
    const { rows } = await knex.raw(
      `select exists (select from dirty_day) or exists (select from dirty_actor) as owed`,
    );
    const seconds = (performance.now() - began) / 1000;
    if (!rows[0].owed || seconds > LONGEST_COMPUTING_SECONDS) {
      return seconds;
    }
    await setTimeout(1_000);
  }
}

async function measure(portal: BenchPortal, file: string) {
  const { knex } = portal;
  const first = await importFile(
    file,
    portal,
    async () => (await countRuns(knex)) >= RUNS / 3,
  );
  const before = await countRuns(knex);
  const second = await importFile(file, portal);
  if (second.code !== 0) {
    throw new Error(`the import ended with ${second.code}`);
  }
  const stored = await countRuns(knex);
  const eventLoopP99Ms = await eventLoopP99(portal.server);
  const cellsAfterSeconds = await untilComputed(knex);
  return { first, second, before, stored, eventLoopP99Ms, cellsAfterSeconds };
}

async function main(): Promise<void> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'mli-bench-import-'));
  // The server of the database reads the file under another user.
  fs.chmodSync(directory, 0o755);
  const file = path.join(directory, 'history.csv');
  await writeHistory(file);
  const portal = await openPortal({
    name: 'import',
    insights: subject => ({ importSubjects: [subject] }),
    heapMegabytes: HEAP_MEGABYTES,
  });
  try {
    const copyPerSecond = await copyBare(portal.knex, file);
    const figures = await measure(portal, file);
    report({
      ...figures,
      copyPerSecond,
      backEnd: peakMegabytes(portal.server.pid),
    });
  } finally {
    await portal.close();
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

function report(
  measured: Awaited<ReturnType<typeof measure>> & {
    copyPerSecond: number;
    backEnd: number;
  },
): void {
  const {
    first,
    second,
    before,
    stored,
    copyPerSecond,
    backEnd,
    eventLoopP99Ms,
    cellsAfterSeconds,
  } = measured;
  const runsPerSecond = stored / (first.seconds + second.seconds);
  const result = {
    name: 'import',
    date: new Date().toISOString(),
    machine: `${os.cpus().length} x ${os.cpus()[0]?.model.trim()}, Node ${process.version}`,
    n: 1,
    runs: RUNS,
    runsPerSecond: Math.round(runsPerSecond),
    copyPerSecond: Math.round(copyPerSecond),
    killedAtRuns: before,
    lost: RUNS - stored,
    eventLoopP99Ms: Math.round(eventLoopP99Ms),
    cellsAfterSeconds: Math.round(cellsAfterSeconds),
    peakMegabytes: {
      cli: Math.round(Math.max(first.peakMegabytes, second.peakMegabytes)),
      backEnd: Math.round(backEnd),
    },
    ratios: { toCopy: Number((runsPerSecond / copyPerSecond).toFixed(3)) },
  };
  console.log(result.machine);
  console.log(`${RUNS} runs, once, killed at ${before} and started again:`);
  console.log(
    `  by the command line: ${result.runsPerSecond} runs/s; COPY into a bare table: ${result.copyPerSecond} rows/s`,
  );
  console.log(
    `  most memory: command line ${result.peakMegabytes.cli} MB, back end ${result.peakMegabytes.backEnd} MB`,
  );
  console.log(
    `  event loop of the back end meanwhile, p99: ${result.eventLoopP99Ms} ms; all cells computed ${result.cellsAfterSeconds} s after the import`,
  );
  console.log(`  stored ${stored} of ${RUNS}`);
  if (json) {
    console.log(JSON.stringify(result));
  }
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
