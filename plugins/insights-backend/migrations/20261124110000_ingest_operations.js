/**
 * What those who look after sources need: items that can be read again, the rhythm and lag of a source, and patterns
 * that people add in the portal.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async knex => {
  await knex.raw(`
    -- How a re-drive reads the body; null in rows of before, whose source tells it.
    alter table quarantine
      add column format text check (format in ('openlineage', 'cloudevents', 'run-record')),
      add column tries int not null default 0,
      add column tried_at timestamptz;
    create index quarantine_waiting on quarantine (source_id, reason) where redriven_at is null;

    -- Per source and hour of receipt: how many events were accepted, and how many of them came within what time of
    -- the moment they tell of. Enough to learn a rhythm and to tell a lag without reading events.
    create table source_hour (
      source_id smallint not null references source (id),
      hour timestamptz not null,
      events bigint not null,
      within_minute bigint not null default 0,
      within_ten_minutes bigint not null default 0,
      within_hour bigint not null default 0,
      within_six_hours bigint not null default 0,
      within_day bigint not null default 0,
      within_week bigint not null default 0,
      primary key (source_id, hour)
    );
    insert into source_hour
    select source_id, date_trunc('hour', received_at), count(*),
      count(*) filter (where received_at - event_time <= interval '1 minute'),
      count(*) filter (where received_at - event_time <= interval '10 minutes'),
      count(*) filter (where received_at - event_time <= interval '1 hour'),
      count(*) filter (where received_at - event_time <= interval '6 hours'),
      count(*) filter (where received_at - event_time <= interval '1 day'),
      count(*) filter (where received_at - event_time <= interval '7 days')
    from event where received_at > now() - interval '90 days' group by 1, 2;

    -- A person's answer to "whose is this job?". Kept when it is undone, with who did that.
    create table portal_pattern (
      id bigint generated always as identity primary key,
      -- null: any source
      source_name text,
      glob text not null,
      team_ref text,
      component_ref text,
      reason text not null default '',
      created_by text not null,
      created_at timestamptz not null default now(),
      undone_by text,
      undone_at timestamptz,
      check (num_nonnulls(team_ref, component_ref) = 1)
    );
    create index portal_pattern_now on portal_pattern (id) where undone_at is null;
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async knex => {
  await knex.raw(`
    drop table portal_pattern, source_hour;
    drop index quarantine_waiting;
    alter table quarantine drop column format, drop column tries, drop column tried_at;
  `);
};
