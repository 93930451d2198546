import { hash } from 'node:crypto';

export type JsonValue =
  string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

export type JsonObject = { [key: string]: JsonValue };

/** Deeper than anything a producer sends, shallower than anything that hurts. */
export const MAX_NESTING = 16;

export type UnstorableReason =
  | 'too-deep'
  | 'forbidden-key'
  | 'null-character'
  | 'lone-surrogate'
  | 'number-not-finite'
  | 'too-large';

export type CanonicalJson =
  | { readonly ok: true; readonly text: string; readonly hash: Buffer }
  | { readonly ok: false; readonly reason: UnstorableReason };

/** What each reason means to the person whose producer sent it. None of them repeats what was sent. */
export const UNSTORABLE_SENTENCES: Record<UnstorableReason, string> = {
  'too-deep': `It nests deeper than ${MAX_NESTING} levels.`,
  'forbidden-key':
    'It has a key named __proto__, constructor or prototype, which are refused.',
  'null-character':
    'A text in it holds the character U+0000, which the database cannot store.',
  'lone-surrogate':
    'A text in it holds half of a surrogate pair, which is not valid Unicode.',
  'number-not-finite': 'A number in it is too large to be represented.',
  'too-large': 'It is larger than one item may be.',
};

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

class Unstorable extends Error {
  constructor(readonly reason: UnstorableReason) {
    super(reason);
  }
}

/**
 * Serialises a parsed JSON value with sorted keys and hashes it, refusing in the same walk what may not be stored.
 *
 * The same value gives the same text whatever the order of keys and the spelling of numbers it was sent with, so
 * the hash is the identity of what was said.
 */
export function canonicalJson(
  value: unknown,
  limits: { readonly bytes: number },
): CanonicalJson {
  try {
    const text = write(value, 0);
    if (Buffer.byteLength(text) > limits.bytes) {
      return { ok: false, reason: 'too-large' };
    }
    return { ok: true, text, hash: hash('sha256', text, 'buffer') };
  } catch (error) {
    if (error instanceof Unstorable) {
      return { ok: false, reason: error.reason };
    }
    throw error;
  }
}

function write(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return writeText(value);
    case 'number':
      if (!Number.isFinite(value)) {
        throw new Unstorable('number-not-finite');
      }
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) {
        return 'null';
      }
      // Depth is checked on the way down: a body of a million brackets costs sixteen steps.
      if (depth === MAX_NESTING) {
        throw new Unstorable('too-deep');
      }
      return Array.isArray(value)
        ? writeArray(value, depth + 1)
        : writeObject(value, depth + 1);
    default:
      // Only JSON.parse makes these values, and it makes none of the other types.
      throw new TypeError(`A parsed JSON value cannot be a ${typeof value}`);
  }
}

/** Most texts: nothing to escape, nothing to refuse. */
const PLAIN = /^[ !#-[\]-~]*$/;

function writeText(text: string): string {
  if (PLAIN.test(text)) {
    return `"${text}"`;
  }
  if (text.includes('\u0000')) {
    throw new Unstorable('null-character');
  }
  if (!text.isWellFormed()) {
    throw new Unstorable('lone-surrogate');
  }
  return JSON.stringify(text);
}

function writeArray(values: readonly unknown[], depth: number): string {
  let text = '[';
  for (let index = 0; index < values.length; index += 1) {
    text += `${index === 0 ? '' : ','}${write(values[index], depth)}`;
  }
  return `${text}]`;
}

function writeObject(value: object, depth: number): string {
  let text = '{';
  // A parsed JSON object has only own, enumerable, textual keys.
  const entries = value as Record<string, unknown>;
  for (const key of sortedKeys(entries)) {
    text += `${text.length === 1 ? '' : ','}${writeKey(key)}${write(
      entries[key],
      depth,
    )}`;
  }
  return `${text}}`;
}

/** Beyond so many keys `sort` is worth its call. */
const FEW_KEYS = 16;

/** In the order of `sort`: by UTF-16 units. Most objects have a handful of keys. */
function sortedKeys(entries: Record<string, unknown>): string[] {
  const keys = Object.keys(entries);
  if (keys.length > FEW_KEYS) {
    return keys.sort();
  }
  for (let index = 1; index < keys.length; index += 1) {
    const key = keys[index] ?? '';
    let place = index;
    for (; place > 0 && (keys[place - 1] ?? '') > key; place -= 1) {
      keys[place] = keys[place - 1] ?? '';
    }
    keys[place] = key;
  }
  return keys;
}

/** Formats have few keys, sent again and again. Bounded: producers may make up any number of them. */
const WRITTEN_KEYS = new Map<string, string>();
const MOST_WRITTEN_KEYS = 2_000;
const LONGEST_WRITTEN_KEY = 64;

function writeKey(key: string): string {
  const known = WRITTEN_KEYS.get(key);
  if (known !== undefined) {
    return known;
  }
  if (FORBIDDEN_KEYS.has(key)) {
    throw new Unstorable('forbidden-key');
  }
  const written = `${writeText(key)}:`;
  if (
    key.length <= LONGEST_WRITTEN_KEY &&
    WRITTEN_KEYS.size < MOST_WRITTEN_KEYS
  ) {
    WRITTEN_KEYS.set(key, written);
  }
  return written;
}
