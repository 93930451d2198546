import {
  CatalogModelLayer,
  createCatalogModelLayer,
} from '@backstage/catalog-model/alpha';
import { RELATION_OWNED_BY, RELATION_OWNER_OF } from '@backstage/catalog-model';
import { MLI_API_GROUP, SCORECARD_KIND } from '@mli/plugin-offerings-common';

/**
 * The kind Scorecard, no deeper than the catalog needs to relate it: an entity that fails here is nowhere to be
 * seen, while a fault that the scorecards back end finds in rules or levels is listed with its path.
 */
export const scorecardModelLayer: CatalogModelLayer = createCatalogModelLayer({
  layerId: `${MLI_API_GROUP}/kind-scorecard`,
  builder: model => {
    model.addKind({
      group: MLI_API_GROUP,
      names: {
        kind: SCORECARD_KIND,
        singular: 'scorecard',
        plural: 'scorecards',
      },
      description:
        'Levels made of checks over facts, for a set of entities of the catalog.',
      versions: [
        {
          name: 'v1alpha1',
          relationFields: [
            {
              selector: { path: 'spec.owner' },
              relation: RELATION_OWNED_BY,
              defaultKind: 'Group',
              allowedKinds: ['Group', 'User'],
            },
          ],
          schema: {
            jsonSchema: {
              type: 'object',
              required: ['spec'],
              properties: {
                spec: {
                  type: 'object',
                  required: ['owner'],
                  properties: {
                    owner: { type: 'string', minLength: 1 },
                  },
                  additionalProperties: true,
                },
              },
            },
          },
        },
      ],
    });
    model.addRelationPair({
      fromKind: SCORECARD_KIND,
      toKind: ['Group', 'User'],
      description: 'Who answers for a scorecard and decides its exemptions.',
      forward: { type: RELATION_OWNED_BY, title: 'owned by' },
      reverse: { type: RELATION_OWNER_OF, title: 'owner of' },
    });
  },
});
