import { Knex } from 'knex';
import { Day, DayRange } from '../../core/metrics/windows';
import { rowsOf } from '../rows';
import { selectHeard } from '../sources/selectSourceFacts';

/** A source with what its silence is judged by. */
export interface HeardSource {
  readonly id: number;
  readonly historical: boolean;
  readonly lastReceivedAt?: Date;
  readonly hours: readonly Date[];
}

export interface DigestStore {
  /** Teams that were told in the week of this Monday. */
  sent(week: Day): Promise<Set<string>>;
  /** @returns false where another back end told the team meanwhile */
  claim(team: string, week: Day): Promise<boolean>;
  /** Gives a claim back where the message could not be sent. */
  release(team: string, week: Day): Promise<void>;
  /** By team, the sources whose runs its losses are made of. */
  sourcesOfTeams(range: DayRange): Promise<Map<string, number[]>>;
  heard(rhythmDays: number): Promise<HeardSource[]>;
}

export class DatabaseDigestStore implements DigestStore {
  readonly #knex: Knex;

  static create(knex: Knex): DatabaseDigestStore {
    return new DatabaseDigestStore(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async sent(week: Day): Promise<Set<string>> {
    const rows = await rowsOf<{ team_ref: string }>(
      this.#knex,
      `select team_ref from weekly_digest where week = cast(? as date)`,
      [week],
    );
    return new Set(rows.map(row => row.team_ref));
  }

  async claim(team: string, week: Day): Promise<boolean> {
    const rows = await rowsOf<{ team_ref: string }>(
      this.#knex,
      `
      insert into weekly_digest (team_ref, week) values (?, cast(? as date))
      on conflict do nothing returning team_ref
      `,
      [team, week],
    );
    return rows.length > 0;
  }

  async release(team: string, week: Day): Promise<void> {
    await rowsOf(
      this.#knex,
      `delete from weekly_digest where team_ref = ? and week = cast(? as date)`,
      [team, week],
    );
  }

  async sourcesOfTeams({ from, to }: DayRange): Promise<Map<string, number[]>> {
    const rows = await rowsOf<{ team_ref: string; sources: number[] }>(
      this.#knex,
      `
      select team_ref, array_agg(distinct source_id::int) as sources from loss_day
      where day >= cast(? as date) and day < cast(? as date) group by team_ref
      `,
      [from, to],
    );
    return new Map(rows.map(row => [row.team_ref, row.sources]));
  }

  async heard(rhythmDays: number): Promise<HeardSource[]> {
    const [sources, heard] = await Promise.all([
      rowsOf<{
        id: number;
        historical: boolean;
        last_received_at: Date | null;
      }>(
        this.#knex,
        `select id, historical, last_received_at from source order by id`,
      ),
      selectHeard(this.#knex, { rhythm: rhythmDays, lag: 1 }),
    ]);
    const hours = new Map(heard.map(row => [row.sourceId, row.hours]));
    return sources.map(row => ({
      id: row.id,
      historical: row.historical,
      lastReceivedAt: row.last_received_at ?? undefined,
      hours: hours.get(row.id) ?? [],
    }));
  }
}
