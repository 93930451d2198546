/**
 * Sources the portal asks instead of waiting for: how far each was read, and how it is doing.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async knex => {
  await knex.raw(`
    create table pull_source (
      source_id smallint primary key references source (id),
      -- The module's own; null before the first batch is stored.
      cursor jsonb,
      -- Who pulls. A lease that is not renewed runs out, so that a killed back end does not stop a source; the holder's
      -- name fences its writes, so that one that was only slow cannot set the cursor back.
      lease_holder text,
      leased_until timestamptz,
      started_at timestamptz,
      succeeded_at timestamptz,
      failed_at timestamptz,
      error text,
      failures int not null default 0,
      next_try_at timestamptz,
      progress jsonb not null default '{}'
    );
    alter table quarantine drop constraint if exists quarantine_format_check;
    alter table quarantine add constraint quarantine_format_check
      check (format in ('openlineage', 'cloudevents', 'run-record', 'pulled-run'));
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async knex => {
  await knex.raw(`
    delete from quarantine where format = 'pulled-run';
    alter table quarantine drop constraint quarantine_format_check;
    alter table quarantine add constraint quarantine_format_check
      check (format in ('openlineage', 'cloudevents', 'run-record'));
    drop table pull_source;
  `);
};
