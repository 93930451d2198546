/**
 * Which commit and parameters a run was made from, as one hash: runs of one actor and experiment that share it are one
 * iteration. Null for what was received before sources said it; a rebuild of runs fills it where events say it.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw('alter table run add column version text');
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.raw('alter table run drop column version');
};
