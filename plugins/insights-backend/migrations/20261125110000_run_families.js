/**
 * Children at any depth belong to their top-level run.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async knex => {
  await knex.raw(`
    alter table run
      -- of a child whose parent is a child itself: the top-level run, '<source id or openlineage>:<key>'; else null,
      -- because the parent says it
      add column family_key text;
    create index run_family on run (family_key) where family_key is not null;

    -- those that are there
    insert into run_link_mark (run_id)
    select c.id from run c
    join run p on p.source_id = c.source_id and p.run_key = c.parent_key
    where c.parent_key is not null and p.parent_key is not null;
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async knex => {
  await knex.raw(`
    drop index run_family;
    alter table run drop column family_key;
  `);
};
