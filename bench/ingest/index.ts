import { createHash, randomBytes } from 'node:crypto';
import os from 'node:os';
import { Knex } from 'knex';
import { eventLoopP99 } from '../../scripts/lib/backEnd.mjs';
import { makeEvents } from '../lib/events';
import { BenchPortal, openPortal } from '../lib/openPortal';
import { sendAll } from './load';

/**
 * Durable, deduplicated ingest over HTTP, acknowledged after COMMIT, with fold, attribution and dirty marks, beside
 * the bare insert of the same event rows into the same PostgreSQL: batches of 1,000 by `unnest`, one connection.
 * Both write with synchronous commit. Rounds alternate, so that a slow minute of the machine hits both.
 */
const ROUNDS = Number(
  process.argv
    .find(argument => argument.startsWith('--rounds='))
    ?.slice('--rounds='.length) ?? 5,
);
const EVENTS = 20_000;
const BATCH = 100;
const SINGLES = 4_000;
const BARE_BATCH = 1_000;

const json = process.argv.includes('--json');
/** `--profile=DIR` leaves a CPU profile of the server there. */
const profile = process.argv
  .find(argument => argument.startsWith('--profile='))
  ?.slice('--profile='.length);

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

async function measure({ knex, url, token, server }: BenchPortal) {
  const batch = (connections: number, bodies: string[]) =>
    sendAll({
      url: `${url}/api/insights/lineage`,
      token,
      connections,
      bodies,
    });
  await insertBare(knex, makeEvents(EVENTS / 4));
  await batch(8, batchesOf(makeEvents(EVENTS / 2), BATCH));
  const bare: number[] = [];
  const batches: number[] = [];
  const singles: number[] = [];
  const naive: number[] = [];
  const p99s: number[] = [];
  const loops: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(await insertBare(knex, makeEvents(EVENTS)));
    await eventLoopP99(server);
    const { seconds } = await batch(8, batchesOf(makeEvents(EVENTS), BATCH));
    batches.push(EVENTS / seconds);
    const single = await batch(32, batchesOf(makeEvents(SINGLES), 1));
    singles.push(SINGLES / single.seconds);
    p99s.push(single.latencies[Math.floor(SINGLES * 0.99)] ?? 0);
    loops.push(await eventLoopP99(server));
    naive.push(await insertNaive(knex, 500));
  }
  return { bare, batches, singles, naive, p99s, loops };
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
  const portal = await openPortal({
    name: 'ingest',
    insights: subject => ({
      sources: [{ name: 'bench', kind: 'openlineage', subjects: [subject] }],
    }),
    profile,
  });
  try {
    await portal.knex.raw('create table bare_event (like event including all)');
    await report(portal.knex, await measure(portal));
  } finally {
    await portal.close();
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
    eventLoopP99Ms: Math.round(median(figures.loops)),
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
    `  event loop of the back end meanwhile, p99: ${result.eventLoopP99Ms} ms`,
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
