/**
 * Changing the key of actors and erasing people while the data stay; how far back cells are still computed; and runs
 * whose linking fails.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async knex => {
  await knex.raw(`
    -- A change of keys under way: to which chain, and how far it got. Null: none is.
    alter table actor_key_state
      add column target_keys smallint,
      add column target_fingerprint bytea,
      add column step text,
      add column step_cursor text,
      add constraint actor_key_target check ((target_fingerprint is null) = (step is null)
        and (target_fingerprint is null) = (target_keys is null));

    -- What every hash becomes, while a change of keys is under way.
    create table actor_rekey (
      from_hash bytea primary key,
      to_hash bytea not null
    );

    -- Names that are to be nobody's, as keyed hashes: what comes in under them is stored without a person.
    create table actor_erased (
      actor_hash bytea primary key,
      erased_at timestamptz not null default now(),
      -- when every table had been looked through; null while that is owed
      finished_at timestamptz
    );

    -- Days before it keep the cells they have: runs and uses they were computed from may be deleted. One row.
    create table retention_horizon (
      only_row boolean primary key default true check (only_row),
      frozen_before date not null
    );

    alter table run_link_mark
      -- times that linking this run alone failed, and with what; it is tried again later each time
      add column failures int not null default 0,
      add column failure text;
    create index run_link_mark_failed on run_link_mark (id) where failure is not null;
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async knex => {
  await knex.raw(`
    drop index run_link_mark_failed;
    alter table run_link_mark drop column failures, drop column failure;
    drop table retention_horizon, actor_erased, actor_rekey;
    alter table actor_key_state drop constraint actor_key_target, drop column target_keys,
      drop column target_fingerprint, drop column step, drop column step_cursor;
  `);
};
