import { Knex } from 'knex';
import { KnownActor } from '../core/actors/ActorDirectory';
import { readResolutions, resolveLateActors } from '../store/actors/lateActors';

/** Names that were nobody's when they were first seen, and whose they turned out to be. */
export class LateActors {
  readonly #knex: Knex;
  #known: ReadonlyMap<string, KnownActor> = new Map();

  static async create(knex: Knex): Promise<LateActors> {
    const late = new LateActors(knex);
    await late.follow();
    return late;
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Hex in, hex out. */
  find(hash: string): KnownActor | undefined {
    return this.#known.get(hash);
  }

  /** Takes over what another back end found out. */
  async follow(): Promise<void> {
    this.#known = await readResolutions(this.#knex);
  }

  /** Gives earlier runs to people the organisation knows only now; answers how many names that were. */
  async resolve(): Promise<number> {
    const found = await resolveLateActors(this.#knex);
    if (found > 0) {
      await this.follow();
    }
    return found;
  }
}
