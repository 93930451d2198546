import { resolvePackagePath } from '@backstage/backend-plugin-api';
import {
  compileScorecard,
  FactRegistry,
  type FactSchema,
} from '@mli/plugin-scorecards-common';
import type { Entity } from '@backstage/catalog-model';
import type { Knex } from 'knex';
import { replaceDefinitions } from '../store/DefinitionStore';
import type { Observation } from '../store/factRow';
import { writeFacts } from '../store/FactStore';
import { replaceSubjects } from '../store/SubjectStore';

export const MIGRATIONS = resolvePackagePath(
  '@mli/plugin-scorecards-backend',
  'migrations',
);

export async function migrate(knex: Knex): Promise<void> {
  await knex.migrate.latest({ directory: MIGRATIONS });
}

export const NUMBERS = new FactRegistry(
  ['a', 'b', 'c'].map((id): FactSchema => ({
    id,
    title: id,
    description: '',
    type: 'number',
    kinds: ['component'],
    visibility: 'catalog',
  })),
);

export async function storeDefinitions(
  knex: Knex,
  documents: readonly Entity[],
): Promise<void> {
  const seen = documents.map(document => {
    const { compiled, faults } = compileScorecard(document);
    if (!compiled) {
      throw new Error(
        `the definition of a test is broken: ${JSON.stringify(faults)}`,
      );
    }
    const { ref, title, meaning } = compiled;
    return { ref, title, faults, compiled: { digest: meaning, document } };
  });
  await knex.transaction(trx => replaceDefinitions(trx, seen, new Date()));
}

export async function storeSubjects(
  knex: Knex,
  entities: readonly Entity[],
): Promise<void> {
  await knex.transaction(trx =>
    replaceSubjects(
      trx,
      entities.map(entity => ({
        ref: `${entity.kind}:default/${entity.metadata.name}`.toLocaleLowerCase(
          'en-US',
        ),
        kind: entity.kind.toLocaleLowerCase('en-US'),
        team: `group:default/${entity.spec?.owner}`,
        entity,
        fingerprint: JSON.stringify(entity),
      })),
    ),
  );
}

export function observation(
  entity: string,
  fact: string,
  value: number,
  observedAt = new Date(),
): Observation {
  return {
    entity: `component:default/${entity}`,
    fact,
    source: 'test',
    state: 'ok',
    type: 'number',
    value,
    visibility: 'catalog',
    observedAt,
    confirmed: false,
  };
}

export async function storeFacts(
  knex: Knex,
  observations: readonly Observation[],
): Promise<void> {
  await knex.transaction(trx =>
    writeFacts(trx, { changes: observations, latest: observations }),
  );
}
