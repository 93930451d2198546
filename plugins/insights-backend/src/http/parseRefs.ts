import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';

/**
 * `lanes`, `group:lanes` and `group:default/lanes` are the same; the answer is always the full lower-case ref.
 *
 * @returns undefined where the text is no ref, or one of another kind
 */
export function fullRef(
  text: string,
  kind: 'group' | 'offering',
): string | undefined {
  try {
    const ref = parseEntityRef(text.trim(), {
      defaultKind: kind,
      defaultNamespace: 'default',
    });
    return ref.kind.toLocaleLowerCase('en-US') === kind
      ? stringifyEntityRef(ref)
      : undefined;
  } catch {
    return undefined;
  }
}
