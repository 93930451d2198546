import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';

const FULL_REF = /^[a-z0-9._-]+:[a-z0-9._-]+\/[a-z0-9._-]+$/;

/** The full, lower-case form of an entity ref; undefined where the text is none, or no entity could be called so. */
export function fullEntityRef(
  text: string,
  defaultKind?: string,
): string | undefined {
  try {
    const ref = parseEntityRef(text, {
      defaultKind,
      defaultNamespace: 'default',
    });
    const full = stringifyEntityRef(ref);
    return FULL_REF.test(full) ? full : undefined;
  } catch {
    return undefined;
  }
}
