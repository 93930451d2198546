import type { Knex } from 'knex';
import { jsonRows } from './jsonRows';
import {
  fingerprintOfLevel,
  LEVEL_CONTENT,
  LEVEL_RECORD,
  type LevelToStore,
  toDbLevel,
} from './resultRow';
import { assign, partsOfKey } from './sqlText';

const LEVEL_KEY = 'scorecard_ref, entity_ref';

export interface LevelsOutcome {
  readonly levels: readonly LevelToStore[];
  readonly at: Date;
}

export interface FoundResults {
  readonly entity: string;
  /** Of each result and of when its fact was seen. */
  readonly fingerprint: string;
}

export interface KnownLevel {
  readonly entity_ref: string;
  readonly fingerprint: string;
  readonly results_fingerprint: string;
}

export async function readKnownLevels(
  trx: Knex.Transaction,
  entities: readonly string[],
): Promise<Map<string, KnownLevel>> {
  const { rows } = await trx.raw<{ rows: (KnownLevel & { key: string })[] }>(
    `select scorecard_ref || ' ' || entity_ref as key, entity_ref, fingerprint, results_fingerprint
     from level where entity_ref = any(?::text[])`,
    [[...entities]],
  );
  return new Map(rows.map(row => [row.key, row]));
}

export interface LevelComparison {
  readonly known: ReadonlyMap<string, KnownLevel>;
  readonly found: ReadonlyMap<string, FoundResults>;
}

export async function replaceLevels(
  trx: Knex.Transaction,
  { levels, at }: LevelsOutcome,
  { known, found }: LevelComparison,
): Promise<number> {
  const changed: object[] = [];
  const touched: object[] = [];
  const seen = new Set<string>();
  for (const level of levels) {
    const key = `${level.scorecard} ${level.entity}`;
    seen.add(key);
    const fingerprint = fingerprintOfLevel(level);
    const results_fingerprint = found.get(key)?.fingerprint ?? '';
    const before = known.get(key);
    const row = { ...toDbLevel(level, fingerprint), results_fingerprint };
    if (before?.fingerprint !== fingerprint) {
      changed.push(row);
    } else if (before.results_fingerprint !== results_fingerprint) {
      touched.push(row);
    }
  }
  const gone = [...known.keys()].filter(key => !seen.has(key));
  await endLevels(trx, gone, at);
  await writeChangedLevels(trx, changed, at);
  await touchLevels(trx, touched);
  return changed.length + gone.length;
}

/** The level is the same, but not all results under it are. */
async function touchLevels(
  trx: Knex.Transaction,
  rows: readonly object[],
): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  await trx.raw(
    `update level l set results_fingerprint = n.results_fingerprint
     from json_to_recordset(?::json) as n (${LEVEL_RECORD})
     where l.scorecard_ref = n.scorecard_ref and l.entity_ref = n.entity_ref`,
    [await jsonRows(rows)],
  );
}

async function writeChangedLevels(
  trx: Knex.Transaction,
  rows: readonly object[],
  at: Date,
): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  await trx.raw(
    `with n as materialized (select * from json_to_recordset(?::json) as n (${LEVEL_RECORD})),
     former as (
       insert into level_history (${LEVEL_KEY}, ${LEVEL_CONTENT}, valid_from, valid_to)
       select l.scorecard_ref, l.entity_ref, l.kind, l.version, l.rank, l.levels, l.level_name, l.level_title,
         l.next_name, l.next_title, l.missing, l.passing, l.failing, l.exempt, l.not_applicable, l.no_data, l.stale,
         l.erroneous, l.visibility, l.team_ref, l.fingerprint, l.valid_from, ?::timestamptz
       from level l join n using (${LEVEL_KEY})
     )
     insert into level (${LEVEL_KEY}, ${LEVEL_CONTENT}, results_fingerprint, valid_from, evaluated_at)
     select ${LEVEL_KEY}, ${LEVEL_CONTENT}, results_fingerprint, ?::timestamptz, ?::timestamptz from n
     on conflict (${LEVEL_KEY}) do update set ${assign(`${LEVEL_CONTENT}, results_fingerprint, valid_from, evaluated_at`)}`,
    [await jsonRows(rows), at, at, at],
  );
}

export async function endLevels(
  trx: Knex.Transaction,
  keys: readonly string[],
  at: Date,
): Promise<void> {
  if (keys.length === 0) {
    return;
  }
  const parts = keys.map(partsOfKey);
  await trx.raw(
    `with gone as (
       delete from level
       where (${LEVEL_KEY}) in (select * from unnest(?::text[], ?::text[]))
       returning *
     )
     insert into level_history (${LEVEL_KEY}, ${LEVEL_CONTENT}, valid_from, valid_to)
     select ${LEVEL_KEY}, ${LEVEL_CONTENT}, valid_from, ? from gone`,
    [parts.map(part => part[0]), parts.map(part => part[1]), at],
  );
}
