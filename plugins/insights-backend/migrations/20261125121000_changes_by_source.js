/**
 * The last change of each metric's week by source, so that what was imported later can be told from what a live source
 * revised. What is known by week counts for all of its sources.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(`
    alter table week_change rename to week_change_of_all;
    create table week_change (
      metric text not null,
      week date not null,
      source_id smallint not null,
      changed bigint not null,
      primary key (metric, week, source_id)
    );
    insert into week_change (metric, week, source_id, changed)
    select c.metric, c.week, w.source_id, c.changed
    from week_change_of_all c
    join (select distinct metric, week, source_id from week_cell) w using (metric, week);
    drop table week_change_of_all;
  `);
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.raw(`
    alter table week_change rename to week_change_by_source;
    create table week_change (
      metric text not null,
      week date not null,
      changed bigint not null,
      primary key (metric, week)
    );
    insert into week_change (metric, week, changed)
    select metric, week, max(changed) from week_change_by_source group by metric, week;
    drop table week_change_by_source;
  `);
};
