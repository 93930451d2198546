import {
  RegistrationAction,
  RegistrationFields,
} from '@mli/plugin-offerings-common';
import { Knex } from 'knex';
import { DatabaseRegistrationWriter } from './DatabaseRegistrationWriter';
import {
  Provided,
  RegistrationFilter,
  RegistrationStore,
  RegistrationWriter,
  StoredChange,
  StoredHandOver,
  StoredRegistration,
} from './RegistrationStore';
import { DbRegistration, fromDbRegistration } from './rows';
import { selectHandOvers } from './selectHandOvers';
import { isUuid, selectRegistrations } from './selectRegistrations';

/** Any number, the same in every back end; held until COMMIT. */
const WRITE_LOCK = 7_130_427;

interface DbChange {
  version: number;
  at: Date;
  author_ref: string;
  action: RegistrationAction;
  fields: RegistrationFields;
}

export class DatabaseRegistrationStore implements RegistrationStore {
  readonly #knex: Knex;

  static create(knex: Knex): DatabaseRegistrationStore {
    return new DatabaseRegistrationStore(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async find(filter: RegistrationFilter): Promise<StoredRegistration[]> {
    return await selectRegistrations(this.#knex, filter);
  }

  async changes(registrationId: string): Promise<StoredChange[]> {
    if (!isUuid(registrationId)) {
      return [];
    }
    const rows = await this.#knex('registration_change')
      .where({ registration_id: registrationId })
      .orderBy('version', 'desc')
      .select<DbChange[]>('version', 'at', 'author_ref', 'action', 'fields');
    return rows.map(({ author_ref, ...row }) => ({
      ...row,
      author: author_ref,
    }));
  }

  async handOvers(filter: {
    registrationIds?: readonly string[];
    teams?: readonly string[];
    pending?: boolean;
  }): Promise<StoredHandOver[]> {
    return await selectHandOvers(this.#knex, filter);
  }

  /** One snapshot for rows and cursor: a write in between is in both, or in neither. */
  async provided(after: string | undefined): Promise<Provided> {
    return await this.#knex.transaction(
      async trx => {
        const { rows } = await trx.raw<{ rows: DbRegistration[] }>(
          after === undefined
            ? `select * from registration where state = 'active' order by seq`
            : `select * from registration where seq > ?::bigint order by seq`,
          after === undefined ? [] : [after],
        );
        const gone = rows
          .filter(({ state }) => state !== 'active')
          .map(row => row.entity_ref);
        const taken = await trx('registration')
          .whereRaw(`entity_ref = any(?::text[]) and state = 'active'`, [gone])
          .pluck<string>('entity_ref');
        const cursor = await selectCursor(trx);
        return {
          active: rows
            .filter(({ state }) => state === 'active')
            .map(fromDbRegistration),
          removed: [...new Set(gone)].filter(ref => !taken.includes(ref)),
          cursor,
        };
      },
      { isolationLevel: 'repeatable read', readOnly: true },
    );
  }

  async lastCursor(): Promise<string> {
    return await selectCursor(this.#knex);
  }

  async doneRows(author: string, batch: string): Promise<Map<string, string>> {
    const rows = await this.#knex('bulk_row')
      .where({ author_ref: author, batch })
      .select<{ row_key: string; registration_id: string }[]>(
        'row_key',
        'registration_id',
      );
    return new Map(rows.map(row => [row.row_key, row.registration_id]));
  }

  async write<T>(work: (writer: RegistrationWriter) => Promise<T>): Promise<T> {
    return await this.#knex.transaction(async trx => {
      await trx.raw('select pg_advisory_xact_lock(?)', [WRITE_LOCK]);
      return await work(new DatabaseRegistrationWriter(trx));
    });
  }
}

async function selectCursor(knex: Knex | Knex.Transaction): Promise<string> {
  const { rows } = await knex.raw<{ rows: { seq: string }[] }>(
    `select coalesce(max(seq), 0)::text as seq from registration`,
  );
  return rows[0]?.seq ?? '0';
}
