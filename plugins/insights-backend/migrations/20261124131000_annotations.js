/**
 * What people know about a period, and what they say is wrong with a number. Primary: kept with every state it had.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async knex => {
  await knex.raw(`
    create table annotation (
      id bigint generated always as identity primary key,
      kind text not null check (kind in ('context', 'dispute')),
      reason text not null check (reason in
        ('outage', 'holiday', 'backbone', 'other', 'not-ours', 'wrong-stage', 'missing-source')),
      text text not null,
      -- null: the whole company
      unit_ref text,
      -- narrower, where it is about one of these
      metric text,
      stage text,
      offering_ref text,
      from_day date not null,
      -- exclusive
      to_day date not null,
      -- the Group that has to answer; of context the one that said it
      owner_ref text not null,
      state text not null check (state in ('open', 'accepted', 'rejected', 'resolved')),
      -- user refs: people who speak in public, not actors of runs
      created_by text not null,
      created_at timestamptz not null default now(),
      withdrawn_at timestamptz,
      check (from_day < to_day)
    );
    create index annotation_unit on annotation (unit_ref, from_day);
    create index annotation_owner on annotation (owner_ref, state);

    create table annotation_event (
      id bigint generated always as identity primary key,
      annotation_id bigint not null references annotation (id) on delete cascade,
      action text not null check (action in ('created', 'open', 'accepted', 'rejected', 'resolved', 'withdrawn', 'restored')),
      answer text not null default '',
      by_ref text not null,
      at timestamptz not null default now()
    );
    create index annotation_event_of on annotation_event (annotation_id);
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async knex => {
  await knex.raw(`drop table annotation_event, annotation cascade`);
};
