import { Knex } from 'knex';
import { Day } from '../../core/metrics/windows';
import { weekKey } from '../../core/release/timeScale';
import { rowsOf } from '../rows';

/** The view of which every run of a study's cells is a part. */
const WHOLE_VIEW = JSON.stringify(['all', 'all']);

/**
 * Which weeks of which teams may be released, as the stored mask says it for the metric over all triggers and run
 * classes; `team week` each. Where nobody published that mask, nothing is.
 */
export async function selectReleasedWeeks(
  knex: Knex,
  query: {
    readonly metric: string;
    readonly stage?: string;
    readonly teams: readonly string[];
    readonly weeks: readonly Day[];
  },
): Promise<ReadonlySet<string>> {
  const keys = new Map(query.weeks.map(week => [weekKey(week), week]));
  const rows = await rowsOf<{ unit: string; time_key: string }>(
    knex,
    `select n.unit, n.time_key from published_node n
     join publication p on p.id = n.publication_id
     where p.metric = ? and p.view = ? and n.released
       and n.facet_kind = ? and n.facet = ?
       and n.unit = any(cast(? as text[])) and n.time_key = any(cast(? as text[]))`,
    [
      query.metric,
      WHOLE_VIEW,
      query.stage === undefined ? 'none' : 'stage',
      query.stage ?? '',
      [...query.teams],
      [...keys.keys()],
    ],
  );
  return new Set(
    rows.map(row => `${row.unit} ${keys.get(row.time_key) ?? ''}`),
  );
}
