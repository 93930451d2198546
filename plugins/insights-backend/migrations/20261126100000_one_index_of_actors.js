/**
 * Whoever looks for the runs of an actor finds them with one index: two of them cost each new run an entry more.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async knex => {
  await knex.raw(`
    create index run_actor on run (actor_hash, source_id) where actor_hash <> ''::bytea;
    drop index run_unresolved, run_of_actor;
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async knex => {
  await knex.raw(`
    create index run_unresolved on run (actor_hash) where actor_kind = 'unresolved';
    create index run_of_actor on run (actor_hash, source_id) where parent_key is null and actor_hash <> ''::bytea;
    drop index run_actor;
  `);
};
