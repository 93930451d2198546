import {
  type Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';

/** Full ref of the Group that answers for an entity: a Group for itself, else its owner; '' where there is none. */
export function owningTeam(entity: Entity): string {
  if (entity.kind.toLocaleLowerCase('en-US') === 'group') {
    return stringifyEntityRef(entity);
  }
  const owners = (entity.relations ?? [])
    .filter(relation => relation.type === 'ownedBy')
    .map(relation => relation.targetRef.toLocaleLowerCase('en-US'))
    .filter(ref => ref.startsWith('group:'))
    .sort();
  return owners[0] ?? statedOwner(entity);
}

/** Before the catalog has related the entity, or in a catalog that does not. */
function statedOwner(entity: Entity): string {
  const owner = entity.spec?.owner;
  if (typeof owner !== 'string') {
    return '';
  }
  try {
    const ref = parseEntityRef(owner, {
      defaultKind: 'group',
      defaultNamespace: entity.metadata.namespace ?? 'default',
    });
    return ref.kind.toLocaleLowerCase('en-US') === 'group'
      ? stringifyEntityRef(ref)
      : '';
  } catch {
    return '';
  }
}
