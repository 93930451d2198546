import type { LevelRow, ResultRow } from '@mli/plugin-scorecards-common';
import type { LevelToStore, ResultToStore } from '../store/resultRow';

/** A result that is not stored, as the API tells it. */
export function toResultRow(row: ResultToStore, now: Date): ResultRow {
  const { result } = row;
  return {
    entity: row.entity,
    scorecard: row.scorecard,
    version: row.version,
    check: result.check,
    state: result.state,
    value: Array.isArray(result.value)
      ? [...result.value]
      : // no list, one line above
        (result.value as Exclude<ResultRow['value'], string[]>),
    unit: result.unit,
    fact: result.fact,
    source: result.source,
    observedAt: result.observedAt?.toISOString(),
    evaluatedAt: now.toISOString(),
    since: now.toISOString(),
    team: row.team || undefined,
    counted: result.counted,
    reason: result.reason,
  };
}

/** A level that is not stored, as the API tells it. */
export function toLevelRow(row: LevelToStore, now: Date): LevelRow {
  const { level, next, counts } = row.standing;
  return {
    entity: row.entity,
    scorecard: row.scorecard,
    version: row.version,
    level: level && {
      name: level.name,
      title: level.title,
      rank: level.rank,
      of: row.levels,
    },
    next: next && {
      name: next.level.name,
      title: next.level.title,
      missing: [...next.missing],
    },
    counts,
    team: row.team || undefined,
    since: now.toISOString(),
    evaluatedAt: now.toISOString(),
  };
}
