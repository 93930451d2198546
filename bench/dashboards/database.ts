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

/** Your server where POSTGRES_HOST and its siblings are set, else a throw-away one. */
function findServer(): { url: string; stop: () => void } {
  const { POSTGRES_HOST, POSTGRES_PORT, POSTGRES_USER, POSTGRES_PASSWORD } =
    process.env;
  if (!POSTGRES_HOST) {
    return startThrowAway();
  }
  const account = `${POSTGRES_USER}:${encodeURIComponent(POSTGRES_PASSWORD ?? '')}`;
  return {
    url: `postgresql://${account}@${POSTGRES_HOST}:${POSTGRES_PORT ?? 5432}`,
    stop: () => {},
  };
}

export interface BenchServer {
  /** A new migrated database, dropped when the server is closed. */
  open(name: string): Promise<Knex>;
  close(): Promise<void>;
}

export function openServer(): BenchServer {
  const server = findServer();
  const admin = createKnex({
    client: 'pg',
    connection: `${server.url}/postgres`,
  });
  const opened: { name: string; knex: Knex }[] = [];
  return {
    async open(suffix) {
      const name = `bench_dashboards_${suffix}_${process.pid}`;
      await admin.raw(`create database ${name}`);
      const knex = createKnex({
        client: 'pg',
        connection: `${server.url}/${name}`,
        pool: { min: 2, max: 10 },
      });
      opened.push({ name, knex });
      await knex.migrate.latest({
        directory: path.join(root, 'plugins/insights-backend/migrations'),
      });
      return knex;
    },
    async close() {
      for (const { name, knex } of opened) {
        await knex.destroy();
        await admin.raw(`drop database ${name} with (force)`);
      }
      await admin.destroy();
      server.stop();
    },
  };
}
