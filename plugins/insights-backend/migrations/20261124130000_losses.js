/**
 * What teams lose: runs as timelines by team, what of them was blocked, done again or worked, hand-offs along lineage,
 * and the reports made of it.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async knex => {
  await knex.raw(`
    -- The times of runs by the team they count for, so that what a team waited for is read without its runs. Derived;
    -- day is that of the start, of runs that never started that of the submission. One element of the arrays a run.
    create table run_timeline (
      team_ref text not null,
      day date not null,
      stage text not null,
      component_ref text not null,
      run_class text not null,
      trigger text not null,
      source_id smallint not null,
      actor_hash bytea not null,
      -- the next power of two of the GPUs; 0: none, -1: not said
      gpu_class int not null,
      offerings text[] not null,
      -- trials and tasks; runs that have such
      child boolean not null,
      has_trials boolean not null,
      submitted_ms bigint[] not null,
      started_ms bigint[] not null,
      first_result_ms bigint[] not null,
      ended_ms bigint[] not null,
      fault boolean[] not null
    );
    create index run_timeline_team on run_timeline (team_ref, day);

    -- Days of teams whose timelines were computed anew. Only ever added, and deleted by id by whoever worked it off.
    create table loss_mark (
      id bigint generated always as identity primary key,
      team_ref text not null,
      day date not null
    );
    create index loss_mark_team on loss_mark (team_ref);

    -- What a person lost, or worked, on a day at a place. The rows of a person and day do not overlap, so they add up.
    create table loss_day (
      team_ref text not null,
      day date not null,
      kind text not null check (kind in ('blocked', 'rework', 'worked')),
      phase text not null check (phase in ('queue', 'startup', 'execution')),
      stage text not null,
      component_ref text not null,
      run_class text not null,
      trigger text not null,
      source_id smallint not null,
      actor_hash bytea not null,
      gpu_class int not null,
      offerings text[] not null,
      ms bigint not null,
      runs int not null,
      -- by local hour of the week, parallel arrays
      hour_of_week smallint[] not null default '{}',
      hour_ms int[] not null default '{}'
    );
    create index loss_day_team on loss_day (team_ref, day);

    create table handoff (
      team_ref text not null,
      -- of the submission of the first run that consumes
      day date not null,
      producer_run_id bigint not null,
      consumer_run_id bigint not null,
      from_stage text not null,
      to_stage text not null,
      run_class text not null,
      trigger text not null,
      source_id smallint not null,
      ms bigint not null check (ms >= 0),
      primary key (producer_run_id, consumer_run_id)
    );
    create index handoff_team on handoff (team_ref, day);

    -- One a unit of the organisation, of the last closed weeks. The mask is judged over all units together and stored
    -- with them.
    create table loss_report (
      unit_ref text primary key,
      closed_end date not null,
      -- of everything the report was computed from; the draws are seeded with it
      digest bytea not null,
      definition_version smallint not null,
      runs bigint not null,
      report jsonb not null,
      -- stages that may be shown; null: not even the total
      released_stages text[],
      computed_at timestamptz not null default now()
    );

    -- What was not computed when this migration came: every day that has cells.
    insert into dirty_day (team_ref, day)
    select distinct team_ref, day from cell
    on conflict (team_ref, day) do update set generation = dirty_day.generation + 1;
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async knex => {
  await knex.raw(
    `drop table loss_report, handoff, loss_day, loss_mark, run_timeline cascade`,
  );
};
