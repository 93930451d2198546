/**
 * What is known of results is read from them: a column that repeated it for a whole scorecard had to be written
 * whenever any value moved.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async knex => {
  await knex.raw(`alter table level drop column results_fingerprint`);
};

/** @param {import('knex').Knex} knex */
exports.down = async knex => {
  // no fingerprint is empty, so that the next evaluation looks at every result
  await knex.raw(
    `alter table level add column results_fingerprint text not null default ''`,
  );
};
