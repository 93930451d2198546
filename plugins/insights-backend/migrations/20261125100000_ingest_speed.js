/**
 * Room and indexes for what ingest and the recompute touch most.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async knex => {
  await knex.raw(`
    -- A few rows that every transaction of ingest updates: with room on their page, an update makes no index entries.
    alter table dirty_day set (fillfactor = 50);
    alter table ingest_count set (fillfactor = 50);
    alter table source_hour set (fillfactor = 50);
    alter table source set (fillfactor = 50);

    -- Deployments are few: what the recompute asks of all runs of a component, and whether there are any at all.
    create index attribution_component on attribution (component_ref);
    create index attribution_deployment on attribution (subject_id) where stage = 'deployment';
    create index run_deployment on run (id) where stage_tag = 'deployment';
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async knex => {
  await knex.raw(`
    drop index run_deployment, attribution_deployment, attribution_component;
    alter table source reset (fillfactor);
    alter table source_hour reset (fillfactor);
    alter table ingest_count reset (fillfactor);
    alter table dirty_day reset (fillfactor);
  `);
};
