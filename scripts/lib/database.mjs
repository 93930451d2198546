import pg from 'pg';

/** Creates the portal's database on the server of the environment when it is not there yet. */
export async function ensureDatabase(environment, name) {
  const client = new pg.Client({
    host: environment.POSTGRES_HOST,
    port: Number(environment.POSTGRES_PORT ?? 5432),
    user: environment.POSTGRES_USER,
    password: environment.POSTGRES_PASSWORD,
    database: 'postgres',
    connectionTimeoutMillis: 10_000,
  });
  try {
    await client.connect();
  } catch (error) {
    throw new Error(
      `PostgreSQL at ${environment.POSTGRES_HOST}:${environment.POSTGRES_PORT ?? 5432} does not answer as user "${environment.POSTGRES_USER}": ${error.message}. Check POSTGRES_HOST, POSTGRES_PORT, POSTGRES_USER and POSTGRES_PASSWORD.`,
    );
  }
  try {
    const { rowCount } = await client.query(
      'select 1 from pg_database where datname = $1',
      [name],
    );
    if (rowCount === 0) {
      await client.query(`create database ${client.escapeIdentifier(name)}`);
    }
  } finally {
    await client.end();
  }
}
