/**
 * Studies of what adopting an offering did: the question as it was registered, its versions, and what came out.
 * A version is never changed once it has an answer; to look again is a new version, which says so.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async knex => {
  await knex.raw(`
    create table rollout (
      id bigint generated always as identity primary key,
      offering_ref text not null,
      seed bigint not null,
      -- as drawn; read back through the library, which refuses one that was changed
      plan jsonb not null,
      created_by text not null,
      created_at timestamptz not null default now()
    );
    create index rollout_offering on rollout (offering_ref);

    create table study (
      id bigint generated always as identity primary key,
      slug text not null unique,
      offering_ref text not null,
      outcome text not null,
      -- '' where it asks about all stages
      stage text not null default '',
      created_by text not null,
      created_at timestamptz not null default now(),
      -- the drawn order it is analysed by
      rollout_id bigint references rollout (id)
    );
    -- One study a question: asking it again with other teams or dates would be looking until something is found.
    create unique index study_question on study (offering_ref, outcome, stage, coalesce(rollout_id, 0));

    create table study_version (
      study_id bigint not null references study (id),
      version int not null,
      -- null: every team the offering is meant for, as it is when the study is computed
      teams text[],
      window_from date not null,
      -- Monday after the last week that can be in it: over 7 days before the analysis date
      window_to date not null,
      analysis_date date not null,
      own_queue text,
      -- teams had already adopted when it was registered
      exploratory boolean not null,
      reason text,
      registered_by text not null,
      registered_at timestamptz not null default now(),
      state text not null default 'registered'
        check (state in ('registered', 'running', 'finished', 'refused', 'failed')),
      -- what is being computed, and when that was last said; silence lets another back end take over
      step text,
      step_done int not null default 0,
      step_of int not null default 0,
      claimed_by text,
      claimed_at timestamptz,
      attempts int not null default 0,
      computed_at timestamptz,
      failure text,
      primary key (study_id, version)
    );
    create index study_version_due on study_version (analysis_date) where state in ('registered', 'running');
    -- one version of a study waits at a time
    create unique index study_version_open on study_version (study_id) where state in ('registered', 'running');

    create table study_cell (
      study_id bigint not null,
      version int not null,
      team_ref text not null,
      -- Monday
      week date not null,
      part text not null check (part in ('comparison', 'before', 'left-out', 'after')),
      -- on the scale of the study: logarithm of milliseconds, milliseconds, or a ratio; internal, released by the mask
      outcome double precision not null,
      runs int not null,
      primary key (study_id, version, team_ref, week),
      foreign key (study_id, version) references study_version (study_id, version)
    );

    create table study_result (
      study_id bigint not null,
      version int not null,
      inputs_digest bytea not null,
      seed bigint not null,
      library text not null,
      adopting int not null,
      comparison int not null,
      tried int not null,
      left_out int not null,
      -- [{"team", "role", "date"?, "why"?}]
      teams jsonb not null,
      refusal_reason text,
      refusal_sentence text,
      refusal_help text,
      verdict text check (verdict in ('found', 'adopters-may-differ', 'not-distinguishable')),
      sentence text,
      p_value double precision,
      -- percent of what would have been; null is no limit
      effect double precision,
      effect_lower double precision,
      effect_upper double precision,
      smallest_visible double precision,
      log_effect double precision,
      log_standard_error double precision,
      randomised boolean not null default false,
      placebo_blocks boolean not null default false,
      shared_queue boolean not null default false,
      -- what stands beside the effect, for the page of the study
      answer jsonb,
      primary key (study_id, version),
      foreign key (study_id, version) references study_version (study_id, version),
      check ((verdict is null) = (p_value is null)),
      check ((verdict is null) <> (refusal_reason is null))
    );
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async knex => {
  await knex.raw(
    `drop table study_result, study_cell, study_version, study, rollout cascade;`,
  );
};
