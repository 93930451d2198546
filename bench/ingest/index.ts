import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import createKnex, { Knex } from 'knex';
import { freePort, startPostgres } from '../../scripts/lib/postgres.mjs';
import { backEndConfig, endBackEnd, startBackEnd } from './backEnd';
import { makeEvents } from './events';
import { sendAll } from './load';

/**
 * Durable, deduplicated ingest over HTTP, acknowledged after COMMIT, with fold, attribution and dirty marks, beside
 * the bare insert of the same event rows into the same PostgreSQL: batches of 1,000 by `unnest`, one connection.
 * Both write with synchronous commit. Rounds alternate, so that a slow minute of the machine hits both.
 */
const ROUNDS = 5;
const EVENTS = 20_000;
const BATCH = 100;
const SINGLES = 4_000;
const BARE_BATCH = 1_000;

const root = path.resolve(__dirname, '../..');
const json = process.argv.includes('--json');
/** `--profile=DIR` leaves a CPU profile of the server there. */
const profile = process.argv
  .find(argument => argument.startsWith('--profile='))
  ?.slice('--profile='.length);
const TOKEN = randomBytes(16).toString('hex');
const SUBJECT = 'external:bench';

/** The same event rows, prepared outside the measurement. */
async function insertBare(
  knex: Knex,
  events: readonly object[],
): Promise<number> {
  const rows = events.map((event, index) => {
    const text = JSON.stringify(event);
    const hash = createHash('sha256')
      .update(`${text}${Math.random()}`)
      .digest('hex');
    return { hash, text, runKey: `run-${index >> 1}` };
  });
  const at = new Date().toISOString();
  const began = performance.now();
  for (let from = 0; from < rows.length; from += BARE_BATCH) {
    const batch = rows.slice(from, from + BARE_BATCH);
    await knex.raw(
      `insert into bare_event (source_id, event_id, body_hash, type, run_key, event_time, observation)
       select 1, event_id, decode(event_id, 'hex'), 'openlineage.run.start', run_key, ?::timestamptz, observation::jsonb
       from unnest(?::text[], ?::text[], ?::text[]) as new (event_id, run_key, observation)
       on conflict do nothing`,
      [
        at,
        batch.map(row => row.hash),
        batch.map(row => row.runKey),
        batch.map(row => row.text),
      ],
    );
  }
  return rows.length / ((performance.now() - began) / 1000);
}

/** Batches whose runs do not share a batch, as they come from many producers. */
function batchesOf(events: readonly object[], size: number): string[] {
  return Array.from({ length: Math.ceil(events.length / size) }, (_, index) =>
    JSON.stringify(events.slice(index * size, (index + 1) * size)),
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function spread(values: readonly number[]): string {
  return `${Math.round(median(values))} (${Math.round(Math.min(...values))} to ${Math.round(Math.max(...values))})`;
}

async function measure(knex: Knex, url: string) {
  const batch = (connections: number, bodies: string[]) =>
    sendAll({ url, token: TOKEN, connections, bodies });
  await insertBare(knex, makeEvents(EVENTS / 4));
  await batch(8, batchesOf(makeEvents(EVENTS / 2), BATCH));
  const bare: number[] = [];
  const batches: number[] = [];
  const singles: number[] = [];
  const naive: number[] = [];
  const p99s: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(await insertBare(knex, makeEvents(EVENTS)));
    const { seconds } = await batch(8, batchesOf(makeEvents(EVENTS), BATCH));
    batches.push(EVENTS / seconds);
    const single = await batch(32, batchesOf(makeEvents(SINGLES), 1));
    singles.push(SINGLES / single.seconds);
    p99s.push(single.latencies[Math.floor(SINGLES * 0.99)] ?? 0);
    naive.push(await insertNaive(knex, 500));
  }
  return { bare, batches, singles, naive, p99s };
}

/** One row, one statement, one commit, one connection. */
async function insertNaive(knex: Knex, count: number): Promise<number> {
  const began = performance.now();
  for (const event of makeEvents(count)) {
    await knex.raw(
      `insert into bare_event (source_id, event_id, body_hash, type, run_key, event_time, observation)
       values (1, ?, '', 'x', null, now(), ?)`,
      [randomBytes(32).toString('hex'), JSON.stringify(event)],
    );
  }
  return count / ((performance.now() - began) / 1000);
}

async function main(): Promise<void> {
  const directory = path.join(root, '.data', 'bench-ingest');
  fs.rmSync(directory, { recursive: true, force: true });
  const postgres = await startPostgres({
    directory,
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
      insights: {
        sources: [{ name: 'bench', kind: 'openlineage', subjects: [SUBJECT] }],
      },
    }),
    { profile },
  );
  const knex = createKnex({
    client: 'pg',
    connection: `${postgres.connectionString}/bench`,
    searchPath: ['insights'],
    pool: { min: 1, max: 1 },
  });
  try {
    await knex.raw('create table bare_event (like event including all)');
    const figures = await measure(
      knex,
      `http://127.0.0.1:${port}/api/insights/lineage`,
    );
    await report(knex, figures);
  } finally {
    await knex.destroy();
    await endBackEnd(server);
    postgres.stop();
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

async function report(
  knex: Knex,
  figures: Awaited<ReturnType<typeof measure>>,
): Promise<void> {
  const { rows } = await knex.raw(
    `select (select count(*)::int from event) as events, (select count(*)::int from run) as runs,
       current_setting('server_version') as version, current_setting('synchronous_commit') as commit`,
  );
  const [counted] = rows;
  const sent = EVENTS / 2 + ROUNDS * (EVENTS + SINGLES);
  const result = {
    name: 'ingest',
    date: new Date().toISOString(),
    machine: `${os.cpus().length} x ${os.cpus()[0]?.model.trim()}, Node ${process.version}, PostgreSQL ${counted.version}, synchronous_commit ${counted.commit}`,
    n: ROUNDS,
    eventsPerSecond: Math.round(median(figures.batches)),
    singleRequestsPerSecond: Math.round(median(figures.singles)),
    singleP99Ms: Math.round(median(figures.p99s)),
    barePostgresPerSecond: Math.round(median(figures.bare)),
    lost: sent - counted.events,
    ratios: {
      toBarePostgres: Number(
        (median(figures.batches) / median(figures.bare)).toFixed(3),
      ),
      singleToNaiveInsert: Number(
        (median(figures.singles) / median(figures.naive)).toFixed(2),
      ),
    },
  };
  console.log(`${result.machine}`);
  console.log(
    `rounds ${ROUNDS}; events a second, median (smallest to largest):`,
  );
  console.log(
    `  bare unnest insert, batches of 1,000:   ${spread(figures.bare)}`,
  );
  console.log(
    `  over HTTP, batches of 100:              ${spread(figures.batches)}`,
  );
  console.log(
    `  over HTTP, one a request, 32 at a time: ${spread(figures.singles)}, p99 ${result.singleP99Ms} ms`,
  );
  console.log(
    `  naive one-row insert, one connection:   ${spread(figures.naive)}`,
  );
  console.log(
    `  stored ${counted.events} of ${sent} acknowledged events, ${counted.runs} runs`,
  );
  if (json) {
    console.log(JSON.stringify(result));
  }
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
