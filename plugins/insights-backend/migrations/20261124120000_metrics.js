/**
 * Cells of every metric: ratios and sums beside durations, by component too; the place of each run in its actor's
 * sequence; and what is published: the mask with the numbers it lets through.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async knex => {
  await knex.raw(`
    alter table cell
      -- sums that a ratio or a quantity is made of; what each position means is said by the metric
      add column parts bigint[] not null default '{}',
      -- runs the metric is about whose source did not say what it needs
      add column unseen bigint not null default 0,
      -- distinct actors, people or not, where the metric counts them
      add column actors bytea[] not null default '{}';
    alter table cell_offering
      add column parts bigint[] not null default '{}',
      add column unseen bigint not null default 0,
      add column actors bytea[] not null default '{}';
    create table cell_component (
      metric text not null,
      day date not null,
      team_ref text not null,
      component_ref text not null,
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
      parts bigint[] not null default '{}',
      unseen bigint not null default 0,
      actors bytea[] not null default '{}',
      computed_at timestamptz not null default now(),
      primary key (team_ref, day, metric, component_ref, trigger, run_class, source_id)
    );

    -- The place of a run in the sequence of its actor within its source. Derived, and rebuilt whole for an actor.
    -- A row says from which state of the run it was made, so that a day that is computed again does not start the
    -- sequence again.
    create table run_sequence (
      run_id bigint primary key,
      source_id smallint not null,
      actor_hash bytea not null,
      state_digest bytea not null,
      started_at timestamptz not null,
      -- against the run of the same experiment that started just before: gap of the starts, and whether they overlap
      start_gap_ms bigint,
      overlapping boolean,
      -- on the first run of an iteration
      iteration_began_at timestamptz,
      iteration_ms bigint,
      cycle_ms bigint,
      think_ms bigint,
      reaches_evaluation boolean,
      -- on the first run of somebody new to the source: when, and how long to the first success
      first_at timestamptz,
      first_success_ms bigint
    );
    create index run_sequence_first on run_sequence (first_at) where first_at is not null;
    create index run_sequence_actor on run_sequence (source_id, actor_hash);
    create index run_sequence_began on run_sequence (iteration_began_at) where iteration_began_at is not null;

    -- When the first run of a source started: who was seen early may have worked long before.
    create table source_beginning (
      source_id smallint primary key,
      began_at timestamptz not null
    );

    create table dirty_actor (
      source_id smallint not null,
      actor_hash bytea not null,
      marked_at timestamptz not null default now(),
      primary key (source_id, actor_hash)
    );
    create index dirty_actor_marked on dirty_actor (marked_at);

    -- From the first run of an experiment to its first deployment.
    create table experiment_start (
      source_id smallint not null,
      experiment_key bytea not null,
      run_id bigint not null,
      began_at timestamptz not null,
      deployed_ms bigint,
      primary key (source_id, experiment_key)
    );
    create index experiment_start_began on experiment_start (began_at);
    create unique index experiment_start_run on experiment_start (run_id);

    -- Sequences and first steps of an actor are read by actor; children do not matter to them.
    create index run_of_actor on run (actor_hash, source_id) where parent_key is null and actor_hash <> ''::bytea;
    create index run_of_commit on run (committed_at) where committed_at is not null;
    create index run_attempt_started on run_attempt (started_at);
    create index run_attempt_ended on run_attempt (ended_at);

    -- One row a recompute: how many there are, and their sum, says whether cells have changed, whatever the order in
    -- which transactions end.
    create table cell_change (
      id bigint generated always as identity primary key,
      at timestamptz not null default now()
    );

    -- What was judged together: all nodes of a metric in a view up to a closed end.
    create table publication (
      id bigint generated always as identity primary key,
      metric text not null,
      view text not null,
      closed_end date not null,
      first_day date not null,
      -- of the cells and the organisation it was judged from
      input_version text not null,
      policy text not null,
      -- the teams its cells name, '' among them
      cell_teams text[] not null,
      judged_at timestamptz not null,
      last_asked_at timestamptz not null default now(),
      unique (metric, view)
    );

    -- The mask, and what a released node says.
    create table published_node (
      publication_id bigint not null references publication (id) on delete cascade,
      unit text not null,
      time_key text not null,
      facet_kind text not null,
      facet text not null,
      released boolean not null,
      hidden_because text check (hidden_because in ('primary', 'complement')),
      -- counted up to 50; bands leave the service
      people int,
      totals jsonb not null,
      -- of the newest cell in it: numbers computed from older ones are computed again
      data_at timestamptz not null,
      measures jsonb,
      measured_at timestamptz,
      primary key (publication_id, unit, time_key, facet_kind, facet)
    );

    -- The trace of what was published once and is now different.
    create table node_revision (
      id bigint generated always as identity primary key,
      metric text not null,
      view text not null,
      unit text not null,
      time_key text not null,
      facet_kind text not null,
      facet text not null,
      revised_at timestamptz not null default now(),
      before jsonb not null,
      after jsonb not null
    );
    create index node_revision_node on node_revision (metric, unit, time_key);

    -- Every cell has new columns to fill.
    insert into dirty_day (team_ref, day)
    select team_ref, day from cell union select team_ref, day from activity_day
    on conflict (team_ref, day) do update set generation = dirty_day.generation + 1;
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async knex => {
  await knex.raw(`
    drop table node_revision, published_node, publication, cell_change, experiment_start, dirty_actor,
      source_beginning, run_sequence,
      cell_component cascade;
    drop index run_of_actor, run_of_commit, run_attempt_started, run_attempt_ended;
    alter table cell drop column parts, drop column unseen, drop column actors;
    alter table cell_offering drop column parts, drop column unseen, drop column actors;
  `);
};
