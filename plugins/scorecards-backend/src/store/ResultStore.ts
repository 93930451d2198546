import { hash } from 'node:crypto';
import type { Knex } from 'knex';
import { jsonRows } from './jsonRows';
import {
  endLevels,
  type FoundResults,
  readKnownLevels,
  replaceLevels,
} from './LevelStore';
import {
  contentOfResult,
  fingerprintOfResult,
  type LevelToStore,
  RESULT_CONTENT,
  RESULT_RECORD,
  type ResultToStore,
  toDbResult,
} from './resultRow';
import { assign, partsOfKey } from './sqlText';

/** What one evaluation found for some entities: everything that holds for them now. */
export interface EvaluationOutcome {
  readonly results: readonly ResultToStore[];
  readonly levels: readonly LevelToStore[];
  /** The entities looked at, those included that have gone. */
  readonly entities: readonly string[];
  readonly at: Date;
}

export interface WriteSummary {
  readonly resultsChanged: number;
  readonly resultsEnded: number;
  readonly levelsChanged: number;
}

const RESULT_KEY = 'scorecard_ref, entity_ref, check_id';

/**
 * Makes the stored results and levels of some entities those of an evaluation and writes only what changed. The number
 * of statements does not depend on the number of entities or checks. The caller holds the evaluation lock.
 */
export async function replaceResults(
  trx: Knex.Transaction,
  outcome: EvaluationOutcome,
): Promise<WriteSummary> {
  const found = groupResults(outcome.results);
  const known = await readKnownLevels(trx, outcome.entities);
  const moved = new Set<string>();
  for (const [key, { entity, fingerprint }] of found) {
    if (known.get(key)?.results_fingerprint !== fingerprint) {
      moved.add(entity);
    }
  }
  for (const [key, { entity_ref }] of known) {
    if (!found.has(key)) {
      moved.add(entity_ref);
    }
  }
  const results = await replaceCheckResults(trx, outcome, moved);
  const levelsChanged = await replaceLevels(trx, outcome, { known, found });
  return { ...results, levelsChanged };
}

/** Ends what is stored about entities that are no subjects any more. Answers the number of results. */
export async function endResultsOfOthers(
  trx: Knex.Transaction,
  at: Date,
): Promise<number> {
  const { rows: results } = await trx.raw<{ rows: { key: string }[] }>(
    `select scorecard_ref || ' ' || entity_ref || ' ' || check_id as key
     from result r where not exists (select 1 from subject s where s.entity_ref = r.entity_ref)`,
  );
  const { rows: levels } = await trx.raw<{ rows: { key: string }[] }>(
    `select scorecard_ref || ' ' || entity_ref as key
     from level l where not exists (select 1 from subject s where s.entity_ref = l.entity_ref)`,
  );
  await endResults(
    trx,
    results.map(row => row.key),
    at,
  );
  await endLevels(
    trx,
    levels.map(row => row.key),
    at,
  );
  return results.length;
}

/** The results of each scorecard and entity as one; those of one entity stand together in the order of the checks. */
function groupResults(
  results: readonly ResultToStore[],
): Map<string, FoundResults> {
  const texts = new Map<string, { entity: string; text: string }>();
  for (const row of results) {
    const key = `${row.scorecard} ${row.entity}`;
    const before = texts.get(key)?.text ?? '';
    const own = contentOfResult(row);
    texts.set(key, {
      entity: row.entity,
      text: `${before}${row.result.check} ${row.observedAt?.getTime()} ${own}`,
    });
  }
  const found = new Map<string, FoundResults>();
  for (const [key, { entity, text }] of texts) {
    found.set(key, { entity, fingerprint: hash('md5', text) });
  }
  return found;
}

interface KnownResult {
  readonly fingerprint: string;
  readonly observedMs: number | null;
}

async function readKnownResults(
  trx: Knex.Transaction,
  entities: ReadonlySet<string>,
): Promise<Map<string, KnownResult>> {
  const { rows } = await trx.raw<{
    rows: { key: string; fingerprint: string; observed_ms: number | null }[];
  }>(
    `select scorecard_ref || ' ' || entity_ref || ' ' || check_id as key, fingerprint,
       (extract(epoch from observed_at) * 1000)::double precision as observed_ms
     from result where entity_ref = any(?::text[])`,
    [[...entities]],
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
  { results, at }: EvaluationOutcome,
  moved: ReadonlySet<string>,
): Promise<Pick<WriteSummary, 'resultsChanged' | 'resultsEnded'>> {
  if (moved.size === 0) {
    return { resultsChanged: 0, resultsEnded: 0 };
  }
  const known = await readKnownResults(trx, moved);
  const changed: object[] = [];
  const touched: object[] = [];
  for (const row of results) {
    if (!moved.has(row.entity)) {
      continue;
    }
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
