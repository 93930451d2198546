import {
  componentRefOf,
  RegistrationAction,
  RegistrationFields,
  RegistrationState,
} from '@mli/plugin-offerings-common';
import { Knex } from 'knex';
import {
  Act,
  GitOrigin,
  RegistrationFilter,
  RegistrationWriter,
  StoredHandOver,
  StoredRegistration,
} from './RegistrationStore';
import { DbRegistration, fromDbRegistration, toDbFields } from './rows';
import { selectHandOvers } from './selectHandOvers';
import { selectRegistrations } from './selectRegistrations';

/** The writes of one transaction, which holds the lock of all writes. */
export class DatabaseRegistrationWriter implements RegistrationWriter {
  readonly #trx: Knex.Transaction;

  constructor(trx: Knex.Transaction) {
    this.#trx = trx;
  }

  async find(filter: RegistrationFilter): Promise<StoredRegistration[]> {
    return await selectRegistrations(this.#trx, filter);
  }

  async insert(
    fields: RegistrationFields,
    act: Act,
  ): Promise<StoredRegistration> {
    const [row] = await this.#trx('registration')
      .insert({
        ...toDbFields(fields),
        entity_ref: componentRefOf(fields.name),
        state: 'active',
        version: 1,
        created_at: act.at,
        updated_at: act.at,
      })
      .returning<DbRegistration[]>('*');
    return await this.#record(row, 'registered', act);
  }

  async change(
    before: StoredRegistration,
    change: {
      readonly action: RegistrationAction;
      readonly fields?: RegistrationFields;
      readonly state?: RegistrationState;
      readonly git?: GitOrigin;
    },
    act: Act,
  ): Promise<StoredRegistration> {
    const { fields = before.fields, state = before.state, git } = change;
    const [row] = await this.#trx('registration')
      .where({ id: before.id })
      .update({
        ...toDbFields(fields),
        state,
        version: before.version + 1,
        seq: this.#trx.raw(`nextval('registration_seq')`),
        git_location: git?.location ?? null,
        git_edit_url: git?.editUrl ?? null,
        git_since: git ? act.at : null,
        updated_at: act.at,
      })
      .returning<DbRegistration[]>('*');
    return await this.#record(row, change.action, act);
  }

  async handOver(id: string): Promise<StoredHandOver | undefined> {
    const [found] = await selectHandOvers(this.#trx, { ids: [id] });
    return found;
  }

  async askHandOver(
    ask: { registrationId: string; from: string; to: string; message?: string },
    act: Act,
  ): Promise<StoredHandOver> {
    const [row] = await this.#trx('hand_over')
      .insert({
        registration_id: ask.registrationId,
        from_ref: ask.from,
        to_ref: ask.to,
        message: ask.message ?? null,
        state: 'pending',
        asked_by: act.author,
        asked_at: act.at,
      })
      .returning<{ id: string }[]>('id');
    const asked = row && (await this.handOver(row.id));
    if (!asked) {
      throw new Error('A hand-over that was just written cannot be read');
    }
    return asked;
  }

  async decideHandOver(
    id: string,
    decision: { state: 'accepted' | 'declined' | 'withdrawn'; reason?: string },
    act: Act,
  ): Promise<void> {
    await this.#trx('hand_over')
      .where({ id })
      .update({
        state: decision.state,
        reason: decision.reason ?? null,
        decided_by: act.author,
        decided_at: act.at,
      });
  }

  async withdrawHandOvers(registrationId: string, act: Act): Promise<void> {
    await this.#trx('hand_over')
      .where({ registration_id: registrationId, state: 'pending' })
      .update({
        state: 'withdrawn',
        decided_by: act.author,
        decided_at: act.at,
      });
  }

  async rowDone(
    batch: string,
    key: string,
    act: Act,
  ): Promise<string | undefined> {
    const row = await this.#trx('bulk_row')
      .where({ batch, row_key: key, author_ref: act.author })
      .first<{ registration_id: string } | undefined>('registration_id');
    return row?.registration_id;
  }

  async markRowDone(
    row: { batch: string; key: string; registrationId: string },
    act: Act,
  ): Promise<void> {
    await this.#trx('bulk_row').insert({
      batch: row.batch,
      row_key: row.key,
      author_ref: act.author,
      registration_id: row.registrationId,
      done_at: act.at,
    });
  }

  async #record(
    row: DbRegistration | undefined,
    action: RegistrationAction,
    act: Act,
  ): Promise<StoredRegistration> {
    if (!row) {
      throw new Error('A registration that was just written cannot be read');
    }
    const stored = fromDbRegistration(row);
    await this.#trx('registration_change').insert({
      registration_id: stored.id,
      version: stored.version,
      at: act.at,
      author_ref: act.author,
      action,
      fields: JSON.stringify(stored.fields),
    });
    return stored;
  }
}
