import { SourceActivity, SourceKind } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { rowsOf } from './rows';

/** Where events come from, as a row that everything else refers to. */
export interface Source {
  readonly id: number;
  readonly name: string;
  readonly kind: SourceKind;
  readonly historical: boolean;
}

export interface SourceDeclaration {
  readonly name: string;
  readonly kind: SourceKind;
  readonly historical: boolean;
}

/** A source and its counts; `id` does not leave the back end. */
export type StoredSourceActivity = Pick<
  SourceActivity,
  | 'name'
  | 'kind'
  | 'historical'
  | 'firstReceivedAt'
  | 'lastReceivedAt'
  | 'counts'
> & { readonly id: number };

interface DbSourceRow {
  id: number;
  name: string;
  kind: SourceKind;
  historical: boolean;
  first_received_at: Date | null;
  last_received_at: Date | null;
}

export class DatabaseSourceStore {
  readonly #knex: Knex;

  static create(knex: Knex): DatabaseSourceStore {
    return new DatabaseSourceStore(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Creates what is missing, and follows the configuration where a source is declared otherwise than before. */
  async declare(declarations: readonly SourceDeclaration[]): Promise<Source[]> {
    if (declarations.length === 0) {
      return [];
    }
    const sorted = [...declarations].sort((a, b) => (a.name < b.name ? -1 : 1));
    const rows = await rowsOf<DbSourceRow>(
      this.#knex,
      `insert into source (name, kind, historical)
       select * from unnest(?::text[], ?::text[], ?::boolean[])
       on conflict (name) do update set kind = excluded.kind, historical = excluded.historical
       returning id, name, kind, historical, first_received_at, last_received_at`,
      [
        sorted.map(item => item.name),
        sorted.map(item => item.kind),
        sorted.map(item => item.historical),
      ],
    );
    return rows.map(fromDbSource);
  }

  /** The source of that name; created by the first import into it. The kind of an existing one stays. */
  async findOrCreate(declaration: SourceDeclaration): Promise<Source> {
    const found = await this.#find(declaration.name);
    if (found) {
      return found;
    }
    await rowsOf(
      this.#knex,
      `insert into source (name, kind, historical) values (?, ?, ?) on conflict (name) do nothing`,
      [declaration.name, declaration.kind, declaration.historical],
    );
    const created = await this.#find(declaration.name);
    if (!created) {
      throw new Error(`Source '${declaration.name}' vanished while created`);
    }
    return created;
  }

  async find(name: string): Promise<Source | undefined> {
    return this.#find(name);
  }

  /** Every source with what became of its items since the given day (UTC, YYYY-MM-DD). */
  async listActivity(sinceDay: string): Promise<StoredSourceActivity[]> {
    const sources = await rowsOf<DbSourceRow>(
      this.#knex,
      `select id, name, kind, historical, first_received_at, last_received_at from source order by name`,
    );
    const counts = await rowsOf<{
      source_id: number;
      day: string;
      status: string;
      reason: string;
      count: string;
    }>(
      this.#knex,
      `select source_id, to_char(day, 'YYYY-MM-DD') as day, status, reason, count
       from ingest_count where day >= ?::date order by day, status, reason`,
      [sinceDay],
    );
    const bySource = Map.groupBy(counts, row => row.source_id);
    return sources.map(row => ({
      id: row.id,
      name: row.name,
      kind: row.kind,
      historical: row.historical,
      firstReceivedAt: row.first_received_at?.toISOString(),
      lastReceivedAt: row.last_received_at?.toISOString(),
      counts: (bySource.get(row.id) ?? []).map(count => ({
        day: count.day,
        status: count.status,
        reason: count.reason || undefined,
        count: Number(count.count),
      })),
    }));
  }

  async #find(name: string): Promise<Source | undefined> {
    const rows = await rowsOf<DbSourceRow>(
      this.#knex,
      `select id, name, kind, historical, first_received_at, last_received_at from source where name = ?`,
      [name],
    );
    return rows[0] && fromDbSource(rows[0]);
  }
}

function fromDbSource(row: DbSourceRow): Source {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    historical: row.historical,
  };
}
