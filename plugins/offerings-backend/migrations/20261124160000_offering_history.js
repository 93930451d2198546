/**
 * What the catalog told of offerings, each time it told something new. Primary: the catalog itself forgets.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async knex => {
  await knex.raw(`
    create table offering_history (
      id bigint generated always as identity primary key,
      offering_ref text not null,
      seen_at timestamptz not null default now(),
      kind text not null check (kind in ('added', 'changed', 'removed')),
      -- the fields that were compared, as they were then; empty for what was removed
      fields jsonb not null,
      sentences text[] not null default '{}'
    );
    create index offering_history_latest on offering_history (offering_ref, id desc);
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async knex => {
  await knex.raw(`drop table offering_history`);
};
