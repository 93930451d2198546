/**
 * Adoption: what was decided, what changed when, what teams say in the portal, and who asked to be helped.
 *
 * Decisions, declarations and requests are primary data: a rebuild reads them, it never makes them up again. A
 * decision is corrected by being disputed or voided, never by being changed; adoption_decision_event is its history.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async knex => {
  await knex.raw(`
    create table adoption_decision (
      id bigint generated always as identity primary key,
      team_ref text not null,
      offering_ref text not null,
      -- 1 for the first time, 2 for an adoption after it had lapsed, ...
      spell int not null,
      -- Monday of the first week of the adoption; first week of the spell it belongs to
      adoption_date date not null,
      onset date not null,
      -- the day of the step that took it: 7 days after the last week, or later where the events came later
      decided_on date not null,
      rule_version int not null,
      evidence_digest bytea not null,
      evidence jsonb not null,
      decided_at timestamptz not null default now(),
      disputed_at timestamptz,
      dispute jsonb,
      voided_at timestamptz,
      voided_by text,
      void_reason text,
      unique (team_ref, offering_ref, spell)
    );
    create index adoption_decision_offering on adoption_decision (offering_ref);

    create table adoption_decision_event (
      id bigint generated always as identity primary key,
      decision_id bigint not null references adoption_decision (id),
      kind text not null check (kind in ('decided', 'disputed', 'settled', 'voided')),
      at timestamptz not null default now(),
      -- ref of the person; null where a task did it
      by_ref text,
      detail jsonb not null default '{}'
    );
    create index adoption_decision_event_decision on adoption_decision_event (decision_id);

    -- Which days were looked at, and when: a rebuild looks at the same days with what was known at that time.
    create table adoption_step (
      id bigint generated always as identity primary key,
      day date not null,
      taken_at timestamptz not null,
      rule_version int not null
    );
    create index adoption_step_day on adoption_step (day);

    create table adoption_snapshot (
      day date not null,
      team_ref text not null,
      offering_ref text not null,
      eligible boolean not null,
      observed text not null,
      unknown_cause text,
      declared text not null,
      declared_by text,
      status text not null,
      -- the two lanes: members in the last 28 days reached the bar; production use in the last 28 days
      by_people boolean not null,
      in_production boolean not null,
      -- exact, for roll-ups only: what leaves the service are bands
      active_members int not null,
      size int not null,
      -- when the day was looked at; later than the day where late events made it be looked at again
      taken_at timestamptz not null,
      revision int not null default 0,
      primary key (day, team_ref, offering_ref)
    );
    create index adoption_snapshot_offering on adoption_snapshot (offering_ref, day);
    create index adoption_snapshot_team on adoption_snapshot (team_ref, day);

    -- Append-only. A change that later events undo is not deleted: a row that retracts it is added.
    create table adoption_transition (
      id bigint generated always as identity primary key,
      team_ref text not null,
      offering_ref text not null,
      day date not null,
      from_observed text,
      to_observed text not null,
      from_declared text,
      to_declared text not null,
      from_status text,
      to_status text not null,
      evidence jsonb not null default '{}',
      retracts bigint references adoption_transition (id),
      recorded_at timestamptz not null default now()
    );
    create index adoption_transition_pair on adoption_transition (team_ref, offering_ref, day);
    create index adoption_transition_offering on adoption_transition (offering_ref, day);

    -- What teams say in the portal; every row is kept, the newest of a pair is what the team says now.
    create table declaration (
      id bigint generated always as identity primary key,
      team_ref text not null,
      offering_ref text not null,
      state text not null check (state in ('none', 'evaluating', 'adopted', 'declined')),
      reason text,
      text text,
      said_by text not null,
      said_at timestamptz not null default now()
    );
    create index declaration_pair on declaration (team_ref, offering_ref, id desc);
    create index declaration_offering on declaration (offering_ref);

    -- The provider's answer to 'not relevant to us'; the newest of a declaration holds.
    create table not_relevant_confirmation (
      id bigint generated always as identity primary key,
      declaration_id bigint not null references declaration (id),
      team_ref text not null,
      offering_ref text not null,
      confirmed boolean not null,
      text text,
      decided_by text not null,
      decided_at timestamptz not null default now()
    );
    create index not_relevant_declaration on not_relevant_confirmation (declaration_id, id desc);

    create table onboarding_request (
      id bigint generated always as identity primary key,
      team_ref text not null,
      offering_ref text not null,
      component_ref text,
      goal text not null,
      wanted_on date,
      asked_by text not null,
      asked_at timestamptz not null default now(),
      state text not null default 'asked'
        check (state in ('asked', 'helped', 'first-success', 'adopted', 'stopped')),
      stop_reason text,
      changed_at timestamptz not null default now(),
      -- counts changes, so that two people at once do not overwrite each other
      version int not null default 1
    );
    -- One open request of a team for an offering: asking twice is the same request.
    create unique index onboarding_request_open on onboarding_request (team_ref, offering_ref)
      where state in ('asked', 'helped', 'first-success');
    create index onboarding_request_offering on onboarding_request (offering_ref, asked_at desc);

    create table onboarding_event (
      id bigint generated always as identity primary key,
      request_id bigint not null references onboarding_request (id),
      state text not null,
      at timestamptz not null default now(),
      by_ref text,
      text text
    );
    create index onboarding_event_request on onboarding_event (request_id);

    -- What somebody was told about already, so that nobody hears it twice.
    create table adoption_notice (
      kind text not null,
      subject_key text not null,
      team_ref text not null,
      offering_ref text not null,
      sent_by text,
      sent_at timestamptz not null default now(),
      primary key (kind, subject_key)
    );
    create index adoption_notice_pair on adoption_notice (team_ref, offering_ref);
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async knex => {
  await knex.raw(`
    drop table adoption_notice, onboarding_event, onboarding_request, not_relevant_confirmation, declaration,
      adoption_transition, adoption_snapshot, adoption_step, adoption_decision_event, adoption_decision cascade;
  `);
};
