import { Knex } from 'knex';
import { rowsOf } from '../rows';

export async function findRunId(
  knex: Knex,
  source: string,
  runKey: string,
): Promise<string | undefined> {
  const [row] = await rowsOf<{ id: string }>(
    knex,
    `select r.id from run r join source s on s.id = r.source_id where s.name = ? and r.run_key = ?`,
    [source, runKey],
  );
  return row?.id;
}

/** Saying it again changes the reason. */
export async function insertSplit(
  tx: Knex,
  runId: string,
  reason: string,
): Promise<void> {
  await rowsOf(
    tx,
    `insert into run_split (source_id, run_key, reason)
     select source_id, run_key, ? from run where id = ?
     on conflict (source_id, run_key) do update set reason = excluded.reason, split_at = now()`,
    [reason, runId],
  );
}

export async function deleteSplit(tx: Knex, runId: string): Promise<void> {
  await rowsOf(
    tx,
    `delete from run_split s using run r
     where r.id = ? and s.source_id = r.source_id and s.run_key = r.run_key`,
    [runId],
  );
}
