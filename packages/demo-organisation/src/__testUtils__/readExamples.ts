import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { parseAllDocuments } from 'yaml';

export const EXAMPLES = resolve(__dirname, '../../../../examples');

/** Every entity the catalog reaches from examples/all.yaml, the Locations themselves left out. */
export function readExamples(file = resolve(EXAMPLES, 'all.yaml')): Entity[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).flatMap(document => {
    const [error] = document.errors;
    if (error) throw new Error(`${file}: ${error.message}`);
    const entity: Entity = document.toJS();
    if (entity.kind !== 'Location') return [withNamespace(entity)];
    const targets = entity.spec?.targets;
    return (Array.isArray(targets) ? targets : []).flatMap(target =>
      readExamples(resolve(dirname(file), String(target))),
    );
  });
}

function withNamespace(entity: Entity): Entity {
  const { namespace = 'default', ...metadata } = entity.metadata;
  return { ...entity, metadata: { ...metadata, namespace } };
}

export function entitiesByRef(
  entities: readonly Entity[],
): Map<string, Entity> {
  return new Map(entities.map(entity => [stringifyEntityRef(entity), entity]));
}
