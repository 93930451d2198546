import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import createKnex, { type Knex } from 'knex';

const root = path.resolve(__dirname, '../..');
const script = path.join(root, 'scripts/test-postgres.mjs');

interface FoundServer {
  readonly url: string;
  /** Whether it waits for the disk. */
  readonly durable: boolean;
  stop(): void;
}

function startThrowAway(): FoundServer {
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
    durable: false,
    stop: () => {
      if (!running) {
        spawnSync(process.execPath, [script, 'stop']);
      }
    },
  };
}

/** Your server where POSTGRES_HOST and its siblings are set, else a throw-away one without durability. */
export function findServer(): FoundServer {
  const { POSTGRES_HOST, POSTGRES_PORT, POSTGRES_USER, POSTGRES_PASSWORD } =
    process.env;
  if (!POSTGRES_HOST) {
    return startThrowAway();
  }
  const account = `${POSTGRES_USER ?? 'postgres'}:${encodeURIComponent(POSTGRES_PASSWORD ?? '')}`;
  return {
    url: `postgresql://${account}@${POSTGRES_HOST}:${POSTGRES_PORT ?? 5432}`,
    durable: true,
    stop: () => {},
  };
}

export interface BenchServer {
  readonly durable: boolean;
  /** A new database, dropped when the server is closed, with the tables of a plugin where one is named. */
  open(name: string, plugin?: string): Promise<Knex>;
  close(): Promise<void>;
}

/** @param bench - name of the benchmark, for the names of its databases */
export function openServer(bench: string): BenchServer {
  const server = findServer();
  const admin = createKnex({
    client: 'pg',
    connection: `${server.url}/postgres`,
  });
  const opened: { name: string; knex: Knex }[] = [];
  return {
    durable: server.durable,
    async open(suffix, plugin) {
      const name = `bench_${bench}_${suffix}_${process.pid}`;
      await admin.raw('create database ??', [name]);
      const knex = createKnex({
        client: 'pg',
        connection: `${server.url}/${name}`,
        pool: { min: 2, max: 10 },
      });
      opened.push({ name, knex });
      if (plugin) {
        await knex.migrate.latest({
          directory: path.join(root, 'plugins', plugin, 'migrations'),
        });
      }
      return knex;
    },
    async close() {
      for (const { name, knex } of opened) {
        await knex.destroy();
        await admin.raw('drop database ?? with (force)', [name]);
      }
      await admin.destroy();
      server.stop();
    },
  };
}
