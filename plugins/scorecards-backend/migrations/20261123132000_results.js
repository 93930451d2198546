const RESULT_COLUMNS = `
      scorecard_ref text not null,
      entity_ref text not null,
      check_id text not null,
      kind text not null,
      version int not null,
      rank smallint not null,
      state text not null check (state in ('pass', 'fail', 'exempt', 'not-applicable', 'no-data', 'stale', 'error')),
      counted boolean not null,
      reason text not null,
      fact_id text,
      -- the value seen, only to be shown: the facts themselves have typed columns
      value jsonb,
      unit text,
      source text,
      visibility text not null check (visibility in ('catalog', 'team-speed')),
      -- the owning team of the time
      team_ref text not null,
      fingerprint text not null,
      valid_from timestamptz not null`;

const LEVEL_COLUMNS = `
      scorecard_ref text not null,
      entity_ref text not null,
      kind text not null,
      version int not null,
      -- 0 below the first level
      rank smallint not null,
      levels smallint not null,
      level_name text,
      level_title text,
      next_name text,
      next_title text,
      missing text[] not null default '{}',
      passing int not null,
      failing int not null,
      exempt int not null,
      not_applicable int not null,
      no_data int not null,
      stale int not null,
      erroneous int not null,
      visibility text not null check (visibility in ('catalog', 'team-speed')),
      team_ref text not null,
      fingerprint text not null,
      valid_from timestamptz not null`;

/**
 * What came out: the current row in \`result\` and \`level\`, former ones in their histories, each valid in
 * [valid_from, valid_to). Together they are the whole log of changes.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async knex => {
  await knex.raw(`
    create table result (${RESULT_COLUMNS},
      -- null where the source confirms the fact with each collection
      observed_at timestamptz,
      evaluated_at timestamptz not null,
      primary key (scorecard_ref, entity_ref, check_id)
    );
    create index result_entity on result (entity_ref);

    create table result_history (${RESULT_COLUMNS},
      observed_at timestamptz,
      valid_to timestamptz not null,
      primary key (scorecard_ref, entity_ref, check_id, valid_from)
    );

    create table level (${LEVEL_COLUMNS},
      -- of all its results and when they were seen: while it stays, they need not be looked at
      results_fingerprint text not null,
      evaluated_at timestamptz not null,
      primary key (scorecard_ref, entity_ref)
    );
    create index level_entity on level (entity_ref);

    create table level_history (${LEVEL_COLUMNS},
      valid_to timestamptz not null,
      primary key (scorecard_ref, entity_ref, valid_from)
    );
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async knex => {
  await knex.raw(`drop table level_history, level, result_history, result;`);
};
