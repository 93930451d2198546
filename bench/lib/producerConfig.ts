import { randomBytes } from 'node:crypto';

export interface ProducerConfigOptions {
  /** POSTGRES_* of the server. */
  readonly postgres: Record<string, string>;
  readonly database: string;
  readonly port: number;
  readonly token: string;
  readonly subject: string;
  /** Added to the section `insights`. */
  readonly insights: object;
  /** Connections a plugin may have; Backstage's own default where it is left out. */
  readonly pool?: number;
}

/** The configuration of a back end of production kind: permissions on, one producer with a restricted token. */
export function producerConfig(options: ProducerConfigOptions): object {
  const { postgres, database, port, token, subject, insights, pool } = options;
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
          database,
        },
        ...(pool !== undefined && {
          knexConfig: { pool: { min: 0, max: pool } },
        }),
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
