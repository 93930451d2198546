import { DerivedTable } from './cellSql';
import { FAMILY } from '../linking/families';
import { runsOf } from './runsSql';
import { inSpans, markSql, RollupScope } from './scope';

const COLUMNS = `team_ref, offering_ref, day, people, human_runs, production_runs, rules`;

function touchedSql(
  column: string,
  condition: string,
  scope: RollupScope,
): string {
  const counts = `${condition} and r.impossible is null and r.joined_to is null and r.outcome is distinct from 'skipped'`;
  return `
    select r.team_ref, r.day, r.offerings, r.team_rule, r.component_ref, r.at,
      ${FAMILY('r')} as family, r.trigger, r.person
    ${runsOf(column, counts, scope)}
    where r.team_ref <> ''
  `;
}

/** Uses of offerings that are no runs, as `judged` has runs: a use by a member makes an active day. */
function usesSql(scope: RollupScope): string {
  return `
    select u.team_ref, o.offering ->> 'offering' as offering_ref, o.offering ->> 'rule' as rule, u.day, m.actor_hash as member
    from (
      select u.*, (u.at at time zone 'UTC')::date as day, a.team_ref, a.offerings
      from usage_event u
      join attribution a on a.subject_id = u.subject_id
        and a.valid_from <= u.at and (a.valid_to is null or a.valid_to > u.at)
      where ${inSpans('u.at', scope)} and a.team_ref <> ''
      offset 0
    ) u
    join mark using (team_ref, day)
    cross join lateral jsonb_array_elements(u.offerings) as o (offering)
    left join organisation_member m
      on u.actor_kind = 'person' and m.actor_hash = u.actor_hash and m.unit_ref = u.team_ref
      and m.valid_from <= u.at and (m.valid_to is null or m.valid_to > u.at)
  `;
}

/**
 * Who of a team used an offering on a day, and (offering '') who of it ran anything. A day is that of the start, else
 * of the submission, else of the end. People are members of the team at that moment whose run was not set off by a
 * schedule or by CI; production runs are scheduled runs of a component the team owned. Children of one run are one
 * run, but each brings its own offerings. A use of an offering that is no run counts for the person and the offering, not
 * as a run. Team '' has no activity.
 */
export const ACTIVITY: DerivedTable = {
  table: 'activity_day',
  columns: COLUMNS,
  prelude: scope => `
    with mark as materialized (${markSql}),
    touched as (
      ${touchedSql('r.started_at', 'true', scope)}
      union all
      ${touchedSql('r.submitted_at', 'r.started_at is null', scope)}
      union all
      ${touchedSql('r.ended_at', 'r.started_at is null and r.submitted_at is null', scope)}
    ),
    judged as (
      select t.*,
        t.trigger in ('human', 'unknown') as by_hand,
        m.actor_hash as member,
        t.trigger = 'scheduled' and c.component_ref is not null as production
      from touched t
      left join organisation_member m
        on m.actor_hash = t.person and m.unit_ref = t.team_ref
        and m.valid_from <= t.at and (m.valid_to is null or m.valid_to > t.at)
      left join organisation_component c
        on c.component_ref = t.component_ref and c.owner_ref = t.team_ref
        and c.valid_from <= t.at and (c.valid_to is null or c.valid_to > t.at)
    ),
    uses as (${usesSql(scope)}),
    used as (
      select team_ref, '' as offering_ref, team_rule as rule, day, family, by_hand, member, production
      from judged
      union all
      select team_ref, o.offering ->> 'offering', o.offering ->> 'rule', day, family, by_hand, member,
        production
      from judged
      cross join lateral jsonb_array_elements(offerings) as o (offering)
      union all
      -- no run: neither by hand nor production
      select team_ref, offering_ref, rule, day, null, null, member, null from uses
    )
  `,
  query: `
    select team_ref, offering_ref, day,
      coalesce(array_agg(distinct member) filter (where coalesce(by_hand, true) and member is not null), '{}') as people,
      count(distinct family) filter (where by_hand) as human_runs,
      count(distinct family) filter (where production) as production_runs,
      array_agg(distinct rule) as rules
    from used
    group by team_ref, offering_ref, day
  `,
};
