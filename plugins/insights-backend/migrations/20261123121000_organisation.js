/**
 * The history of organisation and ownership, as the catalog told it: our own, with validity, never rebuilt.
 * A row is valid in [valid_from, valid_to); valid_to is null for what holds now. The first row of a key is valid
 * from 'epoch': of the time before the portal knew it nothing else is known. Later rows begin when they were seen.
 * Declarations are the exception: they hold from the day they were first seen.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async knex => {
  await knex.raw(`
    create table organisation_version (
      version bigint generated always as identity primary key,
      digest bytea not null,
      -- when the catalog began to be read: an older reading never overwrites a newer one
      read_at timestamptz not null,
      taken_at timestamptz not null default now(),
      -- when every subject had been decided again by it; null while that is owed
      decided_at timestamptz
    );

    create table organisation_unit (
      unit_ref text not null,
      title text not null,
      type text not null,
      role text not null check (role in ('customer', 'provider', 'other')),
      parent_ref text,
      valid_from timestamptz not null,
      valid_to timestamptz,
      primary key (unit_ref, valid_from)
    );
    create unique index organisation_unit_now on organisation_unit (unit_ref) where valid_to is null;

    -- The logins of Users, hashed as an actor in an event is hashed; shared and service accounts included.
    create table organisation_alias (
      alias_hash bytea not null,
      actor_hash bytea not null,
      kind text not null check (kind in ('person', 'shared', 'service')),
      valid_from timestamptz not null,
      valid_to timestamptz,
      primary key (alias_hash, valid_from)
    );
    create unique index organisation_alias_now on organisation_alias (alias_hash) where valid_to is null;

    -- People are keyed hashes of their User ref; the ref itself is not stored. Accounts that are not people are
    -- members of nothing.
    create table organisation_member (
      actor_hash bytea not null,
      unit_ref text not null,
      valid_from timestamptz not null,
      valid_to timestamptz,
      primary key (actor_hash, unit_ref, valid_from)
    );
    create unique index organisation_member_now on organisation_member (actor_hash, unit_ref) where valid_to is null;
    create index organisation_member_unit on organisation_member (unit_ref);

    create table organisation_component (
      component_ref text not null,
      type text not null,
      owner_ref text,
      -- '' where neither its annotation nor its type names one
      stage text not null default '',
      adopts text[] not null default '{}',
      -- [{"field": "job" | "repository" | "experiment", "glob"}]; a job is 'namespace/name'
      patterns jsonb not null default '[]',
      valid_from timestamptz not null,
      valid_to timestamptz,
      primary key (component_ref, valid_from)
    );
    create unique index organisation_component_now on organisation_component (component_ref) where valid_to is null;
    create index organisation_component_owner on organisation_component (owner_ref);

    create table organisation_offering (
      offering_ref text not null,
      title text not null,
      owner_ref text,
      stages text[] not null default '{}',
      telemetry jsonb not null default '[]',
      audience jsonb,
      adopted_when jsonb,
      expected_days double precision,
      lifecycle text not null default '',
      valid_from timestamptz not null,
      valid_to timestamptz,
      primary key (offering_ref, valid_from)
    );
    create unique index organisation_offering_now on organisation_offering (offering_ref) where valid_to is null;

    -- What teams say in YAML: the annotation mli.internal/adopts of a Group, and of the components it owns.
    create table organisation_declaration (
      team_ref text not null,
      offering_ref text not null,
      state text not null check (state in ('evaluating', 'adopted', 'declined')),
      valid_from timestamptz not null,
      valid_to timestamptz,
      primary key (team_ref, offering_ref, valid_from)
    );
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async knex => {
  await knex.raw(`
    drop table organisation_declaration, organisation_offering, organisation_component, organisation_member,
      organisation_alias, organisation_unit, organisation_version cascade;
  `);
};
