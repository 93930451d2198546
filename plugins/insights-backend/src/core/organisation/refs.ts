const REF = /^(?:([^:/]+):)?(?:([^:/]+)\/)?([^:/]+)$/;

export interface RefDefaults {
  kind: string;
  namespace: string;
}

/**
 * The full lower-case ref of `name`, `namespace/name`, `kind:name` or `kind:namespace/name`; undefined for anything
 * else. The catalog compares refs without regard to case.
 */
export function toRef(
  value: string,
  defaults: RefDefaults,
): string | undefined {
  const match = REF.exec(value.trim());
  if (!match?.[3]) {
    return undefined;
  }
  const kind = match[1] ?? defaults.kind;
  const namespace = match[2] ?? defaults.namespace;
  return `${kind}:${namespace}/${match[3]}`.toLocaleLowerCase('en-US');
}
