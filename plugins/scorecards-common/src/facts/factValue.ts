import type { FactType, FactValue } from './FactSchema';

export const MAX_TEXT_LENGTH = 2_000;
export const MAX_SET_SIZE = 1_000;

/** Fact ids are dotted, and may end in an annotation key. */
export const FACT_ID_PATTERN =
  /^[a-zA-Z][a-zA-Z0-9_]*(?:[./_-][a-zA-Z0-9_]+)*$/;
export const MAX_FACT_ID_LENGTH = 200;

export function isFactId(id: unknown): id is string {
  return (
    typeof id === 'string' &&
    id.length <= MAX_FACT_ID_LENGTH &&
    FACT_ID_PATTERN.test(id)
  );
}

/** PostgreSQL stores neither NUL nor half of a surrogate pair. */
export function isStorableText(text: string): boolean {
  return !text.includes('\u0000') && !/\p{Surrogate}/u.test(text);
}

/** Epoch milliseconds of an RFC 3339 time with its zone; undefined for anything else. */
export function parseTime(text: unknown): number | undefined {
  if (
    typeof text !== 'string' ||
    !/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/.test(
      text,
    )
  ) {
    return undefined;
  }
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

/** The type a JSON value has when nobody says it; a text is never guessed to be a time. */
export function typeOfJson(value: unknown): FactType | undefined {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return 'string';
  if (Array.isArray(value)) return 'set';
  return undefined;
}

export type NormalisedFact =
  { readonly value: FactValue } | { readonly fault: string };

const MISTYPED: Readonly<Record<FactType, string>> = {
  number: 'must be a finite number',
  boolean: 'must be true or false',
  string: 'must be a text',
  set: 'must be a list of texts',
  time: 'must be a time such as 2026-05-04T10:00:00Z',
};

function normaliseText(text: string): NormalisedFact {
  if (text.length > MAX_TEXT_LENGTH) {
    return { fault: `must have at most ${MAX_TEXT_LENGTH} characters` };
  }
  return isStorableText(text)
    ? { value: text }
    : { fault: 'contains characters that cannot be stored' };
}

function normaliseSet(value: readonly unknown[]): NormalisedFact {
  if (value.length > MAX_SET_SIZE) {
    return { fault: `must have at most ${MAX_SET_SIZE} entries` };
  }
  const entries = new Set<string>();
  for (const entry of value) {
    if (typeof entry !== 'string') {
      return { fault: MISTYPED.set };
    }
    const text = normaliseText(entry);
    if ('fault' in text) {
      return { fault: `has an entry that ${text.fault}` };
    }
    entries.add(entry);
  }
  return { value: [...entries].sort() };
}

/** Checks a JSON value against a type and brings it into its one form, so that equal values compare equal. */
export function normaliseFact(type: FactType, value: unknown): NormalisedFact {
  if (
    type === 'number' &&
    typeof value === 'number' &&
    Number.isFinite(value)
  ) {
    return { value };
  }
  if (type === 'boolean' && typeof value === 'boolean') {
    return { value };
  }
  if (type === 'string' && typeof value === 'string') {
    return normaliseText(value);
  }
  if (type === 'set' && Array.isArray(value)) {
    return normaliseSet(value);
  }
  if (type === 'time') {
    const ms = parseTime(value);
    if (ms !== undefined) {
      return { value: new Date(ms).toISOString() };
    }
  }
  return { fault: MISTYPED[type] };
}
