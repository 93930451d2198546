import {
  CatalogModelLayer,
  CatalogModelLayerBuilder,
  createCatalogModelLayer,
} from '@backstage/catalog-model/alpha';
import {
  RELATION_DEPENDENCY_OF,
  RELATION_DEPENDS_ON,
  RELATION_HAS_PART,
  RELATION_OWNED_BY,
  RELATION_OWNER_OF,
  RELATION_PART_OF,
} from '@backstage/catalog-model';
import { JsonObject } from '@backstage/types';
import {
  MLI_API_GROUP,
  OFFERING_DEPENDENCY_KINDS,
  OFFERING_KIND,
  OFFERING_OWNER_KINDS,
  RELATION_ADOPTED_BY,
  RELATION_ADOPTS,
  RELATION_REPLACED_BY,
  RELATION_REPLACES,
  offeringSpecJsonSchema,
} from '@mli/plugin-offerings-common';

/**
 * The kind Offering. The catalog emits the relations of `relationFields` and, where a relation pair is declared
 * for both kinds, the one back.
 */
export function createOfferingModelLayer(options: {
  stages: readonly string[];
}): CatalogModelLayer {
  return createCatalogModelLayer({
    layerId: `${MLI_API_GROUP}/kind-offering`,
    builder: model => {
      model.addKind({
        group: MLI_API_GROUP,
        names: {
          kind: OFFERING_KIND,
          singular: 'offering',
          plural: 'offerings',
        },
        description:
          'Something the ML infrastructure organisation provides that teams adopt: a platform, service, library, dataset, tool or support.',
        versions: [
          {
            name: 'v1alpha1',
            relationFields: [
              {
                selector: { path: 'spec.owner' },
                relation: RELATION_OWNED_BY,
                defaultKind: 'Group',
                allowedKinds: [...OFFERING_OWNER_KINDS],
              },
              {
                selector: { path: 'spec.system' },
                relation: RELATION_PART_OF,
                defaultKind: 'System',
                allowedKinds: ['System'],
              },
              {
                selector: { path: 'spec.dependsOn' },
                relation: RELATION_DEPENDS_ON,
                allowedKinds: [...OFFERING_DEPENDENCY_KINDS],
              },
              {
                selector: { path: 'spec.replaces' },
                relation: RELATION_REPLACES,
                defaultKind: OFFERING_KIND,
                allowedKinds: [OFFERING_KIND],
              },
            ],
            schema: {
              jsonSchema: {
                type: 'object',
                required: ['spec'],
                properties: {
                  // Types that differ in name only: both are plain JSON.
                  spec: offeringSpecJsonSchema(options.stages) as JsonObject,
                },
              },
            },
          },
        ],
      });
      addRelations(model);
    },
  });
}

function addRelations(model: CatalogModelLayerBuilder): void {
  model.addRelationPair({
    fromKind: OFFERING_KIND,
    toKind: [...OFFERING_OWNER_KINDS],
    description: 'The provider team that answers for an offering.',
    forward: { type: RELATION_OWNED_BY, title: 'owned by' },
    reverse: { type: RELATION_OWNER_OF, title: 'owner of' },
  });
  model.addRelationPair({
    fromKind: OFFERING_KIND,
    toKind: 'System',
    description: 'The system an offering is part of.',
    forward: { type: RELATION_PART_OF, title: 'part of' },
    reverse: { type: RELATION_HAS_PART, title: 'has part' },
  });
  model.addRelationPair({
    fromKind: OFFERING_KIND,
    toKind: [...OFFERING_DEPENDENCY_KINDS],
    description: 'What an offering needs to work.',
    forward: { type: RELATION_DEPENDS_ON, title: 'depends on' },
    reverse: { type: RELATION_DEPENDENCY_OF, title: 'dependency of' },
  });
  model.addRelationPair({
    fromKind: OFFERING_KIND,
    toKind: OFFERING_KIND,
    description: 'An offering that takes the place of another.',
    forward: { type: RELATION_REPLACES, title: 'replaces' },
    reverse: { type: RELATION_REPLACED_BY, title: 'replaced by' },
  });
  model.addRelationPair({
    fromKind: 'Group',
    toKind: OFFERING_KIND,
    description:
      'A team that says it uses an offering; what its runs show is another matter.',
    forward: { type: RELATION_ADOPTS, title: 'adopts' },
    reverse: { type: RELATION_ADOPTED_BY, title: 'adopted by' },
  });
}
