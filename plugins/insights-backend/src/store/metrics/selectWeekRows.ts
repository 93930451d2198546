import { Knex } from 'knex';
import { Day } from '../../core/metrics/windows';
import { rowsOf } from '../rows';
import { CellView } from './MetricsStore';

/** Rows of one text: about half a megabyte, which no event loop notices. */
const ROWS_AT_ONCE = 2_000;

/**
 * The merged weeks of a metric in a view before a day, as JSON arrays of core/release/weekCells.ts, over all teams,
 * because what may be released is judged over whole families. The database writes the texts, so that nothing is parsed
 * on the way to the thread that judges. Reads by the primary key of week_cell; takes no locks.
 */
export async function selectWeekRows(
  knex: Knex,
  view: CellView,
  options: { before: Day; withPeople: boolean },
): Promise<string[]> {
  const rows = await rowsOf<{ texts: string }>(
    knex,
    `
    with chosen as (
      select row_number() over () / ${ROWS_AT_ONCE} as page, json_build_array(
          w.kind, w.team_ref, w.week, w.value, s.name, w.n, w.sum_ms, w.zeros, w.never_started, w.unseen, w.parts,
          floor(extract(epoch from w.data_at) * 1000)::bigint,
          case when with_people then array_to_string(array(select encode(p, 'hex') from unnest(w.people) p), ',') else '' end,
          case when with_people then array_to_string(w.weights, ',') else '' end,
          array_to_string(array(select encode(a, 'hex') from unnest(w.actors) a), ',')
        )::text as text
      from week_cell w
      join source s on s.id = w.source_id
      cross join lateral (select cast(? as boolean) or w.kind = 'component' as with_people) people
      where w.metric = ? and w.trigger = any(cast(? as text[])) and w.run_class = any(cast(? as text[]))
        and w.week < cast(? as date)
    )
    select '[' || string_agg(text, ',') || ']' as texts from chosen group by page order by page
    `,
    [
      options.withPeople,
      view.metric,
      [...view.triggers],
      [...view.runClasses],
      options.before,
    ],
  );
  return rows.map(({ texts }) => texts);
}
