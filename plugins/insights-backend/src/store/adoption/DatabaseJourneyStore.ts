import { Knex } from 'knex';
import { Day } from '../../core/metrics/windows';
import { rowsOf } from '../rows';

export interface ComponentUse {
  readonly component: string;
  readonly runs: number;
  readonly people: number;
  /** Runs of whoever had most of them. */
  readonly mostOfOne: number;
}

/** What the ways of teams to an offering are made of, beside the record. */
export class DatabaseJourneyStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** First day each team was seen on an offering, and the first day on which a run of it succeeded. */
  async firsts(
    offering: string,
  ): Promise<Map<string, { firstSeen: Day; firstSuccess?: Day }>> {
    const rows = await rowsOf<{
      team_ref: string;
      first_seen: string;
      first_success: string | null;
    }>(
      this.#knex,
      `select a.team_ref, to_char(a.first_seen, 'YYYY-MM-DD') as first_seen, to_char(s.day, 'YYYY-MM-DD') as first_success
       from (
         select team_ref, min(day) as first_seen from activity_day
         where offering_ref = ? and (people <> '{}' or production_runs > 0) group by team_ref
       ) a
       left join lateral (
         select min(c.day) as day from cell_offering c
         where c.team_ref = a.team_ref and c.offering_ref = ? and c.metric = 'run_time' and c.n > 0
           and c.day >= a.first_seen
       ) s on true`,
      [offering, offering],
    );
    return new Map(
      rows.map(row => [
        row.team_ref,
        {
          firstSeen: row.first_seen,
          ...(row.first_success ? { firstSuccess: row.first_success } : {}),
        },
      ]),
    );
  }

  /** Components through which a team used an offering since a day, and how many people did. */
  async components(
    team: string,
    offering: string,
    since: Day,
  ): Promise<ComponentUse[]> {
    const rows = await rowsOf<{
      component: string;
      runs: string;
      people: string;
      most: string;
    }>(
      this.#knex,
      `with use as (
         select a.component_ref, r.actor_hash, count(*) as runs
         from attribution a
         join run r on r.subject_id = a.subject_id
         where a.team_ref = ? and a.component_ref <> ''
           and a.offerings @> jsonb_build_array(jsonb_build_object('offering', ?::text))
           and coalesce(r.submitted_at, r.started_at, r.ended_at) >= greatest(a.valid_from, ?::date)
           and (a.valid_to is null or coalesce(r.submitted_at, r.started_at, r.ended_at) < a.valid_to)
           and r.impossible is null and r.parent_key is null and r.actor_kind = 'person'
         group by a.component_ref, r.actor_hash
       )
       select component_ref as component, sum(runs) as runs, count(*) as people, max(runs) as most
       from use group by component_ref order by component_ref`,
      [team, offering, since],
    );
    return rows.map(row => ({
      component: row.component,
      runs: Number(row.runs),
      people: Number(row.people),
      mostOfOne: Number(row.most),
    }));
  }
}
