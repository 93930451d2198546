import {
  ATTESTED_FACTS,
  factsOfAttestations,
} from '@mli/plugin-scorecards-common';
import type { CollectedFact, FactSource } from '@mli/plugin-scorecards-node';
import type { Knex } from 'knex';
import { readAttestations } from '../store/AttestationStore';

export const ATTESTATION_SOURCE = 'attestation';

/** What teams have attested about their entities, each until it ends. */
export class AttestationFactSource implements FactSource {
  readonly id = ATTESTATION_SOURCE;
  readonly facts = ATTESTED_FACTS;
  readonly #database: Knex;

  constructor(database: Knex) {
    this.#database = database;
  }

  async collect(): Promise<CollectedFact[]> {
    const attestations = await readAttestations(this.#database);
    return factsOfAttestations(attestations, new Date()).map(fact => ({
      ...fact,
      state: 'ok',
    }));
  }
}
