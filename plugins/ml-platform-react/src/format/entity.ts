/** The name in an entity ref, for where the title is not known: `group:default/lanes` -> `lanes`. */
export function nameOfRef(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1).replace(/^[a-z]+:/, '');
}

/** The stock entity page of a ref, `/catalog/default/group/lanes`, or undefined for what is no full ref. */
export function entityHref(ref: string): string | undefined {
  const parts = /^([^:/]+):([^:/]+)\/([^:/]+)$/.exec(ref);
  if (!parts) return undefined;
  const [, kind = '', namespace = '', name = ''] = parts;
  return `/catalog/${encodeURIComponent(namespace)}/${encodeURIComponent(kind)}/${encodeURIComponent(name)}`;
}
