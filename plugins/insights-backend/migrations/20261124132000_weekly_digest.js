/**
 * Which team was told about which week, so that a restart repeats no digest. Forgotten rows would only repeat one.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async knex => {
  await knex.raw(`
    create table weekly_digest (
      team_ref text not null,
      -- Monday of the week in which it was sent
      week date not null,
      sent_at timestamptz not null default now(),
      primary key (week, team_ref)
    );
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async knex => {
  await knex.raw(`drop table weekly_digest cascade`);
};
