import { Knex } from 'knex';
import { Organisation } from '../core/organisation/types';
import { insertErased, readErased } from '../store/actors/eraseActors';
import { OrganisationReader } from './CatalogOrganisationReader';

/** Who is to be nobody, whatever the catalog or a producer says; hex of hashes. */
export class ErasedActors {
  readonly #knex: Knex;
  #hashes: ReadonlySet<string> = new Set();

  static async create(knex: Knex): Promise<ErasedActors> {
    const erased = new ErasedActors(knex);
    await erased.follow();
    return erased;
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  has(hash: string): boolean {
    return this.#hashes.has(hash);
  }

  /** Takes over what another back end was told. */
  async follow(): Promise<void> {
    this.#hashes = new Set(await readErased(this.#knex));
  }

  /** A reader that leaves them out. A login they were given since is from now on nobody's too. */
  without(reader: OrganisationReader): OrganisationReader {
    return {
      read: async () => {
        const organisation = await reader.read();
        await this.follow();
        if (this.#hashes.size === 0) {
          return organisation;
        }
        const gone = [...organisation.aliases.values()].filter(
          ({ aliasHash, actorHash }) =>
            this.has(actorHash) || this.has(aliasHash),
        );
        const unknown = gone.filter(({ aliasHash }) => !this.has(aliasHash));
        if (unknown.length > 0) {
          await insertErased(
            this.#knex,
            unknown.map(({ aliasHash }) => aliasHash),
          );
          await this.follow();
        }
        return this.#filter(organisation);
      },
    };
  }

  #filter(organisation: Organisation): Organisation {
    return {
      ...organisation,
      aliases: new Map(
        [...organisation.aliases].filter(
          ([, { aliasHash, actorHash }]) =>
            !this.has(aliasHash) && !this.has(actorHash),
        ),
      ),
      members: new Map(
        [...organisation.members].filter(
          ([, { actorHash }]) => !this.has(actorHash),
        ),
      ),
    };
  }
}
