import { hash } from 'node:crypto';
import type { CheckState, FactVisibility } from '@mli/plugin-scorecards-common';
import type { Knex } from 'knex';
import {
  amendRows,
  type ChangeLog,
  changeRows,
  endRows,
  endRowsOfOthers,
  insertRows,
  type LogRow,
} from './changeLog';
import {
  LEVEL_LOG,
  type LevelChange,
  levelKey,
  readKnownLevels,
  replaceLevels,
} from './LevelStore';
import {
  contentOfResult,
  type LevelToStore,
  RESULT_CONTENT,
  RESULT_RECORD,
  type ResultToStore,
  toDbResult,
} from './resultRow';

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

const RESULT_LOG: ChangeLog = {
  table: 'result',
  history: 'result_history',
  key: ['scorecard_ref', 'entity_ref', 'check_id'],
  content: RESULT_CONTENT,
  extra: ['observed_at'],
  record: RESULT_RECORD,
};

/** What may change while the state goes on: the value seen and what is said about it. */
const DETAIL = [
  'reason',
  'fact_id',
  'value',
  'unit',
  'source',
  'fingerprint',
  'observed_at',
];

/**
 * Makes the stored results and levels of some entities those of an evaluation and writes only what changed. The number
 * of statements does not depend on the number of entities or checks. The caller holds the evaluation lock.
 */
export async function replaceResults(
  trx: Knex.Transaction,
  outcome: EvaluationOutcome,
): Promise<WriteSummary & { changes: readonly LevelChange[] }> {
  const contents = outcome.results.map(contentOfResult);
  const fingerprints = fingerprintsOfGroups(outcome.results, contents);
  const known = await readKnownLevels(trx, outcome.entities);
  const moved = new Set<string>();
  for (const { scorecard, entity } of outcome.levels) {
    const key = levelKey(scorecard, entity);
    if (known.get(key)?.results_fingerprint !== fingerprints.get(key)) {
      moved.add(entity);
    }
  }
  for (const [key, { entity_ref }] of known) {
    if (!fingerprints.has(key)) {
      moved.add(entity_ref);
    }
  }
  const results = await replaceCheckResults(trx, {
    ...outcome,
    contents,
    moved,
  });
  const levels = await replaceLevels(trx, { ...outcome, known, fingerprints });
  return { ...results, ...levels };
}

/** Ends what is stored about entities that are no subjects any more. Answers the number of results. */
export async function endResultsOfOthers(
  trx: Knex.Transaction,
  at: Date,
): Promise<number> {
  await endRowsOfOthers(trx, LEVEL_LOG, at);
  return endRowsOfOthers(trx, RESULT_LOG, at);
}

/** The results of each scorecard and entity as one; those of one entity stand together in the order of the checks. */
function fingerprintsOfGroups(
  results: readonly ResultToStore[],
  contents: readonly string[],
): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [index, row] of results.entries()) {
    const key = levelKey(row.scorecard, row.entity);
    const own = `${row.result.check} ${row.observedAt?.getTime()} ${contents[index]}`;
    texts.set(key, (texts.get(key) ?? '') + own);
  }
  for (const [key, text] of texts) {
    texts.set(key, hash('md5', text));
  }
  return texts;
}

/** As `KNOWN_TUPLE` builds it; a hundred thousand rows are quicker taken apart as JSON, a scorecard of an entity each. */
type KnownTuple = readonly [
  id: number,
  check: string,
  fingerprint: string,
  observedMs: number | null,
  version: number,
  team: string,
  rank: number,
  state: CheckState,
  counted: boolean,
  visibility: FactVisibility,
];

const KNOWN_TUPLE = `json_build_array(id, check_id, fingerprint,
  (extract(epoch from observed_at) * 1000)::double precision, version, team_ref, rank, state, counted, visibility)`;

async function readKnownResults(
  trx: Knex.Transaction,
  entities: ReadonlySet<string>,
): Promise<Map<string, Map<string, KnownTuple>>> {
  const { rows } = await trx.raw<{
    rows: { scorecard_ref: string; entity_ref: string; known: KnownTuple[] }[];
  }>(
    `select scorecard_ref, entity_ref, json_agg(${KNOWN_TUPLE}) as known
     from result where entity_ref = any(?::text[]) group by scorecard_ref, entity_ref`,
    [[...entities]],
  );
  return new Map(
    rows.map(row => [
      levelKey(row.scorecard_ref, row.entity_ref),
      new Map(row.known.map(tuple => [tuple[1], tuple])),
    ]),
  );
}

/** Whether it is still the same state under the same rules of the same team: then no history is kept. */
function goesOn(
  before: KnownTuple,
  { version, team, result }: ResultToStore,
): boolean {
  return (
    before[4] === version &&
    before[5] === team &&
    before[6] === result.rank &&
    before[7] === result.state &&
    before[8] === result.counted &&
    before[9] === result.visibility
  );
}

interface ResultsOutcome extends EvaluationOutcome {
  readonly contents: readonly string[];
  readonly moved: ReadonlySet<string>;
}

async function replaceCheckResults(
  trx: Knex.Transaction,
  { results, contents, moved, at }: ResultsOutcome,
): Promise<Pick<WriteSummary, 'resultsChanged' | 'resultsEnded'>> {
  if (moved.size === 0) {
    return { resultsChanged: 0, resultsEnded: 0 };
  }
  const known = await readKnownResults(trx, moved);
  const added: LogRow[] = [];
  const changed: LogRow[] = [];
  const amended: LogRow[] = [];
  let seenAgain = 0;
  for (const [index, row] of results.entries()) {
    if (!moved.has(row.entity)) {
      continue;
    }
    const group = known.get(levelKey(row.scorecard, row.entity));
    const before = group?.get(row.result.check);
    group?.delete(row.result.check);
    const fingerprint = hash('md5', contents[index] ?? '');
    const same = before?.[2] === fingerprint;
    if (same && before[3] === (row.observedAt?.getTime() ?? null)) {
      continue;
    }
    const stored = { ...toDbResult(row, fingerprint), id: before?.[0] };
    if (!before) {
      added.push(stored);
    } else if (same || goesOn(before, row)) {
      seenAgain += same ? 1 : 0;
      amended.push(stored);
    } else {
      changed.push(stored);
    }
  }
  const gone = [...known.values()].flatMap(group =>
    [...group.values()].map(([id]) => id),
  );
  await endRows(trx, RESULT_LOG, { ids: gone, at });
  await insertRows(trx, RESULT_LOG, { rows: added, at });
  await changeRows(trx, RESULT_LOG, { rows: changed, at });
  await amendRows(trx, RESULT_LOG, { rows: amended, columns: DETAIL, at });
  return {
    resultsChanged: added.length + changed.length + amended.length - seenAgain,
    resultsEnded: gone.length,
  };
}
