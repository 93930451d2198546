import { isStorableText } from '../facts/factValue';
import { type FaultList, type PathSegment } from './fault';

export const DEFINITION_LIMITS = {
  /** Nesting of the whole document. */
  depth: 40,
  /** Values in the whole document. */
  nodes: 20_000,
  /** Entries of one list or object. */
  entries: 1_000,
  /** Characters of one text. */
  text: 10_000,
  checks: 200,
  levels: 20,
  /** Nesting of `all`, `any` and `not` in one rule. */
  ruleDepth: 12,
  /** Comparisons in one rule. */
  ruleLeaves: 200,
} as const;

/** Keys that reach into JavaScript's own objects instead of into the definition. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

interface Pending {
  readonly value: unknown;
  readonly path: readonly PathSegment[];
}

function faultOfText(text: string): string | undefined {
  if (text.length > DEFINITION_LIMITS.text) {
    return `has ${text.length} characters, at most ${DEFINITION_LIMITS.text} are allowed`;
  }
  return isStorableText(text)
    ? undefined
    : 'contains characters that cannot be stored';
}

function childrenOf(value: object): [PathSegment, unknown][] {
  return Array.isArray(value)
    ? value.map((entry, index) => [index, entry])
    : Object.entries(value);
}

/**
 * Refuses a document that is too deep, too large or names JavaScript's own properties, before anything recurses into
 * it. It does not recurse itself, and looks at no more values than are allowed, so it is quick on any input, cycles
 * included. Returns whether the document is within bounds.
 */
export function checkBounds(document: unknown, faults: FaultList): boolean {
  const before = faults.size;
  const pending: Pending[] = [{ value: document, path: [] }];
  let nodes = 0;
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { value, path } = next;
    nodes += 1;
    if (nodes > DEFINITION_LIMITS.nodes) {
      faults.add([], `has more than ${DEFINITION_LIMITS.nodes} values`);
      return false;
    }
    if (typeof value === 'string') {
      const fault = faultOfText(value);
      if (fault) {
        faults.add(path, fault);
      }
    }
    if (typeof value !== 'object' || value === null) {
      continue;
    }
    if (path.length >= DEFINITION_LIMITS.depth) {
      faults.add(
        path.slice(0, 8),
        `is nested deeper than ${DEFINITION_LIMITS.depth} levels`,
      );
      return false;
    }
    const size = Array.isArray(value)
      ? value.length
      : Object.keys(value).length;
    if (size > DEFINITION_LIMITS.entries) {
      faults.add(
        path,
        `has ${size} entries, at most ${DEFINITION_LIMITS.entries} are allowed`,
      );
      continue;
    }
    for (const [key, child] of childrenOf(value)) {
      if (typeof key === 'string' && FORBIDDEN_KEYS.has(key)) {
        faults.add([...path, key], `the name ${key} is not allowed`);
      } else if (typeof key === 'string' && faultOfText(key)) {
        faults.add(path, `has a name that ${faultOfText(key)}`);
      } else {
        pending.push({ value: child, path: [...path, key] });
      }
    }
  }
  return faults.size === before;
}
