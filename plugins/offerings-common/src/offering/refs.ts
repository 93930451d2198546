import {
  KubernetesValidatorFunctions,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';

export interface ParseRefOptions {
  /** Kind of a ref without one; without it the kind must be written. */
  defaultKind?: string;
  defaultNamespace: string;
  allowedKinds: readonly string[];
}

/** A full lower-case ref, or what is wrong with the text as a clause that follows it. */
export function parseRef(
  text: string,
  options: ParseRefOptions,
): { ref: string } | { problem: string } {
  const { defaultKind, defaultNamespace, allowedKinds } = options;
  let compound;
  try {
    compound = parseEntityRef(text, { defaultKind, defaultNamespace });
  } catch {
    return {
      problem: defaultKind
        ? 'is not an entity ref'
        : 'is not an entity ref with a kind',
    };
  }
  const { kind, namespace, name } = compound;
  if (!allowedKinds.some(allowed => sameText(allowed, kind))) {
    return {
      problem: `points to the kind ${kind}; allowed here: ${allowedKinds.join(
        ', ',
      )}`,
    };
  }
  if (
    !KubernetesValidatorFunctions.isValidNamespace(namespace) ||
    !KubernetesValidatorFunctions.isValidObjectName(name)
  ) {
    return {
      problem:
        "has a name the catalog does not allow (letters, digits, '-', '_', '.', at most 63)",
    };
  }
  return { ref: stringifyEntityRef(compound) };
}

function sameText(a: string, b: string): boolean {
  return a.toLocaleLowerCase('en-US') === b.toLocaleLowerCase('en-US');
}
