import { CoveredField } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { LAG_BOUNDS } from '../ingest/noteStored';
import { rowsOf } from '../rows';

export interface HeardSourceRow {
  readonly sourceId: number;
  /** Beginnings of the hours with events, in order. */
  readonly hours: readonly Date[];
  /** Accepted in the days asked for. */
  readonly events: number;
  readonly within: readonly number[];
}

/** When sources were heard from, and how late: rows of `source_hour`, at most 24 a source and day. */
export async function selectHeard(
  knex: Knex,
  days: { readonly rhythm: number; readonly lag: number },
): Promise<HeardSourceRow[]> {
  const recent = `filter (where hour >= now() - make_interval(days => ?))`;
  const rows = await rowsOf<
    {
      source_id: number;
      hours: Date[];
      events: string | null;
    } & Record<(typeof LAG_BOUNDS)[number]['column'], string | null>
  >(
    knex,
    `select source_id, array_agg(hour order by hour) as hours, sum(events) ${recent} as events,
       ${LAG_BOUNDS.map(({ column }) => `sum(${column}) ${recent} as ${column}`).join(', ')}
     from source_hour where hour >= now() - make_interval(days => ?)
     group by source_id`,
    [
      days.lag,
      ...LAG_BOUNDS.map(() => days.lag),
      Math.max(days.rhythm, days.lag),
    ],
  );
  return rows.map(row => ({
    sourceId: row.source_id,
    hours: row.hours,
    events: Number(row.events ?? 0),
    within: LAG_BOUNDS.map(({ column }) => Number(row[column] ?? 0)),
  }));
}

export interface SourceRuns {
  readonly sourceId: number;
  readonly basis: 'live' | 'history';
  readonly total: number;
  readonly covered: Readonly<Record<CoveredField, number>>;
}

/** Of a history the newest are looked at: its times lie anywhere. */
const NEWEST = 100_000;

const COUNTS = `
  count(*) as total,
  count(*) filter (where coalesce(a.team_ref, '') <> '') as attributed,
  count(*) filter (where r.submitted_at is not null) as submitted,
  count(*) filter (where r.started_at is not null) as started,
  count(*) filter (where r.ended_at is not null) as ended,
  count(*) filter (where r.actor_hash <> '') as actor,
  count(*) filter (where coalesce(r.stage_tag, nullif(a.stage, '')) is not null) as stage,
  count(*) filter (where r.committed_at is not null) as commit`;

/**
 * What the runs of sources hold. Live sources: the runs of the last 28 days (run_started, run_never_started).
 * Histories: of the rows received last, by primary key. What it costs is bounded by these, not by the table.
 */
export async function selectSourceRuns(knex: Knex): Promise<SourceRuns[]> {
  const rows = await rowsOf<
    { source_id: number; basis: SourceRuns['basis']; total: string } & Record<
      CoveredField,
      string
    >
  >(
    knex,
    `
    with looked_at as (
      select r.*, 'live' as basis from run r where r.started_at >= now() - interval '28 days'
      union all
      select r.*, 'live' from run r where r.started_at is null and r.submitted_at >= now() - interval '28 days'
      union all
      select r.*, 'history' from run r
      join source s on s.id = r.source_id and s.historical
      where r.id > (select coalesce(max(id), 0) - ? from run)
    )
    select r.source_id, r.basis, ${COUNTS}
    from looked_at r
    left join attribution a on a.subject_id = r.subject_id and a.valid_to is null
    group by 1, 2
    `,
    [NEWEST],
  );
  return rows.map(row => ({
    sourceId: row.source_id,
    basis: row.basis,
    total: Number(row.total),
    covered: {
      attributed: Number(row.attributed),
      submitted: Number(row.submitted),
      started: Number(row.started),
      ended: Number(row.ended),
      actor: Number(row.actor),
      stage: Number(row.stage),
      commit: Number(row.commit),
    },
  }));
}
