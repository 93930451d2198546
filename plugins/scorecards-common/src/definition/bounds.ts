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

/** A value and the way to it; written out as a path only where there is a fault. */
interface Pending {
  readonly value: unknown;
  readonly depth: number;
  readonly key?: PathSegment;
  readonly parent?: Pending;
}

function pathOf(pending: Pending): PathSegment[] {
  const path: PathSegment[] = [];
  for (let at: Pending | undefined = pending; at; at = at.parent) {
    if (at.key !== undefined) {
      path.push(at.key);
    }
  }
  return path.reverse();
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
  const pending: Pending[] = [{ value: document, depth: 0 }];
  let nodes = 0;
  for (let next = pending.pop(); next; next = pending.pop()) {
    nodes += 1;
    if (nodes > DEFINITION_LIMITS.nodes) {
      faults.add([], `has more than ${DEFINITION_LIMITS.nodes} values`);
      return false;
    }
    const fault = faultOfValue(next);
    if (fault !== undefined) {
      faults.add(pathOf(next), fault);
    } else if (typeof next.value === 'object' && next.value !== null) {
      for (const [key, value] of childrenOf(next.value)) {
        pending.push({ value, key, depth: next.depth + 1, parent: next });
      }
    }
  }
  return faults.size === before;
}

/** What is wrong with one value, its children left aside. */
function faultOfValue({ value, key, depth }: Pending): string | undefined {
  if (typeof key === 'string' && FORBIDDEN_KEYS.has(key)) {
    return `the name ${key} is not allowed`;
  }
  if (typeof key === 'string' && faultOfText(key)) {
    return `has a name that ${faultOfText(key)}`;
  }
  if (typeof value === 'string') {
    return faultOfText(value);
  }
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  if (depth >= DEFINITION_LIMITS.depth) {
    return `is nested deeper than ${DEFINITION_LIMITS.depth} levels`;
  }
  const size = Array.isArray(value) ? value.length : Object.keys(value).length;
  return size > DEFINITION_LIMITS.entries
    ? `has ${size} entries, at most ${DEFINITION_LIMITS.entries} are allowed`
    : undefined;
}
