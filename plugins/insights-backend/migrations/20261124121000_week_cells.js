/**
 * Day cells merged to ISO weeks, from which is judged what may be released and from which large answers come; which
 * weeks of which metric changed; and until when a publication may still move.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async knex => {
  await knex.raw(`
    -- Derived from cell, cell_offering and cell_component; a row that says the same as before is not written again, so
    -- that data_at tells when a node's data last changed.
    create table week_cell (
      metric text not null,
      -- of what \`value\` is the name; a run is in one row of stage, in one for each of its offerings, and in at most
      -- one of component
      kind text not null check (kind in ('stage', 'offering', 'component')),
      week date not null,
      team_ref text not null,
      value text not null,
      trigger text not null,
      run_class text not null,
      source_id smallint not null,
      n bigint not null,
      sum_ms bigint not null,
      zeros bigint not null,
      never_started bigint not null,
      unseen bigint not null,
      parts bigint[] not null,
      people bytea[] not null,
      weights bigint[] not null,
      actors bytea[] not null,
      bucket_index int[] not null,
      bucket_count bigint[] not null,
      -- of the exact values, which are kept by day only
      digest numeric not null,
      data_at timestamptz not null,
      primary key (metric, kind, team_ref, week, value, trigger, run_class, source_id)
    );
    create index week_cell_team on week_cell (team_ref, week);

    -- The last change of each metric's week, in the order in which merges ended: they hold a lock.
    create sequence week_change_order;
    create table week_change (
      metric text not null,
      week date not null,
      changed bigint not null,
      primary key (metric, week)
    );

    -- (team, week) whose day cells were written since they were last merged; one row a write.
    delete from cell_change;
    alter table cell_change add column team_ref text not null, add column week date not null;
    insert into cell_change (team_ref, week)
    select distinct team_ref, date_trunc('week', day::timestamp)::date
    from (
      select team_ref, day from cell union all select team_ref, day from cell_offering
      union all select team_ref, day from cell_component
    ) written;

    delete from publication;
    alter table publication
      -- until then its numbers follow what arrives; afterwards they stand until a period closes
      add column settles_at timestamptz not null,
      -- when it was first seen that something arrived later than that
      add column later_since timestamptz;
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async knex => {
  await knex.raw(`
    alter table publication drop column settles_at, drop column later_since;
    alter table cell_change drop column team_ref, drop column week;
    drop table week_cell, week_change;
    drop sequence week_change_order;
  `);
};
