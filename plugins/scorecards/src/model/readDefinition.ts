/** Aliases a definition may use; more of them can stand for more than memory holds. */
const MOST_ALIASES = 20;

/**
 * Reads a definition as people write it, in YAML or JSON. The parser is loaded with the first use.
 *
 * @throws Error with a sentence that names the line
 */
export async function readDefinition(text: string): Promise<object> {
  const { parse } = await import('yaml');
  const document: unknown = parse(text, { maxAliasCount: MOST_ALIASES });
  if (typeof document !== 'object' || document === null) {
    throw new Error('it has no apiVersion, kind, metadata and spec');
  }
  return document;
}
