import { hash } from 'node:crypto';
import type {
  CheckResult,
  FactVisibility,
  LevelStanding,
  StateCounts,
} from '@mli/plugin-scorecards-common';
import type { ColumnRow } from './columnArrays';

/** The result of one check for one entity, ready to be stored. */
export interface ResultToStore {
  readonly scorecard: string;
  readonly version: number;
  readonly entity: string;
  readonly kind: string;
  readonly team: string;
  readonly result: CheckResult;
  /** Left out where the source confirms the fact with each collection. */
  readonly observedAt?: Date;
}

export interface LevelToStore {
  readonly scorecard: string;
  readonly version: number;
  readonly entity: string;
  readonly kind: string;
  readonly team: string;
  readonly levels: number;
  readonly standing: LevelStanding;
  readonly visibility: FactVisibility;
}

export const RESULT_KEY = {
  scorecard_ref: 'text',
  entity_ref: 'text',
  check_id: 'text',
} as const;

export const RESULT_CONTENT = {
  kind: 'text',
  version: 'int',
  rank: 'smallint',
  state: 'text',
  counted: 'boolean',
  reason: 'text',
  fact_id: 'text',
  value: 'jsonb',
  unit: 'text',
  source: 'text',
  visibility: 'text',
  team_ref: 'text',
  fingerprint: 'text',
} as const;

export const LEVEL_KEY = { scorecard_ref: 'text', entity_ref: 'text' } as const;

export const LEVEL_CONTENT = {
  kind: 'text',
  version: 'int',
  rank: 'smallint',
  levels: 'smallint',
  level_name: 'text',
  level_title: 'text',
  next_name: 'text',
  next_title: 'text',
  missing: 'text[]',
  passing: 'int',
  failing: 'int',
  exempt: 'int',
  not_applicable: 'int',
  no_data: 'int',
  stale: 'int',
  erroneous: 'int',
  visibility: 'text',
  team_ref: 'text',
  fingerprint: 'text',
} as const;

/** All that a result says; when the fact was observed is not part of it. */
export function contentOfResult(row: ResultToStore): string {
  const { result } = row;
  return JSON.stringify([
    row.version,
    row.team,
    result.rank,
    result.state,
    result.counted,
    result.reason,
    result.fact,
    result.value,
    result.unit,
    result.source,
    result.visibility,
  ]);
}

export function toDbResult(row: ResultToStore, fingerprint: string): ColumnRow {
  const { result } = row;
  return {
    scorecard_ref: row.scorecard,
    entity_ref: row.entity,
    check_id: result.check,
    kind: row.kind,
    version: row.version,
    rank: result.rank,
    state: result.state,
    counted: result.counted,
    reason: result.reason,
    fact_id: result.fact,
    value: result.value,
    unit: result.unit,
    source: result.source,
    visibility: result.visibility,
    team_ref: row.team,
    fingerprint,
    observed_at: row.observedAt,
  };
}

export function fingerprintOfLevel(row: LevelToStore): string {
  const { level, next, counts } = row.standing;
  return hash(
    'md5',
    JSON.stringify([
      row.version,
      row.team,
      row.levels,
      level,
      next,
      counts,
      row.visibility,
    ]),
  );
}

export function toDbLevel(row: LevelToStore, fingerprint: string): ColumnRow {
  const { level, next, counts } = row.standing;
  return {
    scorecard_ref: row.scorecard,
    entity_ref: row.entity,
    kind: row.kind,
    version: row.version,
    rank: level?.rank ?? 0,
    levels: row.levels,
    level_name: level?.name,
    level_title: level?.title,
    next_name: next?.level.name,
    next_title: next?.level.title,
    missing: next?.missing ?? [],
    passing: counts.pass,
    failing: counts.fail,
    exempt: counts.exempt,
    not_applicable: counts['not-applicable'],
    no_data: counts['no-data'],
    stale: counts.stale,
    erroneous: counts.error,
    visibility: row.visibility,
    team_ref: row.team,
    fingerprint,
  };
}

export interface DbLevelCounts {
  passing: number;
  failing: number;
  exempt: number;
  not_applicable: number;
  no_data: number;
  stale: number;
  erroneous: number;
}

export function fromDbCounts(row: DbLevelCounts): StateCounts {
  return {
    pass: row.passing,
    fail: row.failing,
    exempt: row.exempt,
    'not-applicable': row.not_applicable,
    'no-data': row.no_data,
    stale: row.stale,
    error: row.erroneous,
  };
}
