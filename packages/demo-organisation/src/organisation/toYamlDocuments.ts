import { stringify } from 'yaml';

/** Several entities in one file. Lines are not folded, so that a changed word is a changed line. */
export function toYamlDocuments(entities: readonly object[]): string {
  return entities
    .map(entity => stringify(entity, { lineWidth: 0, singleQuote: true }))
    .join('---\n');
}
