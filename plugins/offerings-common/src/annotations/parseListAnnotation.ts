import { Entity } from '@backstage/catalog-model';

/** The values of a comma list, trimmed, each once, in the order written; empty where there is no annotation. */
export function parseListAnnotation(
  entity: Pick<Entity, 'metadata'>,
  annotation: string,
): string[] {
  const text = entity.metadata.annotations?.[annotation];
  // An entity that has not been validated yet may hold anything here.
  if (typeof text !== 'string') {
    return [];
  }
  const values = text.split(',').map(value => value.trim());
  return [...new Set(values.filter(value => value !== ''))];
}
