import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { JsonObject, JsonValue } from '@backstage/types';

/** The fields of an offering a reader would want to know the change of, by the words for them. */
export type OfferingFields = Readonly<Record<string, JsonValue>>;

export interface OfferingState {
  readonly ref: string;
  readonly fields: OfferingFields;
}

export interface OfferingHistoryEntry extends OfferingState {
  readonly kind: 'added' | 'changed' | 'removed';
  readonly sentences: readonly string[];
}

const METADATA = ['title', 'description', 'tags'] as const;
const WORDS: Readonly<Record<string, string>> = {
  notFor: 'Not for',
  serviceLevels: 'Service levels',
  dependsOn: 'Depends on',
  adoptedWhen: 'Counts as adopted when',
};
/** Longer than this, a value is not quoted in a sentence. */
const QUOTED_CHARACTERS = 60;

export function offeringState(entity: Entity): OfferingState {
  const fields: Record<string, JsonValue> = {};
  for (const name of METADATA) {
    const value = entity.metadata[name];
    if (value !== undefined) fields[name] = value;
  }
  const spec: JsonObject = entity.spec ?? {};
  for (const [name, value] of Object.entries(spec)) {
    if (value !== undefined) fields[name] = value;
  }
  return { ref: stringifyEntityRef(entity), fields };
}

/**
 * What is new since the last look: offerings that came, went, or say something else.
 *
 * @param before - the last state of each offering that was there
 * @param now - those that are there
 */
export function offeringChanges(
  before: ReadonlyMap<string, OfferingFields>,
  now: readonly OfferingState[],
): OfferingHistoryEntry[] {
  const there = new Set(now.map(({ ref }) => ref));
  const entries: OfferingHistoryEntry[] = [];
  for (const { ref, fields } of now) {
    const earlier = before.get(ref);
    const sentences = earlier ? differences(earlier, fields) : [];
    if (!earlier) entries.push({ ref, fields, kind: 'added', sentences });
    else if (sentences.length > 0) {
      entries.push({ ref, fields, kind: 'changed', sentences });
    }
  }
  for (const ref of before.keys()) {
    if (!there.has(ref)) {
      entries.push({ ref, fields: {}, kind: 'removed', sentences: [] });
    }
  }
  return entries;
}

function differences(before: OfferingFields, now: OfferingFields): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return names
    .sort()
    .filter(name => canonical(before[name]) !== canonical(now[name]))
    .map(name => sentence(wordsOf(name), before[name], now[name]));
}

function sentence(
  what: string,
  before: JsonValue | undefined,
  now: JsonValue | undefined,
): string {
  if (now === undefined) return `${what}: taken away`;
  const lists = listDifference(before, now);
  if (lists) return `${what}: ${lists}`;
  const quoted = quote(now);
  if (quoted === undefined) {
    return before === undefined
      ? `${what}: written down`
      : `${what}: rewritten`;
  }
  const earlier = quote(before);
  return earlier === undefined
    ? `${what}: ${quoted}`
    : `${what}: ${quoted}, before ${earlier}`;
}

/** "added training; took away data", for lists of short texts. */
function listDifference(
  before: JsonValue | undefined,
  now: JsonValue,
): string | undefined {
  if (!isTexts(before ?? []) || !isTexts(now)) return undefined;
  const earlier = isTexts(before) ? before : [];
  const added = now.filter(item => !earlier.includes(item));
  const gone = earlier.filter(item => !now.includes(item));
  const parts = [
    ...(added.length > 0 ? [`added ${added.join(', ')}`] : []),
    ...(gone.length > 0 ? [`took away ${gone.join(', ')}`] : []),
  ];
  return parts.length > 0 ? parts.join('; ') : 'another order';
}

function isTexts(value: JsonValue | undefined): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}

function quote(value: JsonValue | undefined): string | undefined {
  const isPlain =
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean';
  const text = isPlain ? String(value).trim() : '';
  return text && text.length <= QUOTED_CHARACTERS ? text : undefined;
}

function wordsOf(name: string): string {
  return (
    WORDS[name] ?? name.charAt(0).toLocaleUpperCase('en-US') + name.slice(1)
  );
}

/** The same text for the same value, whatever the order of its keys. */
function canonical(value: JsonValue | undefined): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(
          Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : part,
  );
}
