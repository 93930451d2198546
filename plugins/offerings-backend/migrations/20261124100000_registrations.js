/**
 * Components that were registered in the portal, every change of them, and what is asked about them.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async knex => {
  await knex.raw(`
    -- Each write of a registration takes the next number while it holds the lock of all writes, so that numbers
    -- appear in the order in which the writes become visible, and the catalog misses none.
    create sequence registration_seq;

    create table registration (
      id uuid primary key default gen_random_uuid(),
      -- full and lower-case; the namespace is always 'default'
      entity_ref text not null,
      name text not null,
      owner_ref text not null,
      type text not null,
      title text,
      description text,
      lifecycle text not null check (lifecycle in ('experimental', 'production', 'deprecated')),
      stage text,
      offerings text[] not null default '{}',
      jobs text[] not null default '{}',
      repositories text[] not null default '{}',
      experiments text[] not null default '{}',
      -- [{"url", "title"}]
      links jsonb not null default '[]',
      state text not null check (state in ('active', 'in-git', 'retired')),
      -- counts the changes; whoever changes a registration says which one they saw
      version int not null check (version > 0),
      seq bigint not null default nextval('registration_seq'),
      git_location text,
      git_edit_url text,
      git_since timestamptz,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      check ((state = 'in-git') = (git_location is not null))
    );
    create unique index registration_name on registration (entity_ref) where state <> 'retired';
    create index registration_owner on registration (owner_ref);
    create index registration_seq_order on registration (seq);

    -- Primary: what a registration said after each change, and who changed it.
    create table registration_change (
      registration_id uuid not null references registration (id),
      version int not null,
      at timestamptz not null,
      author_ref text not null,
      action text not null check (action in
        ('registered', 'edited', 'handed over', 'retired', 'restored', 'taken over by Git')),
      -- all fields as they were then; read as a whole, never searched
      fields jsonb not null,
      primary key (registration_id, version)
    );

    create table hand_over (
      id uuid primary key default gen_random_uuid(),
      registration_id uuid not null references registration (id),
      from_ref text not null,
      to_ref text not null,
      state text not null check (state in ('pending', 'accepted', 'declined', 'withdrawn')),
      message text,
      reason text,
      asked_by text not null,
      asked_at timestamptz not null,
      decided_by text,
      decided_at timestamptz,
      check ((state = 'pending') = (decided_at is null))
    );
    create unique index hand_over_pending on hand_over (registration_id) where state = 'pending';
    create index hand_over_to on hand_over (to_ref);
    create index hand_over_from on hand_over (from_ref);

    -- Rows of a bulk registration that are done, written together with what they did: a second try of the same
    -- batch finds them here, whatever happened to the first.
    create table bulk_row (
      batch text not null,
      -- of the caller: two people may call their batches the same
      author_ref text not null,
      row_key text not null,
      registration_id uuid not null references registration (id),
      done_at timestamptz not null,
      primary key (author_ref, batch, row_key)
    );
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async knex => {
  await knex.raw(`
    drop table bulk_row, hand_over, registration_change, registration;
    drop sequence registration_seq;
  `);
};
