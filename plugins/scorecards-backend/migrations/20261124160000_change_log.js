/**
 * Results change by the ten thousand in one pass. A short key of their own, room on each page and a history without a
 * wide unique key make that quick; the evaluation lock keeps the history free of duplicates.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async knex => {
  await knex.raw(`
    alter table result add column id bigint generated always as identity;
    create unique index result_id on result (id);
    alter table result set (fillfactor = 50);
    alter table level add column id bigint generated always as identity;
    create unique index level_id on level (id);
    alter table level set (fillfactor = 50);

    alter table result_history drop constraint result_history_pkey;
    create index result_history_entity on result_history (entity_ref, scorecard_ref);
    alter table level_history drop constraint level_history_pkey;
    create index level_history_entity on level_history (entity_ref, scorecard_ref);
    create index level_history_end on level_history (scorecard_ref, valid_to);
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async knex => {
  await knex.raw(`
    drop index level_history_end;
    drop index level_history_entity;
    alter table level_history add primary key (scorecard_ref, entity_ref, valid_from);
    drop index result_history_entity;
    alter table result_history add primary key (scorecard_ref, entity_ref, check_id, valid_from);

    alter table level reset (fillfactor);
    alter table level drop column id;
    alter table result reset (fillfactor);
    alter table result drop column id;
  `);
};
