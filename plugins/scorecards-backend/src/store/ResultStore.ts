import type { Knex } from 'knex';
import { jsonRows } from './jsonRows';
import {
  fingerprintOfLevel,
  fingerprintOfResult,
  LEVEL_CONTENT,
  LEVEL_RECORD,
  type LevelToStore,
  RESULT_CONTENT,
  RESULT_RECORD,
  type ResultToStore,
  toDbLevel,
  toDbResult,
} from './resultRow';

/** What one evaluation found for the entities it looked at: everything that holds for them now. */
export interface EvaluationOutcome {
  readonly results: readonly ResultToStore[];
  readonly levels: readonly LevelToStore[];
  /** The entities looked at; left out: all. */
  readonly entities?: readonly string[];
  readonly at: Date;
}

export interface WriteSummary {
  readonly resultsChanged: number;
  readonly resultsEnded: number;
  readonly levelsChanged: number;
}

const assign = (columns: string): string =>
  columns
    .split(',')
    .map(column => column.trim())
    .map(column => `${column} = excluded.${column}`)
    .join(', ');

const RESULT_KEY = 'scorecard_ref, entity_ref, check_id';
const LEVEL_KEY = 'scorecard_ref, entity_ref';

/**
 * Makes the stored results and levels those of an evaluation and writes only what changed. The number of statements
 * does not depend on the number of entities or checks. The caller holds the evaluation lock.
 */
export async function replaceResults(
  trx: Knex.Transaction,
  outcome: EvaluationOutcome,
): Promise<WriteSummary> {
  const results = await replaceCheckResults(trx, outcome);
  const levelsChanged = await replaceLevels(trx, outcome);
  return { ...results, levelsChanged };
}

/** Neither a ref nor the id of a check has a space. */
function partsOfKey(key: string): [string, string, string] {
  const [scorecard = '', entity = '', check = ''] = key.split(' ');
  return [scorecard, entity, check];
}

interface KnownResult {
  readonly fingerprint: string;
  readonly observedMs: number | null;
}

async function readKnownResults(
  trx: Knex.Transaction,
  entities: readonly string[] | undefined,
): Promise<Map<string, KnownResult>> {
  const { rows } = await trx.raw<{
    rows: { key: string; fingerprint: string; observed_ms: number | null }[];
  }>(
    `select scorecard_ref || ' ' || entity_ref || ' ' || check_id as key, fingerprint,
       (extract(epoch from observed_at) * 1000)::double precision as observed_ms
     from result ${entities ? 'where entity_ref = any(?::text[])' : ''}`,
    entities ? [[...entities]] : [],
  );
  return new Map(
    rows.map(row => [
      row.key,
      { fingerprint: row.fingerprint, observedMs: row.observed_ms },
    ]),
  );
}

async function replaceCheckResults(
  trx: Knex.Transaction,
  { results, entities, at }: EvaluationOutcome,
): Promise<Pick<WriteSummary, 'resultsChanged' | 'resultsEnded'>> {
  const known = await readKnownResults(trx, entities);
  const changed: object[] = [];
  const touched: object[] = [];
  for (const row of results) {
    const key = `${row.scorecard} ${row.entity} ${row.result.check}`;
    const before = known.get(key);
    known.delete(key);
    const fingerprint = fingerprintOfResult(row);
    const observedMs = row.observedAt?.getTime() ?? null;
    if (before?.fingerprint !== fingerprint) {
      changed.push(toDbResult(row, fingerprint));
    } else if (before.observedMs !== observedMs) {
      touched.push(toDbResult(row, fingerprint));
    }
  }
  await endResults(trx, [...known.keys()], at);
  await writeChangedResults(trx, changed, at);
  await touchResults(trx, touched, at);
  return { resultsChanged: changed.length, resultsEnded: known.size };
}

/** The former rows go to the history in the same statement that replaces them. */
async function writeChangedResults(
  trx: Knex.Transaction,
  rows: readonly object[],
  at: Date,
): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  await trx.raw(
    `with n as materialized (select * from json_to_recordset(?::json) as n (${RESULT_RECORD})),
     former as (
       insert into result_history (${RESULT_KEY}, ${RESULT_CONTENT}, observed_at, valid_from, valid_to)
       select r.scorecard_ref, r.entity_ref, r.check_id, r.kind, r.version, r.rank, r.state, r.counted, r.reason,
         r.fact_id, r.value, r.unit, r.source, r.visibility, r.team_ref, r.fingerprint, r.observed_at, r.valid_from,
         ?::timestamptz
       from result r join n using (${RESULT_KEY})
     )
     insert into result (${RESULT_KEY}, ${RESULT_CONTENT}, observed_at, valid_from, evaluated_at)
     select ${RESULT_KEY}, ${RESULT_CONTENT}, observed_at, ?::timestamptz, ?::timestamptz from n
     on conflict (${RESULT_KEY}) do update set ${assign(`${RESULT_CONTENT}, observed_at, valid_from, evaluated_at`)}`,
    [await jsonRows(rows), at, at, at],
  );
}

/** The same was seen again later: no change of the result, so no history. */
async function touchResults(
  trx: Knex.Transaction,
  rows: readonly object[],
  at: Date,
): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  await trx.raw(
    `update result r set observed_at = n.observed_at, evaluated_at = ?
     from json_to_recordset(?::json) as n (${RESULT_RECORD})
     where r.scorecard_ref = n.scorecard_ref and r.entity_ref = n.entity_ref and r.check_id = n.check_id`,
    [at, await jsonRows(rows)],
  );
}

/** What no longer applies leaves `result`; the history says until when it held. */
async function endResults(
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
       delete from result
       where (${RESULT_KEY}) in (select * from unnest(?::text[], ?::text[], ?::text[]))
       returning *
     )
     insert into result_history (${RESULT_KEY}, ${RESULT_CONTENT}, observed_at, valid_from, valid_to)
     select ${RESULT_KEY}, ${RESULT_CONTENT}, observed_at, valid_from, ? from gone`,
    [
      parts.map(part => part[0]),
      parts.map(part => part[1]),
      parts.map(part => part[2]),
      at,
    ],
  );
}

async function replaceLevels(
  trx: Knex.Transaction,
  { levels, entities, at }: EvaluationOutcome,
): Promise<number> {
  const { rows } = await trx.raw<{
    rows: { key: string; fingerprint: string }[];
  }>(
    `select scorecard_ref || ' ' || entity_ref as key, fingerprint
     from level ${entities ? 'where entity_ref = any(?::text[])' : ''}`,
    entities ? [[...entities]] : [],
  );
  const known = new Map(rows.map(row => [row.key, row.fingerprint]));
  const changed: object[] = [];
  for (const level of levels) {
    const key = `${level.scorecard} ${level.entity}`;
    const fingerprint = fingerprintOfLevel(level);
    if (known.get(key) !== fingerprint) {
      changed.push(toDbLevel(level, fingerprint));
    }
    known.delete(key);
  }
  await endLevels(trx, [...known.keys()], at);
  await writeChangedLevels(trx, changed, at);
  return changed.length + known.size;
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
     insert into level (${LEVEL_KEY}, ${LEVEL_CONTENT}, valid_from, evaluated_at)
     select ${LEVEL_KEY}, ${LEVEL_CONTENT}, ?::timestamptz, ?::timestamptz from n
     on conflict (${LEVEL_KEY}) do update set ${assign(`${LEVEL_CONTENT}, valid_from, evaluated_at`)}`,
    [await jsonRows(rows), at, at, at],
  );
}

async function endLevels(
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
