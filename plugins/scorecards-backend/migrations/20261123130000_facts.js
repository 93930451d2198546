/**
 * What is known about entities, and what was known before.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async knex => {
  await knex.raw(`
    -- The entities of the catalog that scorecards can be about, as they were last read.
    create table subject (
      entity_ref text primary key,
      kind text not null,
      -- the owning team, or the Group itself; '' where there is none
      team_ref text not null default '',
      -- the fields that appliesTo reads
      entity jsonb not null,
      fingerprint text not null
    );
    create index subject_kind on subject (kind);

    create table fact_source (
      id text primary key,
      -- end of the last collection that succeeded: confirms the facts that it restates each time
      completed_at timestamptz,
      attempted_at timestamptz not null,
      error text
    );

    -- The latest observation of each fact. Exactly the value column of the type is set, and only where state is 'ok'.
    create table fact (
      entity_ref text not null,
      fact_id text not null,
      source text not null,
      state text not null check (state in ('ok', 'absent', 'no-data')),
      type text check (type in ('number', 'boolean', 'string', 'set', 'time')),
      number_value double precision,
      boolean_value boolean,
      text_value text,
      set_value text[],
      time_value timestamptz,
      unit text,
      reason text,
      visibility text not null check (visibility in ('catalog', 'team-speed')),
      observed_at timestamptz not null,
      -- true: the source restates it with each collection, so it is as fresh as the last one that succeeded
      confirmed boolean not null,
      fingerprint text not null,
      primary key (entity_ref, fact_id),
      check ((state = 'ok') = (type is not null)),
      check ((type = 'number') is not true or number_value is not null),
      check ((type = 'boolean') is not true or boolean_value is not null),
      check ((type = 'string') is not true or text_value is not null),
      check ((type = 'set') is not true or set_value is not null),
      check ((type = 'time') is not true or time_value is not null)
    );
    create index fact_of_source on fact (source);

    -- Primary: every observation that changed a value, the current one included.
    create table fact_history (
      entity_ref text not null,
      fact_id text not null,
      observed_at timestamptz not null,
      recorded_at timestamptz not null default now(),
      source text not null,
      state text not null,
      type text,
      number_value double precision,
      boolean_value boolean,
      text_value text,
      set_value text[],
      time_value timestamptz,
      unit text,
      reason text,
      visibility text not null,
      fingerprint text not null,
      primary key (entity_ref, fact_id, observed_at)
    );
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async knex => {
  await knex.raw(`drop table fact_history, fact, fact_source, subject;`);
};
