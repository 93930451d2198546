import { Knex } from 'knex';
import { ActorKeys, hashActor } from '../../core/actors/ActorKeys';
import { normaliseActor } from '../../core/actors/ActorDirectory';
import {
  ActorMap,
  mapObservation,
  mapState,
} from '../../core/actors/mapActors';
import { mapSealedActors } from '../../core/ingest/sealedActors';
import { ErasedActors } from '../../organisation/ErasedActors';
import {
  eraseHashes,
  ErasedRows,
  findHashesOf,
  finishErased,
  insertErased,
  isSeenAgain,
  readOwedErasures,
} from '../../store/actors/eraseActors';
import {
  eventCursor,
  Page,
  readEventDocuments,
  readRunDocuments,
  readSealedBodies,
  writeEventDocuments,
  writeRunDocuments,
  writeSealedBodies,
} from '../../store/actors/actorDocuments';
import { lockAttributionExclusive } from '../../store/ingest/marks';
import { QuarantineCipher } from '../ingest/QuarantineCipher';
import { openBody } from './rekeyDocuments';

/** What was found of a person, and is nobody's now. */
export interface Erasure extends ErasedRows {
  /** Names the person went by: the User and its logins. */
  readonly hashes: number;
  readonly events: number;
  readonly quarantined: number;
}

const ROWS = 5_000;
/** Longer than a back end takes to hear of it. */
const RECENT_MINUTES = 10;

/**
 * Takes a person out of everything that is stored, and keeps only the hashes by which the same person is recognised
 * and left out from now on. The name itself is hashed at once.
 */
export class ActorErasure {
  readonly #knex: Knex;
  readonly #keys: ActorKeys;
  readonly #erased: ErasedActors;
  readonly #onMarked: () => void;

  constructor(options: {
    knex: Knex;
    keys: ActorKeys;
    erased: ErasedActors;
    /** Days were marked. */
    onMarked: () => void;
  }) {
    this.#knex = options.knex;
    this.#keys = options.keys;
    this.#erased = options.erased;
    this.#onMarked = options.onMarked;
  }

  /**
   * Reads every event once where the person had any: minutes, where there are tens of millions. What is interrupted is
   * finished by the next `sweep`; asking twice changes nothing.
   */
  async erase(user: string): Promise<Erasure> {
    const asked = hashActor(this.#keys, normaliseActor(user)).toString('hex');
    const { hashes, rows } = await this.#knex.transaction(async tx => {
      await lockAttributionExclusive(tx);
      const found = await findHashesOf(tx, asked);
      await insertErased(tx, found);
      return { hashes: found, rows: await eraseHashes(tx, found) };
    });
    await this.#erased.follow();
    this.#onMarked();
    const documents = await this.#eraseDocuments(hashes);
    await finishErased(this.#knex, hashes);
    return { hashes: hashes.length, ...rows, ...documents };
  }

  /** Finishes what was interrupted, and what another back end took in before it knew. */
  async sweep(): Promise<void> {
    const owed = await readOwedErasures(this.#knex, RECENT_MINUTES);
    if (owed.length === 0) {
      return;
    }
    const hashes = owed.map(({ hash }) => hash);
    const unfinished = owed.some(({ isFinished }) => !isFinished);
    if (unfinished || (await isSeenAgain(this.#knex, hashes))) {
      await this.#knex.transaction(async tx => {
        await lockAttributionExclusive(tx);
        await eraseHashes(tx, hashes);
      });
      this.#onMarked();
    }
    const since = owed.map(({ erasedAt }) => erasedAt.getTime());
    await this.#eraseDocuments(
      hashes,
      unfinished ? undefined : new Date(Math.min(...since)),
    );
    await finishErased(this.#knex, hashes);
  }

  async #eraseDocuments(
    hashes: readonly string[],
    since?: Date,
  ): Promise<{ events: number; quarantined: number }> {
    const gone = new Set(hashes);
    const map: ActorMap = actor => (gone.has(actor.hash) ? undefined : actor);
    const page = { limit: ROWS, holding: hashes, since };
    await this.#inPages(page, async (tx, next) => {
      const runs = await readRunDocuments(tx, next);
      await writeRunDocuments(
        tx,
        runs.map(run => ({ ...run, state: mapState(run.state, map) })),
      );
      return { found: runs.length, last: runs.at(-1)?.id };
    });
    const events = await this.#inPages(page, async (tx, next) => {
      const found = await readEventDocuments(tx, next);
      await writeEventDocuments(
        tx,
        found.map(event => ({
          ...event,
          observation: mapObservation(event.observation, map),
        })),
      );
      const last = found.at(-1);
      return { found: found.length, last: last && eventCursor(last) };
    });
    const quarantined = await this.#inPages(page, async (tx, next) => {
      const bodies = await readSealedBodies(tx, next);
      const changed = bodies.flatMap(({ id, body }) =>
        this.#withoutActors(body, map).map(sealed => ({ id, body: sealed })),
      );
      await writeSealedBodies(tx, changed);
      return { found: changed.length, last: bodies.at(-1)?.id };
    });
    return { events, quarantined };
  }

  /** Nothing where nobody is in it who is to go. */
  #withoutActors(body: Buffer, map: ActorMap): Buffer[] {
    const text = openBody(body, this.#keys);
    const mapped = text === undefined ? text : mapSealedActors(text, map);
    return mapped === undefined || mapped === text
      ? []
      : [QuarantineCipher.create(this.#keys.at(-1) ?? '').encrypt(mapped)];
  }

  /** Each page in a transaction of its own. */
  async #inPages(
    page: Omit<Page, 'after'>,
    work: (
      tx: Knex,
      page: Page,
    ) => Promise<{ found: number; last: string | undefined }>,
  ): Promise<number> {
    let total = 0;
    let after: string | undefined = '';
    while (after !== undefined) {
      const next: Page = { ...page, after };
      const { found, last } = await this.#knex.transaction(
        async tx => await work(tx, next),
      );
      total += found;
      after = last;
    }
    return total;
  }
}
