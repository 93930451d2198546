/**
 * Scorecard definitions as the catalog told them. A change of what decides results starts a new version; a change
 * of a text does not.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async knex => {
  await knex.raw(`
    create table definition (
      scorecard_ref text primary key,
      title text not null,
      -- [{"path", "message"}] of the definition as it stands in the catalog now
      faults jsonb not null default '[]',
      -- false once it has left the catalog
      present boolean not null default true,
      seen_at timestamptz not null,
      -- end of the last evaluation of all its entities
      evaluated_at timestamptz
    );

    create table definition_version (
      scorecard_ref text not null references definition (scorecard_ref),
      version int not null check (version > 0),
      -- SHA-256 of what decides results
      digest text not null,
      -- the definition, as written
      document jsonb not null,
      valid_from timestamptz not null,
      valid_to timestamptz,
      primary key (scorecard_ref, version)
    );
    create unique index definition_version_now on definition_version (scorecard_ref) where valid_to is null;
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async knex => {
  await knex.raw(`drop table definition_version, definition;`);
};
