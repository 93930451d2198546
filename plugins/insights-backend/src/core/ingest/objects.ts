import { JsonObject } from './canonicalJson';

/** Whether a parsed JSON value is an object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text with something in it, trimmed; undefined for everything else. */
export function textOf(value: unknown, longest = 500): string | undefined {
  if (typeof value !== 'string') {
    return undefined;
  }
  const text = value.trim();
  return text === '' || text.length > longest ? undefined : text;
}

/** A copy without the keys whose value is undefined, so that a part that was not said cannot replace one that was. */
export function defined<T extends object>(
  value: T,
): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const item = value[key as keyof T];
    if (item !== undefined) {
      kept[key] = item;
    }
  }
  // Nothing but undefined was taken away.
  return kept as { [K in keyof T]: Exclude<T[K], undefined> };
}
