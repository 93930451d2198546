import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import createKnex, { type Knex } from 'knex';

const root = path.resolve(__dirname, '../..');
const script = path.join(root, 'scripts/test-postgres.mjs');

function startThrowAway(): { url: string; stop: () => void } {
  const running = fs.existsSync(path.join(root, '.data/test-postgres/port'));
  const { stdout } = spawnSync(process.execPath, [script, 'start'], {
    encoding: 'utf8',
  });
  const url = /CONNECTION_STRING=(\S+)/.exec(stdout)?.[1];
  if (!url) {
    throw new Error(`${script} did not say where the database is: ${stdout}`);
  }
  return {
    url,
    stop: () => {
      if (!running) {
        spawnSync(process.execPath, [script, 'stop']);
      }
    },
  };
}

/** Your server where POSTGRES_HOST and its siblings are set, else a throw-away one without durability. */
function findServer(): { url: string; durable: boolean; stop: () => void } {
  const { POSTGRES_HOST, POSTGRES_PORT, POSTGRES_USER, POSTGRES_PASSWORD } =
    process.env;
  if (!POSTGRES_HOST) {
    return { ...startThrowAway(), durable: false };
  }
  const account = `${POSTGRES_USER}:${encodeURIComponent(POSTGRES_PASSWORD ?? '')}`;
  return {
    url: `postgresql://${account}@${POSTGRES_HOST}:${POSTGRES_PORT ?? 5432}`,
    durable: true,
    stop: () => {},
  };
}

export interface BenchDatabase {
  readonly knex: Knex;
  /** A schema of its own on the same server, empty. */
  readonly peer: Knex;
  readonly durable: boolean;
  close(): Promise<void>;
}

/** A database of its own, migrated, and dropped at the end. */
export async function openDatabase(): Promise<BenchDatabase> {
  const server = findServer();
  const name = `bench_scorecards_${process.pid}`;
  const admin = createKnex({
    client: 'pg',
    connection: `${server.url}/postgres`,
  });
  await admin.raw(`create database ${name}`);
  const knex = createKnex({
    client: 'pg',
    connection: `${server.url}/${name}`,
  });
  await knex.migrate.latest({
    directory: path.join(root, 'plugins/scorecards-backend/migrations'),
  });
  await knex.raw('create schema peer');
  const peer = createKnex({
    client: 'pg',
    connection: `${server.url}/${name}`,
    searchPath: ['peer'],
  });
  return {
    knex,
    peer,
    durable: server.durable,
    async close() {
      await peer.destroy();
      await knex.destroy();
      await admin.raw(`drop database ${name}`);
      await admin.destroy();
      server.stop();
    },
  };
}
