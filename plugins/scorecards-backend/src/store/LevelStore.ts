import type { Knex } from 'knex';
import { type ChangedRow, type ChangeLog, writeChanges } from './changeLog';
import type { ColumnRow } from './columnArrays';
import {
  fingerprintOfLevel,
  LEVEL_CONTENT,
  LEVEL_KEY,
  type LevelToStore,
  toDbLevel,
} from './resultRow';
import type { EvaluationOutcome } from './ResultStore';

export const LEVEL_LOG: ChangeLog = {
  table: 'level',
  history: 'level_history',
  key: LEVEL_KEY,
  content: LEVEL_CONTENT,
  extra: {},
};

interface KnownLevel {
  readonly id: number;
  readonly version: number;
  readonly rank: number;
  readonly fingerprint: string;
}

export const levelKey = (scorecard: string, entity: string): string =>
  `${scorecard} ${entity}`;

/** What is stored of some entities, by `levelKey`, of the scorecards that were evaluated. */
async function readKnownLevels(
  trx: Knex.Transaction,
  { entities, isInScope }: EvaluationOutcome,
): Promise<Map<string, KnownLevel>> {
  const { rows } = await trx.raw<{
    rows: (KnownLevel & { scorecard_ref: string; entity_ref: string })[];
  }>(
    `select id::double precision as id, scorecard_ref, entity_ref, version, rank, fingerprint
     from level where entity_ref = any(?::text[])`,
    [[...entities]],
  );
  return new Map(
    rows
      .filter(row => isInScope(row.scorecard_ref, row.entity_ref))
      .map(row => [levelKey(row.scorecard_ref, row.entity_ref), row]),
  );
}

/** One entity stands on another level than before. */
export interface LevelChange {
  readonly level: LevelToStore;
  readonly fromRank: number;
  /** The rules are another version now, so the change may come from them. */
  readonly newRules: boolean;
}

export interface LevelsWritten {
  readonly levelsChanged: number;
  readonly changes: readonly LevelChange[];
}

/** Makes the stored levels those of an evaluation. */
export async function replaceLevels(
  trx: Knex.Transaction,
  outcome: EvaluationOutcome,
): Promise<LevelsWritten> {
  const known = await readKnownLevels(trx, outcome);
  const added: ColumnRow[] = [];
  const changed: ChangedRow[] = [];
  const changes: LevelChange[] = [];
  for (const level of outcome.levels) {
    const key = levelKey(level.scorecard, level.entity);
    const before = known.get(key);
    known.delete(key);
    const fingerprint = fingerprintOfLevel(level);
    if (!before) {
      added.push(toDbLevel(level, fingerprint));
    } else if (before.fingerprint !== fingerprint) {
      changed.push({
        ...toDbLevel(level, fingerprint),
        id: before.id,
        kept: true,
      });
      if (before.rank !== (level.standing.level?.rank ?? 0)) {
        const newRules = before.version !== level.version;
        changes.push({ level, fromRank: before.rank, newRules });
      }
    }
  }
  const ended = [...known.values()].map(({ id }) => id);
  await writeChanges(trx, LEVEL_LOG, {
    ...{ added, changed, ended },
    at: outcome.at,
  });
  return {
    levelsChanged: added.length + changed.length + ended.length,
    changes,
  };
}
