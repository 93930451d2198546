import { Knex } from 'knex';
import { Day } from '../../core/metrics/windows';
import { rowsOf } from '../rows';
import { SourceDay } from './AdoptionStore';

/** What was computed of one team, and the digest of what it was computed from. */
export interface StoredTeamState {
  readonly team: string;
  readonly day: Day;
  readonly version: string;
  /** As JSON; what is in it is the business of who computes it. */
  readonly pairs: unknown;
}

/** What takes reading many cells, as it was known at a time. */
export interface StoredBackground {
  readonly day: Day;
  readonly stages: ReadonlyMap<string, ReadonlySet<string>>;
  readonly sourceDays: readonly SourceDay[];
  readonly computedAt: Date;
}

/** Where teams stand, kept between two starts. Derived: it can be emptied at any time. */
export class DatabaseStateStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async teams(): Promise<StoredTeamState[]> {
    return await rowsOf<StoredTeamState>(
      this.#knex,
      `select team_ref as team, to_char(day, 'YYYY-MM-DD') as day, version, pairs from adoption_team_state`,
    );
  }

  /** Several back ends may write the same teams: rows are taken in one order, and the last one holds. */
  async writeTeams(
    states: readonly StoredTeamState[],
    now: Date,
  ): Promise<void> {
    if (states.length === 0) {
      return;
    }
    await this.#knex.raw(
      `insert into adoption_team_state (team_ref, day, version, pairs, computed_at)
       select team, day, version, pairs, ?::timestamptz
       from unnest(?::text[], ?::date[], ?::text[], ?::jsonb[]) as s (team, day, version, pairs)
       order by team
       on conflict (team_ref) do update set day = excluded.day, version = excluded.version, pairs = excluded.pairs,
         computed_at = excluded.computed_at`,
      [
        now,
        states.map(({ team }) => team),
        states.map(({ day }) => day),
        states.map(({ version }) => version),
        states.map(({ pairs }) => JSON.stringify(pairs)),
      ],
    );
  }

  async background(day: Day): Promise<StoredBackground | undefined> {
    const [row] = await rowsOf<{
      stages: Record<string, string[]>;
      source_days: (Omit<SourceDay, 'hours'> & Partial<SourceDay>)[];
      computed_at: Date;
    }>(
      this.#knex,
      `select stages, source_days, computed_at from adoption_background where day = ?::date`,
      [day],
    );
    return (
      row && {
        day,
        stages: new Map(
          Object.entries(row.stages).map(([team, stages]) => [
            team,
            new Set(stages),
          ]),
        ),
        // Rows of before hours were noted live for minutes; they know none.
        sourceDays: row.source_days.map(each => ({
          ...each,
          hours: each.hours ?? [],
        })),
        computedAt: row.computed_at,
      }
    );
  }

  /** Keeps this day and the one before it: at midnight the last one is still there. */
  async writeBackground(background: StoredBackground): Promise<void> {
    const { day, stages, sourceDays, computedAt } = background;
    await this.#knex.raw(
      `with old as (delete from adoption_background where day < ?::date - 1)
       insert into adoption_background (day, stages, source_days, computed_at) values (?::date, ?::jsonb, ?::jsonb, ?)
       on conflict (day) do update set stages = excluded.stages, source_days = excluded.source_days,
         computed_at = excluded.computed_at`,
      [
        day,
        day,
        JSON.stringify(
          Object.fromEntries(
            [...stages].map(([team, of]) => [team, [...of].sort()]),
          ),
        ),
        JSON.stringify(sourceDays),
        computedAt,
      ],
    );
  }
}
