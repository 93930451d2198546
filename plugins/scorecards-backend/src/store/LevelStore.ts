import type { Knex } from 'knex';
import {
  amendRows,
  type ChangeLog,
  changeRows,
  endRows,
  insertRows,
  type LogRow,
} from './changeLog';
import {
  fingerprintOfLevel,
  LEVEL_CONTENT,
  LEVEL_RECORD,
  type LevelToStore,
  toDbLevel,
} from './resultRow';

export const LEVEL_LOG: ChangeLog = {
  table: 'level',
  history: 'level_history',
  key: ['scorecard_ref', 'entity_ref'],
  content: LEVEL_CONTENT,
  extra: ['results_fingerprint'],
  record: LEVEL_RECORD,
};

export interface KnownLevel {
  readonly id: number;
  readonly entity_ref: string;
  readonly version: number;
  readonly rank: number;
  readonly fingerprint: string;
  readonly results_fingerprint: string;
}

export const levelKey = (scorecard: string, entity: string): string =>
  `${scorecard} ${entity}`;

/** What is stored of some entities, by `levelKey`. */
export async function readKnownLevels(
  trx: Knex.Transaction,
  entities: readonly string[],
): Promise<Map<string, KnownLevel>> {
  const { rows } = await trx.raw<{
    rows: (KnownLevel & { scorecard_ref: string })[];
  }>(
    `select id::double precision as id, scorecard_ref, entity_ref, version, rank, fingerprint, results_fingerprint
     from level where entity_ref = any(?::text[])`,
    [[...entities]],
  );
  return new Map(
    rows.map(row => [levelKey(row.scorecard_ref, row.entity_ref), row]),
  );
}

/** One entity stands on another level than before. */
export interface LevelChange {
  readonly level: LevelToStore;
  readonly fromRank: number;
  /** The rules are another version now, so the change may come from them. */
  readonly newRules: boolean;
}

export interface LevelsOutcome {
  readonly levels: readonly LevelToStore[];
  readonly known: ReadonlyMap<string, KnownLevel>;
  /** Of the results below each level, by `levelKey`. */
  readonly fingerprints: ReadonlyMap<string, string>;
  readonly at: Date;
}

export interface LevelsWritten {
  readonly levelsChanged: number;
  readonly changes: readonly LevelChange[];
}

/** Makes the stored levels those of an evaluation. */
export async function replaceLevels(
  trx: Knex.Transaction,
  { levels, known, fingerprints, at }: LevelsOutcome,
): Promise<LevelsWritten> {
  const added: LogRow[] = [];
  const changed: LogRow[] = [];
  const amended: LogRow[] = [];
  const changes: LevelChange[] = [];
  const gone = new Map(known);
  for (const level of levels) {
    const key = levelKey(level.scorecard, level.entity);
    const before = known.get(key);
    gone.delete(key);
    const fingerprint = fingerprintOfLevel(level);
    const results_fingerprint = fingerprints.get(key) ?? '';
    const row = {
      ...toDbLevel(level, fingerprint),
      id: before?.id,
      results_fingerprint,
    };
    if (!before) {
      added.push(row);
    } else if (before.fingerprint !== fingerprint) {
      changed.push(row);
      if (before.rank !== (level.standing.level?.rank ?? 0)) {
        const newRules = before.version !== level.version;
        changes.push({ level, fromRank: before.rank, newRules });
      }
    } else if (before.results_fingerprint !== results_fingerprint) {
      amended.push(row);
    }
  }
  await endRows(trx, LEVEL_LOG, {
    ids: [...gone.values()].map(({ id }) => id),
    at,
  });
  await insertRows(trx, LEVEL_LOG, { rows: added, at });
  await changeRows(trx, LEVEL_LOG, { rows: changed, at });
  await amendRows(trx, LEVEL_LOG, {
    rows: amended,
    columns: LEVEL_LOG.extra,
    at,
  });
  return { levelsChanged: added.length + changed.length + gone.size, changes };
}
