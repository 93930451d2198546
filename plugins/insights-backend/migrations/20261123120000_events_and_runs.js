/**
 * What producers sent, and what was folded from it.
 *
 * `event` carries the dedupe key and is therefore not partitioned. `run` is derived: it is the fold of the
 * events that name it and rebuilds identically from them.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async knex => {
  await knex.raw(`
    -- Names that producers choose can be longer than an index entry may be, so what makes them unique is this
    -- digest. Declared immutable although convert_to is not: the encoding of the database does not change.
    create function text_key(variadic parts text[]) returns bytea
      language sql immutable strict parallel safe
      return (
        select sha256(string_agg(sha256(convert_to(part, 'UTF8')), ''::bytea order by position))
        from unnest(parts) with ordinality as p (part, position)
      );

    create table source (
      id smallint generated always as identity primary key,
      name text not null unique,
      kind text not null,
      historical boolean not null default false,
      first_received_at timestamptz,
      last_received_at timestamptz,
      created_at timestamptz not null default now()
    );

    -- (source, namespace, name, repository, experiment) is what attribution is decided for.
    create table job (
      id bigint generated always as identity primary key,
      source_id smallint not null references source (id),
      namespace text not null,
      name text not null,
      repository text not null default '',
      experiment text not null default '',
      created_at timestamptz not null default now()
    );
    create unique index job_key on job (source_id, text_key(namespace, name, repository, experiment));

    -- What attribution is decided about: a job, narrowed by the actor and by what the runs themselves say.
    -- actor_hash is '' where the actor does not matter or is not known.
    create table attribution_subject (
      id bigint generated always as identity primary key,
      job_id bigint not null references job (id),
      actor_hash bytea not null default '',
      said_team text not null default '',
      said_component text not null default '',
      said_offerings text[] not null default '{}',
      -- types of the CloudEvents it was first seen with: telemetry matchers may name one. Not part of its identity.
      event_types text[] not null default '{}',
      created_at timestamptz not null default now()
    );
    create unique index attribution_subject_key on attribution_subject
      (job_id, actor_hash, text_key(variadic array[said_team, said_component] || said_offerings));
    -- What was first seen while the organisation changed is decided once more.
    create index attribution_subject_created on attribution_subject (created_at);

    -- event and run have no foreign keys: each would look a row up for every event, a fifth of the cost of ingest,
    -- to confirm ids that the same transaction has just read. Sources, jobs and subjects are never deleted.
    create table event (
      source_id smallint not null,
      event_id text not null,
      body_hash bytea not null,
      type text not null,
      run_key text,
      event_time timestamptz not null,
      received_at timestamptz not null default now(),
      -- the normalised observation, actors already hashed: what the fold reads and a rebuild replays
      observation jsonb not null,
      primary key (source_id, event_id)
    );
    create index event_run on event (source_id, run_key) where run_key is not null;
    -- Events arrive in the order of this column: a few bytes a thousand rows are enough to find a range of it.
    create index event_received on event using brin (received_at);

    create table quarantine (
      id bigint generated always as identity primary key,
      source_id smallint not null references source (id),
      event_id text not null,
      body_hash bytea not null,
      reason text not null,
      detail text not null,
      -- encrypted; read by a re-drive only
      body bytea not null,
      received_at timestamptz not null default now(),
      expires_at timestamptz not null,
      redriven_at timestamptz,
      unique (source_id, event_id, body_hash)
    );
    create index quarantine_expires on quarantine (expires_at);

    create table run (
      id bigint generated always as identity primary key,
      source_id smallint not null,
      run_key text not null,
      job_id bigint,
      subject_id bigint,
      actor_hash bytea not null default '',
      actor_kind text check (actor_kind in ('person', 'unresolved', 'shared', 'service')),
      parent_key text,
      committed_at timestamptz,
      submitted_at timestamptz,
      started_at timestamptz,
      first_result_at timestamptz,
      ended_at timestamptz,
      heartbeat_at timestamptz,
      outcome text check (outcome in ('succeeded', 'failed', 'cancelled', 'skipped', 'lost')),
      cause text check (cause in ('user', 'system', 'unknown')),
      closed_by text check (closed_by in ('event', 'heartbeat', 'reaper')),
      trigger text not null default 'unknown' check (trigger in ('human', 'scheduled', 'ci', 'unknown')),
      run_class text not null default 'full' check (run_class in ('debug', 'full', 'sweep', 'evaluation')),
      stage_tag text,
      gpus double precision,
      -- why no metric uses it ('ended-before-started', ...), null where the timeline is possible
      impossible text,
      state jsonb not null,
      first_received_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (source_id, run_key)
    );
    create index run_subject on run (subject_id);
    -- Roll-ups read the runs of days, whatever their team: new runs go to the end of these.
    create index run_started on run (started_at);
    create index run_ended on run (ended_at);
    create index run_never_started on run (submitted_at) where started_at is null;
    create index run_open on run (coalesce(heartbeat_at, started_at, submitted_at)) where ended_at is null;

    create table run_external_id (
      external_id text not null,
      run_id bigint not null references run (id) on delete cascade,
      primary key (external_id, run_id)
    );
    create index run_external_id_run on run_external_id (run_id);

    -- One row per item that was refused, counted by day; shown on the Sources page.
    create table ingest_count (
      source_id smallint not null references source (id),
      day date not null,
      status text not null check (status in ('accepted', 'duplicate', 'quarantined', 'rejected')),
      reason text not null default '',
      count bigint not null,
      primary key (source_id, day, status, reason)
    );
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async knex => {
  await knex.raw(`
    drop table ingest_count, run_external_id, run, quarantine, event, attribution_subject, job, source cascade;
    drop function text_key(text[]);
  `);
};
