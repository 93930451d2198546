/**
 * From when the first decision about a subject is valid. Of the time before it was first seen nothing else is known,
 * and what a history brings later must find a decision too. Ingest refuses years before 1970.
 */
export const BEGINNING = 'epoch';

/** The SQL twin of `attributionTime` in core/rollups. `alias` is a row of `run`. */
export function attributionTimeSql(alias: string): string {
  return `coalesce(${alias}.submitted_at, ${alias}.started_at, ${alias}.first_result_at, ${alias}.ended_at)`;
}
