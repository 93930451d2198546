import { Knex } from 'knex';
import { rowsOf } from '../rows';

/** How far a change of keys got: a step, and within it up to where rows are done. */
export interface RotationProgress {
  readonly step: string;
  /** '' at the beginning of a step. */
  readonly cursor: string;
}

export interface KeyState {
  readonly fingerprint: Buffer;
  readonly target?: Buffer;
  readonly progress?: RotationProgress;
}

/** Held by each transaction of a change of keys; nothing else uses this number. */
const ROTATION_LOCK = 0x6d6c6934;

export async function lockKeys(tx: Knex): Promise<void> {
  await rowsOf(tx, 'select pg_advisory_xact_lock(?)', [ROTATION_LOCK]);
}

export async function readKeyState(knex: Knex): Promise<KeyState | undefined> {
  const [row] = await rowsOf<{
    fingerprint: Buffer;
    target_fingerprint: Buffer | null;
    step: string | null;
    step_cursor: string | null;
  }>(
    knex,
    'select fingerprint, target_fingerprint, step, step_cursor from actor_key_state',
    [],
    'insights-key-state',
  );
  return (
    row && {
      fingerprint: row.fingerprint,
      ...(row.target_fingerprint && { target: row.target_fingerprint }),
      ...(row.step !== null && {
        progress: { step: row.step, cursor: row.step_cursor ?? '' },
      }),
    }
  );
}

/** Notes by which keys rows are made, and that no change is under way. */
export async function writeKeys(
  tx: Knex,
  { fingerprint, keys }: { fingerprint: Buffer; keys: number },
): Promise<void> {
  await rowsOf(
    tx,
    `insert into actor_key_state (keys, fingerprint) values (?, ?)
     on conflict (only_row) do update set keys = excluded.keys, fingerprint = excluded.fingerprint,
       rekeyed_at = now(), target_keys = null, target_fingerprint = null, step = null, step_cursor = null`,
    [keys, fingerprint],
  );
}

export async function beginTarget(
  tx: Knex,
  { target, keys, step }: { target: Buffer; keys: number; step: string },
): Promise<void> {
  await rowsOf(
    tx,
    `update actor_key_state set target_keys = ?, target_fingerprint = ?, step = ?, step_cursor = ''`,
    [keys, target, step],
  );
}

export async function writeProgress(
  tx: Knex,
  { step, cursor }: RotationProgress,
): Promise<void> {
  await rowsOf(tx, `update actor_key_state set step = ?, step_cursor = ?`, [
    step,
    cursor,
  ]);
}

/** Whether any row has a hash of a person. */
export async function hasActors(knex: Knex): Promise<boolean> {
  const [row] = await rowsOf<{ any: boolean }>(
    knex,
    `select exists (select from organisation_alias)
       or exists (select from attribution_subject where actor_hash <> '')
       or exists (select from run where actor_hash <> '') as any`,
  );
  return row?.any ?? false;
}
