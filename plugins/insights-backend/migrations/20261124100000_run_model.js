/**
 * One run seen by several sources, its attempts, what it reads and writes, and uses of offerings that are no runs.
 *
 * A row of `run` stays the fold of the events of one source. Rows that tell of the same real run are joined: one of
 * them represents it and holds what all say together, the others point to it by `joined_to` and count nowhere.
 * `state` is always the row's own, so that joining can be undone. Everything here but `run_split`, `usage_event` and
 * `actor_resolution` is derived.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async knex => {
  await knex.raw(`
    alter table run
      -- the row that represents the run; null: this row counts
      add column joined_to bigint,
      -- subjects of the other rows of the run: what their offerings recognise counts too. Null: not joined
      add column joined_subjects bigint[],
      -- {"submitted": "<source>", ...}: who said each time of a joined run. Null: all of it is the row's own source
      add column origins jsonb,
      -- how many attempts are known; those of runs with more than one are in run_attempt
      add column attempts smallint not null default 1,
      -- runs of the same job name it as their parent
      add column has_trials boolean not null default false,
      add constraint run_joined_to_other check (joined_to <> id);
    create index run_joined on run (joined_to) where joined_to is not null;
    create index run_parent on run (source_id, parent_key) where parent_key is not null;

    -- Only of runs with more than one attempt. The run has the first submission and start, and the last end.
    create table run_attempt (
      run_id bigint not null references run (id) on delete cascade,
      attempt smallint not null,
      submitted_at timestamptz,
      started_at timestamptz,
      ended_at timestamptz,
      outcome text check (outcome in ('succeeded', 'failed', 'cancelled', 'skipped', 'lost')),
      cause text check (cause in ('user', 'system', 'unknown')),
      gpus double precision,
      primary key (run_id, attempt)
    );

    -- Runs to look at after the transaction that wrote them: for others that tell of the same run, for their parent,
    -- for those that read what they wrote. Only ever added, and deleted by id by whoever worked it off, so that
    -- writing one never waits.
    create table run_link_mark (
      id bigint generated always as identity primary key,
      run_id bigint not null,
      due_at timestamptz not null default now(),
      -- a second look, for what a transaction under way at the first one could not show
      again boolean not null default false
    );
    create index run_link_mark_due on run_link_mark (due_at);

    -- A row that a person took out of a joined run. By its key, so that a rebuild respects it.
    create table run_split (
      source_id smallint not null references source (id),
      run_key text not null,
      reason text not null,
      split_at timestamptz not null default now(),
      primary key (source_id, run_key)
    );

    create table dataset (
      id bigint generated always as identity primary key,
      namespace text not null,
      name text not null
    );
    create unique index dataset_key on dataset (text_key(namespace, name));

    create table run_dataset (
      run_id bigint not null,
      dataset_id bigint not null,
      role text not null check (role in ('input', 'output')),
      -- when it was written (the end of a run that succeeded) or begun to be read; null while it was not
      at timestamptz,
      primary key (run_id, dataset_id, role)
    );
    create index run_dataset_at on run_dataset (dataset_id, role, at) where at is not null;

    -- The consumer reads what the producer wrote last before the consumer began. Both are rows that count
    -- (joined_to is null).
    create table run_edge (
      producer_run_id bigint not null,
      consumer_run_id bigint not null,
      dataset_id bigint not null,
      -- end of the producer
      produced_at timestamptz not null,
      -- start of the consumer, else its submission
      consumed_at timestamptz not null,
      primary key (consumer_run_id, dataset_id)
    );
    create index run_edge_producer on run_edge (producer_run_id);
    create index run_edge_consumed on run_edge (consumed_at);

    -- One use of an offering that is not a run; one row an event.
    create table usage_event (
      source_id smallint not null,
      event_id text not null,
      -- attribution is decided for it as for a run's
      subject_id bigint,
      at timestamptz not null,
      actor_hash bytea not null default '',
      actor_kind text check (actor_kind in ('person', 'unresolved', 'shared', 'service')),
      quantity double precision,
      received_at timestamptz not null default now(),
      primary key (source_id, event_id)
    );
    create index usage_event_at on usage_event (at);
    create index usage_event_subject on usage_event (subject_id);

    -- Names that were nobody's when they were first seen, and whose they turned out to be.
    create table actor_resolution (
      from_hash bytea primary key,
      to_hash bytea not null,
      kind text not null check (kind in ('person', 'shared', 'service')),
      resolved_at timestamptz not null default now()
    );
    create index run_unresolved on run (actor_hash) where actor_kind = 'unresolved';
    create index usage_event_unresolved on usage_event (actor_hash) where actor_kind = 'unresolved';
    create index attribution_subject_actor on attribution_subject (actor_hash) where actor_hash <> '';

    -- By which chain of keys the hashes of people in this database were made; one row.
    create table actor_key_state (
      only_row boolean primary key default true check (only_row),
      -- how many keys the chain has
      keys smallint not null,
      -- a hash made with the chain, to know it again by
      fingerprint bytea not null,
      rekeyed_at timestamptz not null default now()
    );
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async knex => {
  await knex.raw(`
    drop table actor_key_state, actor_resolution, usage_event, run_edge, run_dataset, dataset, run_split,
      run_link_mark, run_attempt cascade;
    drop index run_unresolved, attribution_subject_actor, run_joined, run_parent;
    alter table run drop constraint run_joined_to_other, drop column joined_to, drop column joined_subjects,
      drop column origins, drop column attempts, drop column has_trials;
  `);
};
