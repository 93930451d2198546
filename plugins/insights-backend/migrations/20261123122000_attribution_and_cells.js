/**
 * Attribution decisions with validity, and the day cells computed from runs through them.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async knex => {
  await knex.raw(`
    -- Primary: a decision is kept with the rule that made it. team_ref, component_ref and stage are '' where
    -- no rule decided. The first decision of a subject is valid from 'epoch'. The one that applies to a run is the
    -- one valid at coalesce(submitted_at, started_at, first_result_at, ended_at) of the run.
    create table attribution (
      subject_id bigint not null references attribution_subject (id),
      valid_from timestamptz not null,
      valid_to timestamptz,
      team_ref text not null default '',
      team_rule text not null,
      component_ref text not null default '',
      component_rule text not null,
      stage text not null default '',
      stage_rule text not null,
      -- [{"offering", "rule"}]
      offerings jsonb not null default '[]',
      note text,
      decided_at timestamptz not null default now(),
      primary key (subject_id, valid_from)
    );
    create unique index attribution_now on attribution (subject_id) where valid_to is null;
    create index attribution_team on attribution (team_ref);

    -- Team ''  stands for runs no rule gives to a team. generation lets a recompute tell a mark that was set
    -- again while it worked from the one it worked on.
    create table dirty_day (
      team_ref text not null,
      day date not null,
      marked_at timestamptz not null default now(),
      generation bigint not null default 1,
      primary key (team_ref, day)
    );
    create index dirty_day_marked on dirty_day (marked_at);

    -- One row per metric, day of the metric's anchor, team, stage, trigger, run class and source.
    -- Durations are integer milliseconds, so sums do not depend on order. No foreign keys on what is derived: its
    -- rows come from rows that have them.
    create table cell (
      metric text not null,
      day date not null,
      team_ref text not null,
      stage text not null,
      trigger text not null,
      run_class text not null,
      source_id smallint not null,
      n bigint not null,
      sum_ms bigint not null,
      zeros bigint not null default 0,
      never_started bigint not null default 0,
      -- sorted
      values_ms bigint[] not null,
      censored_ms bigint[] not null default '{}',
      -- logarithmic buckets of relative error 0.5 % (ADR 0003): parallel arrays
      bucket_index int[] not null,
      bucket_count bigint[] not null,
      -- distinct people (keyed hashes) and what each contributed, parallel arrays
      people bytea[] not null default '{}',
      people_ms bigint[] not null default '{}',
      computed_at timestamptz not null default now(),
      primary key (team_ref, day, metric, stage, trigger, run_class, source_id)
    );
    create index cell_source on cell (source_id, metric, day);

    -- Per (offering, run): a run on three offerings is in three rows here and in one of cell.
    create table cell_offering (
      metric text not null,
      day date not null,
      team_ref text not null,
      offering_ref text not null,
      trigger text not null,
      run_class text not null,
      source_id smallint not null,
      n bigint not null,
      sum_ms bigint not null,
      zeros bigint not null default 0,
      never_started bigint not null default 0,
      values_ms bigint[] not null,
      censored_ms bigint[] not null default '{}',
      bucket_index int[] not null,
      bucket_count bigint[] not null,
      people bytea[] not null default '{}',
      people_ms bigint[] not null default '{}',
      computed_at timestamptz not null default now(),
      primary key (team_ref, day, metric, offering_ref, trigger, run_class, source_id)
    );

    -- Who of a team used an offering on a day, and who of it ran anything (offering_ref = '').
    create table activity_day (
      team_ref text not null,
      offering_ref text not null,
      day date not null,
      people bytea[] not null default '{}',
      human_runs bigint not null default 0,
      production_runs bigint not null default 0,
      rules text[] not null default '{}',
      computed_at timestamptz not null default now(),
      primary key (team_ref, day, offering_ref)
    );

    -- What the recompute of a random sample of (team, day) found; [{"team", "day", "table"}] that differed.
    create table rollup_audit (
      id bigint generated always as identity primary key,
      audited_at timestamptz not null default now(),
      sampled int not null,
      differing int not null,
      differences jsonb not null default '[]'
    );
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async knex => {
  await knex.raw(
    `drop table rollup_audit, activity_day, cell_offering, cell, dirty_day, attribution cascade;`,
  );
};
