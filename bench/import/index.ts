import { ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import createKnex, { Knex } from 'knex';
import { freePort, startPostgres } from '../../scripts/lib/postgres.mjs';
import { backEndConfig, endBackEnd, startBackEnd } from '../ingest/backEnd';

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
const TOKEN = randomBytes(16).toString('hex');
const SUBJECT = 'external:bench';
const SOURCE = 'bench-history';
const JOBS = 2_000;
const TEAMS = 200;
const PEOPLE = 1_500;
const MINUTE = 60_000;

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
  url: string,
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
        MLI_TOKEN: TOKEN,
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

async function measure(knex: Knex, file: string, url: string) {
  const first = await importFile(
    file,
    url,
    async () => (await countRuns(knex)) >= RUNS / 3,
  );
  const before = await countRuns(knex);
  const second = await importFile(file, url);
  if (second.code !== 0) {
    throw new Error(`the import ended with ${second.code}`);
  }
  const stored = await countRuns(knex);
  return { first, second, before, stored };
}

async function main(): Promise<void> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'mli-bench-import-'));
  // The server of the database reads the file under another user.
  fs.chmodSync(directory, 0o755);
  const file = path.join(directory, 'history.csv');
  await writeHistory(file);
  const data = path.join(root, '.data', 'bench-import');
  fs.rmSync(data, { recursive: true, force: true });
  const postgres = await startPostgres({
    directory: data,
    port: await freePort(),
    throwAway: false,
  });
  const admin = createKnex({
    client: 'pg',
    connection: `${postgres.connectionString}/postgres`,
  });
  await admin.raw('create database bench');
  await admin.destroy();
  const port = await freePort();
  const server = await startBackEnd(
    backEndConfig({
      postgres: postgres.environment,
      port,
      token: TOKEN,
      subject: SUBJECT,
      insights: { importSubjects: [SUBJECT] },
    }),
  );
  const knex = createKnex({
    client: 'pg',
    connection: `${postgres.connectionString}/bench`,
    searchPath: ['insights'],
    pool: { min: 1, max: 2 },
  });
  try {
    const copyPerSecond = await copyBare(knex, file);
    const figures = await measure(knex, file, `http://127.0.0.1:${port}`);
    report({ ...figures, copyPerSecond, backEnd: peakMegabytes(server.pid) });
  } finally {
    await knex.destroy();
    await endBackEnd(server);
    postgres.stop();
    fs.rmSync(data, { recursive: true, force: true });
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

function report(
  measured: Awaited<ReturnType<typeof measure>> & {
    copyPerSecond: number;
    backEnd: number;
  },
): void {
  const { first, second, before, stored, copyPerSecond, backEnd } = measured;
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
  console.log(`  stored ${stored} of ${RUNS}`);
  if (json) {
    console.log(JSON.stringify(result));
  }
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
