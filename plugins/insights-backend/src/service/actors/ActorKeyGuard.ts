import { ServiceUnavailableError } from '@backstage/errors';
import { Knex } from 'knex';
import { StoredKeys } from '../../core/actors/planRotation';
import { ActorKeys, fingerprintOf } from '../../core/actors/ActorKeys';
import { readKeyState } from '../../store/actors/keyState';

/** Keeps a back end that still has the actor keys of before from writing hashes nobody would know again. */
export class ActorKeyGuard {
  readonly #fingerprint: Buffer;

  static create(keys: ActorKeys): ActorKeyGuard {
    return new ActorKeyGuard(fingerprintOf(keys));
  }

  private constructor(fingerprint: Buffer) {
    this.#fingerprint = fingerprint;
  }

  /**
   * To be asked in a transaction that holds the attribution lock, so that a change of keys cannot begin before its
   * end.
   *
   * @throws ServiceUnavailableError where the rows of the database are made with other keys, or are being changed
   */
  async check(tx: Knex): Promise<void> {
    this.judge(await readKeyState(tx));
  }

  /** @throws as `check`, of what was read in such a transaction */
  judge(state: StoredKeys | undefined): void {
    if (
      state &&
      (state.target || !state.fingerprint.equals(this.#fingerprint))
    ) {
      throw new ServiceUnavailableError(
        'The key that names of people are hashed with was changed (insights.actorKey), and this back end still has the one before. Restart it with the new configuration; producers may try again.',
      );
    }
  }
}
