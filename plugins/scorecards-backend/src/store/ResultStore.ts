import { hash } from 'node:crypto';
import type { Knex } from 'knex';
import {
  type ChangedRow,
  type ChangeLog,
  endRowsOfOthers,
  writeChanges,
} from './changeLog';
import { eachInTurns } from '../eachInTurns';
import type { ColumnRow } from './columnArrays';
import {
  LEVEL_LOG,
  type LevelChange,
  levelKey,
  replaceLevels,
} from './LevelStore';
import { headOf, millisecondsOf, plainRows, SEPARATOR } from './plainRows';
import {
  contentOfResult,
  type LevelToStore,
  RESULT_CONTENT,
  RESULT_KEY,
  type ResultToStore,
  toDbResult,
} from './resultRow';

/** What one evaluation found for some entities: everything that holds for them now. */
export interface EvaluationOutcome {
  readonly results: readonly ResultToStore[];
  readonly levels: readonly LevelToStore[];
  /** The entities looked at, those included that have gone. */
  readonly entities: readonly string[];
  /** Whether an entity was looked at on a scorecard; what is stored of the others stays. */
  readonly isInScope: (scorecard: string, entity: string) => boolean;
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
  key: RESULT_KEY,
  content: RESULT_CONTENT,
  extra: { observed_at: 'timestamptz' },
};

/**
 * Makes the stored results and levels of some entities those of an evaluation and writes only what changed. The number
 * of statements does not depend on the number of entities or checks. The caller holds the evaluation lock.
 */
export async function replaceResults(
  trx: Knex.Transaction,
  outcome: EvaluationOutcome,
): Promise<WriteSummary & { changes: readonly LevelChange[] }> {
  const results = await replaceCheckResults(trx, outcome);
  const levels = await replaceLevels(trx, outcome);
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

interface KnownResult {
  readonly id: number;
  readonly fingerprint: string;
  /** As text; empty where the source confirms the fact. */
  readonly observedMs: string;
  readonly span: string;
}

/** While this stays it is the same state under the same rules of the same team, and no history is kept. */
const spanOf = ({ version, team, result }: ResultToStore): string =>
  `${result.state} ${result.counted} ${result.rank} ${version} ${result.visibility} ${team}`;

const KNOWN_SPAN = `state || ' ' || counted::text || ' ' || rank || ' ' || version || ' ' || visibility || ' ' || team_ref`;

const KNOWN = headOf([
  ...['scorecard_ref', 'entity_ref', 'check_id', 'id', 'fingerprint'],
  ...[millisecondsOf('observed_at'), KNOWN_SPAN],
]);

/** By `levelKey` and check. */
async function readKnownResults(
  trx: Knex.Transaction,
  { entities, isInScope }: EvaluationOutcome,
): Promise<Map<string, Map<string, KnownResult>>> {
  const rows = await plainRows(
    trx,
    `select ${KNOWN} from result where entity_ref = any(?::text[])`,
    [[...entities]],
  );
  const known = new Map<string, Map<string, KnownResult>>();
  await eachInTurns(rows, ([head]) => {
    const [scorecard = '', entity = '', check = '', ...rest] = (
      head ?? ''
    ).split(SEPARATOR);
    if (!isInScope(scorecard, entity)) {
      return;
    }
    const [id, fingerprint = '', observedMs = '', span = ''] = rest;
    const key = levelKey(scorecard, entity);
    const group = known.get(key) ?? new Map<string, KnownResult>();
    group.set(check, { id: Number(id), fingerprint, observedMs, span });
    known.set(key, group);
  });
  return known;
}

async function replaceCheckResults(
  trx: Knex.Transaction,
  outcome: EvaluationOutcome,
): Promise<Pick<WriteSummary, 'resultsChanged' | 'resultsEnded'>> {
  const known = await readKnownResults(trx, outcome);
  const added: ColumnRow[] = [];
  const changed: ChangedRow[] = [];
  let seenAgain = 0;
  await eachInTurns(outcome.results, row => {
    const group = known.get(levelKey(row.scorecard, row.entity));
    const before = group?.get(row.result.check);
    group?.delete(row.result.check);
    const fingerprint = hash('md5', contentOfResult(row));
    const same = before?.fingerprint === fingerprint;
    if (same && before.observedMs === `${row.observedAt?.getTime() ?? ''}`) {
      return;
    }
    const stored = toDbResult(row, fingerprint);
    if (!before) {
      added.push(stored);
    } else {
      seenAgain += same ? 1 : 0;
      const kept = before.span !== spanOf(row);
      changed.push({ ...stored, id: before.id, kept });
    }
  });
  const ended = [...known.values()].flatMap(group =>
    [...group.values()].map(({ id }) => id),
  );
  await writeChanges(trx, RESULT_LOG, {
    ...{ added, changed, ended },
    at: outcome.at,
  });
  return {
    resultsChanged: added.length + changed.length - seenAgain,
    resultsEnded: ended.length,
  };
}
