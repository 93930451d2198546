import type { Knex } from 'knex';

/**
 * Holds back every other collection and evaluation on this database until the transaction ends, so that several back
 * ends write one result. Answers the time of the database, which is the time of the evaluation: clocks of several
 * back ends differ.
 */
export async function lockEvaluation(trx: Knex.Transaction): Promise<Date> {
  await trx.raw(
    `select pg_advisory_xact_lock(hashtextextended(current_schema() || ':scorecards-evaluation', 0))`,
  );
  const { rows } = await trx.raw<{ rows: { now: Date }[] }>(
    `select clock_timestamp() as now`,
  );
  const now = rows[0]?.now;
  if (!now) {
    throw new Error('PostgreSQL did not answer with its time');
  }
  return now;
}
