import { ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');

export interface BackEndOptions {
  /** POSTGRES_* of the server; the database is `bench`. */
  readonly postgres: Record<string, string>;
  readonly port: number;
  readonly token: string;
  readonly subject: string;
  /** Added to the section `insights`. */
  readonly insights: object;
}

/** The configuration of a back end of production kind: permissions on, one producer with a restricted token. */
export function backEndConfig(options: BackEndOptions): object {
  const { postgres, port, token, subject, insights } = options;
  return {
    backend: {
      baseUrl: `http://localhost:${port}`,
      listen: { host: '127.0.0.1', port },
      database: {
        client: 'pg',
        pluginDivisionMode: 'schema',
        connection: {
          host: postgres.POSTGRES_HOST,
          port: Number(postgres.POSTGRES_PORT),
          user: postgres.POSTGRES_USER,
          password: postgres.POSTGRES_PASSWORD,
          database: 'bench',
        },
      },
      auth: {
        externalAccess: [
          {
            type: 'static',
            options: { token, subject },
            accessRestrictions: [
              { plugin: 'insights', permission: 'insights.ingest' },
            ],
          },
        ],
      },
    },
    permission: { enabled: true },
    insights: { actorKey: randomBytes(32).toString('hex'), ...insights },
  };
}

/** Starts it as a process of its own, so that a load does not share its event loop. */
export async function startBackEnd(
  config: object,
  {
    profile,
    log = 'inherit',
  }: {
    profile?: string;
    /** Descriptor of a file for what it prints. */
    log?: number | 'inherit';
  } = {},
): Promise<ChildProcess> {
  const server = fork(path.join(root, 'bench/ingest/server.ts'), {
    cwd: root,
    execArgv: [
      '--require',
      '@backstage/cli-node/config/nodeTransform.cjs',
      ...(profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : []),
    ],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      LOG_LEVEL: 'warn',
      BENCH_CONFIG: JSON.stringify(config),
    },
    stdio: ['ignore', log, log, 'ipc'],
  });
  await new Promise<void>((resolve, reject) => {
    // The loader of TypeScript uses the same channel for messages of its own.
    server.on('message', message => message === 'ready' && resolve());
    server.once('exit', code => reject(new Error(`the server ended: ${code}`)));
  });
  return server;
}

/** Ends the server before its database, so that nothing of it is still under way then. */
export async function endBackEnd(server: ChildProcess): Promise<void> {
  const ended = new Promise(resolve => server.once('exit', resolve));
  server.kill();
  await ended;
}
