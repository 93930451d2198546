/** The portal is killed in the middle of a bulk registration and the file is sent again: nothing twice, nothing lost. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import createKnex, { Knex } from 'knex';
import { findServer } from '../../bench/lib/benchServer';
import { freePort } from '../../scripts/lib/postgres.mjs';
import { Portal } from './portal';

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
    connection: `${server.url}/postgres`,
  });
  await admin.raw(`create database ${database}`);
  const connection = `${server.url}/${database}`;
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
    server.stop();
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
