/** The portal is killed in the middle of a bulk registration and the file is sent again: nothing twice, nothing lost. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import createKnex, { Knex } from 'knex';
import { Portal } from './portal';

const root = path.resolve(__dirname, '../..');
const ROWS = 300;
const KILLS_EACH = 2;

interface Figures {
  kills: number;
  /** Kills that came before the answer did. */
  cutShort: number;
  rows: number;
  lost: number;
  countedTwice: number;
  unexpected: number;
}

function findServer(): {
  host: string;
  port: number;
  user: string;
  password: string;
} {
  const { POSTGRES_HOST, POSTGRES_PORT, POSTGRES_USER, POSTGRES_PASSWORD } =
    process.env;
  if (POSTGRES_HOST) {
    return {
      host: POSTGRES_HOST,
      port: Number(POSTGRES_PORT ?? 5432),
      user: POSTGRES_USER ?? 'postgres',
      password: POSTGRES_PASSWORD ?? '',
    };
  }
  const script = path.join(root, 'scripts/test-postgres.mjs');
  const { stdout } = spawnSync(process.execPath, [script, 'start'], {
    encoding: 'utf8',
  });
  const found = /CONNECTION_STRING=['"]?([^\s'";]+)/.exec(stdout)?.[1];
  if (!found) throw new Error(`No PostgreSQL: ${stdout}`);
  const url = new URL(found);
  return {
    host: url.hostname,
    port: Number(url.port),
    user: url.username,
    password: decodeURIComponent(url.password),
  };
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise(resolve => {
    server.close(resolve);
  });
  if (typeof address !== 'object' || !address) throw new Error('No free port');
  return address.port;
}

const pause = (milliseconds: number) =>
  new Promise(resolve => {
    setTimeout(resolve, milliseconds);
  });

function fileOf(round: number): string {
  const rows = Array.from(
    { length: ROWS },
    (_, index) =>
      `drill-${round}-${index},model,lanes,drill.${round}/job-${index}`,
  );
  return `name,type,owner,jobs\n${rows.join('\n')}\n`;
}

async function play(
  portal: Portal,
  round: number,
  figures: Figures,
): Promise<void> {
  const request = { content: fileOf(round), format: 'csv' };
  for (let kill = 0; kill < KILLS_EACH; kill += 1) {
    const answer = portal.send('/offerings/registrations/bulk', request);
    await pause(80 + Math.random() * 900);
    await portal.kill();
    figures.kills += 1;
    if (!(await answer)) figures.cutShort += 1;
    await portal.start();
  }
  const last = await portal.send('/offerings/registrations/bulk', request);
  // The shape the back end documents in its openapi.json.
  const counts = (last?.body as { counts?: Record<string, number> })?.counts;
  if (last?.status !== 200 || counts?.refused !== 0) {
    figures.unexpected += 1;
    console.error(`round ${round}:`, last?.status, counts ?? last?.body);
  }
}

async function count(knex: Knex, figures: Figures): Promise<void> {
  const { rows } = await knex.raw(
    `select r.name, count(distinct r.id)::int as registrations,
            count(*) filter (where c.action = 'registered')::int as registered
       from offerings.registration r
       join offerings.registration_change c on c.registration_id = r.id
      group by r.name`,
  );
  figures.lost = figures.rows - rows.length;
  figures.countedTwice = rows.filter(
    (row: { registrations: number; registered: number }) =>
      row.registrations !== 1 || row.registered !== 1,
  ).length;
}

async function main(): Promise<void> {
  const json = process.argv.includes('--json');
  const rounds = Number(
    process.argv.find(flag => flag.startsWith('--rounds='))?.slice(9) ?? 3,
  );
  const server = findServer();
  const database = `drill_bulk_${process.pid}`;
  const admin = createKnex({
    client: 'pg',
    connection: { ...server, database: 'postgres' },
  });
  await admin.raw(`create database ${database}`);
  const connection = { ...server, database };
  const knex = createKnex({ client: 'pg', connection });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'drill-bulk-'));
  const portal = new Portal({ connection, port: await freePort(), folder });
  const figures: Figures = {
    ...{ kills: 0, cutShort: 0, rows: rounds * ROWS },
    ...{ lost: 0, countedTwice: 0, unexpected: 0 },
  };
  try {
    await portal.start();
    for (let round = 0; round < rounds; round += 1) {
      await play(portal, round, figures);
    }
    await count(knex, figures);
  } finally {
    await portal.kill();
    await knex.destroy();
    await admin.raw(`drop database ${database} with (force)`);
    await admin.destroy();
    fs.rmSync(folder, { recursive: true });
  }
  const load = os.loadavg()[0]?.toFixed(1);
  console.log(
    `bulk-registration: ${figures.kills} kills, ${figures.cutShort} before the answer, ${figures.rows} rows: ${figures.lost} lost, ${figures.countedTwice} twice, ${figures.unexpected} unexpected answers; load ${load}`,
  );
  if (json) {
    console.log(
      JSON.stringify({
        name: 'bulk-registration',
        date: new Date().toISOString(),
        machine: { cpus: os.cpus().length, load: os.loadavg() },
        n: rounds,
        ...figures,
      }),
    );
  }
  const { lost, countedTwice, unexpected } = figures;
  process.exitCode = lost + countedTwice + unexpected > 0 ? 1 : 0;
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
