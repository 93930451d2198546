/**
 * What people do about results: exemptions, attestations and campaigns, each with its whole history; and what has to
 * be told to somebody, written in the transaction that makes it true.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async knex => {
  await knex.raw(`
    -- Whatever its freshness: after this the value is no longer relied on. An attestation ends so.
    alter table fact add column valid_until timestamptz;
    alter table fact_history add column valid_until timestamptz;

    create table exemption (
      id uuid primary key default gen_random_uuid(),
      scorecard_ref text not null,
      check_id text not null,
      entity_ref text not null,
      kind text not null,
      -- the owning team, and who may see the result, when it was requested
      team_ref text not null,
      visibility text not null check (visibility in ('catalog', 'team-speed')),
      -- who decides
      owner_ref text not null,
      reason text not null,
      until timestamptz not null,
      state text not null check (state in ('requested', 'approved', 'denied', 'withdrawn', 'revoked')),
      requested_by text not null,
      requested_at timestamptz not null,
      decided_by text,
      decided_at timestamptz,
      note text,
      check ((state = 'requested') = (decided_at is null))
    );
    create unique index exemption_open on exemption (scorecard_ref, entity_ref, check_id)
      where state = 'requested';
    create index exemption_entity on exemption (entity_ref) where state = 'approved';

    create table exemption_event (
      id bigint generated always as identity primary key,
      exemption_id uuid not null references exemption (id),
      at timestamptz not null,
      actor text not null,
      action text not null check (action in ('requested', 'approved', 'denied', 'withdrawn', 'revoked')),
      note text,
      until timestamptz not null
    );
    create index exemption_event_of on exemption_event (exemption_id, id);

    -- What people say about an entity, each with an end. Earlier words stay.
    create table attestation (
      id bigint generated always as identity primary key,
      entity_ref text not null,
      topic text not null,
      points double precision not null check (points between 0 and 1),
      evidence text not null,
      attested_by text not null,
      attested_at timestamptz not null,
      until timestamptz not null,
      -- null: the latest about its topic
      replaced_at timestamptz
    );
    create unique index attestation_now on attestation (entity_ref, topic) where replaced_at is null;

    create table campaign (
      id uuid primary key default gen_random_uuid(),
      title text not null,
      description text not null,
      scorecard_ref text not null,
      -- either these checks, or everything up to this level
      checks text[],
      level_name text,
      audience jsonb,
      owner_ref text not null,
      starts_at timestamptz not null,
      deadline timestamptz not null check (deadline > starts_at),
      created_by text not null,
      created_at timestamptz not null,
      cancelled_at timestamptz,
      cancelled_by text,
      check ((checks is null) <> (level_name is null))
    );

    -- To be told; the key makes it once, whatever is repeated.
    create table notice (
      id bigint generated always as identity primary key,
      key text not null unique,
      topic text not null,
      recipient text not null,
      text text not null,
      link text not null,
      created_at timestamptz not null,
      sent_at timestamptz
    );
    create index notice_unsent on notice (recipient) where sent_at is null;
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async knex => {
  await knex.raw(`
    drop table notice, campaign, attestation, exemption_event, exemption;
    alter table fact_history drop column valid_until;
    alter table fact drop column valid_until;
  `);
};
