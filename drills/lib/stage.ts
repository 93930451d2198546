import { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import createKnex, { Knex } from 'knex';
import { producerConfig } from '../../bench/lib/producerConfig';
import {
  endBackEnd,
  FEATURES,
  startBackEnd,
} from '../../scripts/lib/backEnd.mjs';
import { ensureDatabase } from '../../scripts/lib/database.mjs';
import { freePort, startPostgres } from '../../scripts/lib/postgres.mjs';
import { seedOrganisation } from './seedOrganisation';

const root = path.resolve(__dirname, '../..');

export const SUBJECT = 'external:drill';
export const SOURCES = [
  { name: 'drill', kind: 'openlineage', subjects: [SUBJECT] },
  { name: 'drill-events', kind: 'cloudevents', subjects: [SUBJECT] },
];

/** A back end that may be killed and started again at the same address. */
export class BackEnd {
  readonly #config: object;
  readonly url: string;
  readonly #log: number;
  #process: ChildProcess | undefined;

  constructor(config: object, { port, log }: { port: number; log: number }) {
    this.#config = config;
    this.#log = log;
    this.url = `http://127.0.0.1:${port}/api/insights`;
  }

  async start(): Promise<void> {
    this.#process = await startBackEnd({
      config: this.#config,
      features: FEATURES.insights,
      log: this.#log,
    });
  }

  /** No farewell: what was not committed is gone. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    if (running) {
      await endBackEnd(running, signal);
    }
  }
}

/** What a drill plays on: a PostgreSQL that syncs as in production, an organisation, and back ends of their own. */
export interface Stage {
  readonly postgres: Awaited<ReturnType<typeof startPostgres>>;
  readonly backEnds: readonly BackEnd[];
  readonly token: string;
  readonly actorKey: string;
  /** A connection to a database of the server, with the tables of insights in its search path. */
  connect(database?: string): Knex;
  /** Ends everything and removes it. */
  end(): Promise<void>;
}

export interface StageOptions {
  readonly backEnds?: number;
  /** Connections a plugin of a back end may have. */
  readonly pool?: number;
}

export async function setStage(
  name: string,
  { backEnds: count = 1, pool = 10 }: StageOptions = {},
): Promise<Stage> {
  const directory = path.join(root, '.data', `drill-${name}`);
  fs.rmSync(directory, { recursive: true, force: true });
  const postgres = await startPostgres({
    directory,
    port: await freePort(),
    throwAway: false,
  });
  const token = randomBytes(16).toString('hex');
  const actorKey = randomBytes(32).toString('hex');
  const connect = (database = 'bench') =>
    createKnex({
      client: 'pg',
      connection: `${postgres.connectionString}/${database}`,
      searchPath: ['insights'],
      pool: { min: 0, max: 2 },
    });
  await ensureDatabase(postgres.environment, 'bench');

  // Of a drill that went well nobody wants to read it; it stays until the next one.
  const logFile = path.join(root, '.data', `drill-${name}.log`);
  const log = fs.openSync(logFile, 'w');
  console.log(`what the back ends say: ${path.relative(root, logFile)}`);
  const backEnds: BackEnd[] = [];
  for (let index = 0; index < count; index += 1) {
    const port = await freePort();
    const config = producerConfig({
      postgres: postgres.environment,
      database: 'bench',
      port,
      pool,
      token,
      subject: SUBJECT,
      insights: { actorKey, sources: SOURCES, importSubjects: [SUBJECT] },
    });
    const backEnd = new BackEnd(config, { port, log });
    await backEnd.start();
    backEnds.push(backEnd);
    if (index === 0) {
      const knex = connect();
      await seedOrganisation(knex, actorKey);
      await knex.destroy();
      // reads the organisation at its start
      await backEnd.end();
      await backEnd.start();
    }
  }
  return {
    postgres,
    backEnds,
    token,
    actorKey,
    connect,
    end: async () => {
      await Promise.all(backEnds.map(async backEnd => await backEnd.kill()));
      postgres.stop();
      fs.rmSync(directory, { recursive: true, force: true });
    },
  };
}
