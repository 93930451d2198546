import { Knex } from 'knex';
import { rowsOf } from '../rows';

export interface Notice {
  readonly kind: string;
  readonly key: string;
  readonly team: string;
  readonly offering: string;
  readonly by?: string;
  readonly at: Date;
}

/** What somebody was told, so that nobody hears it twice. */
export class DatabaseNoticeStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** When each subject of a kind was last told about. */
  async newest(kind: string): Promise<Map<string, Date>> {
    const rows = await rowsOf<{ subject_key: string; sent_at: Date }>(
      this.#knex,
      `select subject_key, sent_at from adoption_notice where kind = ?`,
      [kind],
    );
    return new Map(rows.map(row => [row.subject_key, row.sent_at]));
  }

  async add(notice: Notice): Promise<void> {
    await this.#knex.raw(
      `insert into adoption_notice (kind, subject_key, team_ref, offering_ref, sent_by, sent_at)
       values (?, ?, ?, ?, ?, ?)
       on conflict (kind, subject_key) do update set sent_by = excluded.sent_by, sent_at = excluded.sent_at`,
      [
        notice.kind,
        notice.key,
        notice.team,
        notice.offering,
        notice.by ?? null,
        notice.at,
        // knex's types know no null among bindings; pg does.
      ] as readonly Knex.RawBinding[],
    );
  }

  /** Notes notices that were not noted before, and answers those. */
  async claim(notices: readonly Notice[]): Promise<Notice[]> {
    const rows = await rowsOf<{ kind: string; subject_key: string }>(
      this.#knex,
      `insert into adoption_notice (kind, subject_key, team_ref, offering_ref, sent_at)
       select r.kind, r.key, r.team, r.offering, r.at
       from jsonb_to_recordset(?::jsonb) as r (kind text, key text, team text, offering text, at timestamptz)
       on conflict (kind, subject_key) do nothing
       returning kind, subject_key`,
      [JSON.stringify(notices)],
    );
    const fresh = new Set(rows.map(row => `${row.kind} ${row.subject_key}`));
    return notices.filter(({ kind, key }) => fresh.has(`${kind} ${key}`));
  }
}
