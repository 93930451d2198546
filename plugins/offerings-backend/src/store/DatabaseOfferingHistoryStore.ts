import { Knex } from 'knex';
import { OfferingFields, OfferingHistoryEntry } from '../core/offeringChanges';

export interface SeenChange {
  readonly offering: string;
  readonly seenAt: Date;
  readonly kind: OfferingHistoryEntry['kind'];
  readonly sentences: readonly string[];
}

interface DbHistoryRow {
  readonly offering_ref: string;
  readonly seen_at: Date;
  readonly kind: OfferingHistoryEntry['kind'];
  readonly fields: OfferingFields;
  readonly sentences: string[];
}

/** Lets one back end at a time compare and write, so that a change is told once. */
const LOCK = 'offerings.offering_history';

/** What the catalog told of offerings, in the order in which it was seen. */
export class DatabaseOfferingHistoryStore {
  readonly #knex: Knex;

  static create(knex: Knex): DatabaseOfferingHistoryStore {
    return new DatabaseOfferingHistoryStore(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Compares what was there with what is, and keeps the differences, in one transaction. */
  async append(
    differences: (
      before: ReadonlyMap<string, OfferingFields>,
    ) => readonly OfferingHistoryEntry[],
  ): Promise<number> {
    return await this.#knex.transaction(async tx => {
      await tx.raw('select pg_advisory_xact_lock(hashtext(?))', [LOCK]);
      const { rows } = await tx.raw<{ rows: DbHistoryRow[] }>(
        `select distinct on (offering_ref) offering_ref, kind, fields
         from offering_history order by offering_ref, id desc`,
      );
      const there = rows.filter(row => row.kind !== 'removed');
      const entries = differences(
        new Map(there.map(row => [row.offering_ref, row.fields])),
      );
      if (entries.length > 0) {
        await tx.batchInsert(
          'offering_history',
          entries.map(({ ref, kind, fields, sentences }) => ({
            offering_ref: ref,
            kind,
            fields: JSON.stringify(fields),
            sentences: [...sentences],
          })),
        );
      }
      return entries.length;
    });
  }

  /** @param limit - the latest so many, newest first */
  async changesOf(offering: string, limit: number): Promise<SeenChange[]> {
    const rows = await this.#knex<DbHistoryRow>('offering_history')
      .where({ offering_ref: offering })
      .orderBy('id', 'desc')
      .limit(limit);
    return rows.map(row => ({
      offering: row.offering_ref,
      seenAt: row.seen_at,
      kind: row.kind,
      sentences: row.sentences,
    }));
  }

  /** When each offering was first seen, by its full ref. */
  async firstSeen(): Promise<Map<string, Date>> {
    const { rows } = await this.#knex.raw<{
      rows: Array<{ offering_ref: string; first_seen: Date }>;
    }>(
      `select offering_ref, min(seen_at) as first_seen from offering_history group by offering_ref`,
    );
    return new Map(rows.map(row => [row.offering_ref, row.first_seen]));
  }
}
