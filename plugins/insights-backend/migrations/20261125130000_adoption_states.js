/**
 * Which teams' activity changed, kept by triggers because a day can also change by losing its rows; and where every
 * team stands today, so that an answer after a start reads what is known and computes nothing.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async knex => {
  await knex.raw(`
    -- Append-only, so that roll-ups of several back ends never wait for each other here. The recorder of adoption
    -- marks what it has seen as taken, and deletes all but the newest row of each team, which is its version.
    create table activity_change (
      id bigint generated always as identity primary key,
      team_ref text not null,
      first_day date not null,
      taken boolean not null default false
    );
    create index activity_change_team on activity_change (team_ref, id desc);
    create index activity_change_open on activity_change (id) where not taken;

    create function note_activity_change() returns trigger language plpgsql as $$
    begin
      insert into activity_change (team_ref, first_day)
      select team_ref, min(day) from touched group by team_ref order by team_ref;
      return null;
    end $$;
    create trigger activity_day_inserted after insert on activity_day
      referencing new table as touched for each statement execute function note_activity_change();
    create trigger activity_day_updated after update on activity_day
      referencing new table as touched for each statement execute function note_activity_change();
    create trigger activity_day_deleted after delete on activity_day
      referencing old table as touched for each statement execute function note_activity_change();
    insert into activity_change (team_ref, first_day)
    select team_ref, min(day) from activity_day group by team_ref order by team_ref;

    -- Derived: what AdoptionService computed of each team, and what it was computed from (a digest).
    create table adoption_team_state (
      team_ref text primary key,
      day date not null,
      version text not null,
      pairs jsonb not null,
      computed_at timestamptz not null
    );
    -- Derived: what is heard of sources, and the stages of teams, which take reading many cells.
    create table adoption_background (
      day date primary key,
      stages jsonb not null,
      source_days jsonb not null,
      computed_at timestamptz not null
    );
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async knex => {
  await knex.raw(`
    drop table adoption_background, adoption_team_state;
    drop trigger activity_day_inserted on activity_day;
    drop trigger activity_day_updated on activity_day;
    drop trigger activity_day_deleted on activity_day;
    drop function note_activity_change;
    drop table activity_change;
  `);
};
