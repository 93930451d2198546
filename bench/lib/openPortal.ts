import { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import createKnex, { Knex } from 'knex';
import {
  endBackEnd,
  FEATURES,
  startBackEnd,
} from '../../scripts/lib/backEnd.mjs';
import { ensureDatabase } from '../../scripts/lib/database.mjs';
import { freePort, startPostgres } from '../../scripts/lib/postgres.mjs';
import { producerConfig } from './producerConfig';

const root = path.resolve(__dirname, '../..');
const SUBJECT = 'external:bench';

export interface BenchPortal {
  /** Of the insights plugin's database, one connection or two. */
  readonly knex: Knex;
  readonly server: ChildProcess;
  readonly url: string;
  readonly token: string;
  /** Ends everything and removes it. */
  close(): Promise<void>;
}

/** A PostgreSQL that syncs as in production, and a back end with the insights plugin in a process of its own. */
export async function openPortal({
  name,
  insights,
  profile,
  heapMegabytes,
}: {
  /** Of the benchmark; its data lie under it. */
  name: string;
  /** The section `insights`, given who sends. */
  insights: (subject: string) => object;
  profile?: string;
  heapMegabytes?: number;
}): Promise<BenchPortal> {
  const directory = path.join(root, '.data', `bench-${name}`);
  fs.rmSync(directory, { recursive: true, force: true });
  const postgres = await startPostgres({
    directory,
    port: await freePort(),
    throwAway: false,
  });
  await ensureDatabase(postgres.environment, 'bench');
  const port = await freePort();
  const token = randomBytes(16).toString('hex');
  const server = await startBackEnd({
    config: producerConfig({
      postgres: postgres.environment,
      database: 'bench',
      port,
      token,
      subject: SUBJECT,
      insights: insights(SUBJECT),
    }),
    features: FEATURES.insights,
    profile,
    heapMegabytes,
  });
  const knex = createKnex({
    client: 'pg',
    connection: `${postgres.connectionString}/bench`,
    searchPath: ['insights'],
    pool: { min: 1, max: 2 },
  });
  return {
    knex,
    server,
    url: `http://127.0.0.1:${port}`,
    token,
    close: async () => {
      await knex.destroy();
      await endBackEnd(server);
      postgres.stop();
      fs.rmSync(directory, { recursive: true, force: true });
    },
  };
}
