import {
  type FilterPredicate,
  filterPredicateToFilterFunction,
} from '@backstage/filter-predicates';
import type { FaultList, PathSegment } from './fault';

export interface CompiledPredicate {
  readonly matches: (entity: unknown) => boolean;
  /** Kinds it can match, lower case; undefined where it does not say. */
  readonly kinds?: ReadonlySet<string>;
  /** What it reads, as paths into an entity. */
  readonly paths: ReadonlySet<string>;
}

const MAX_PATH_LENGTH = 300;
const VALUE_OPERATORS = '$exists, $in, $contains, $hasPrefix';

type JsonObject = Record<string, unknown>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPrimitive(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** Walks a predicate; written by hand because faults must name their path, which a union of schemas does not. */
class PredicateReader {
  readonly paths = new Set<string>();
  readonly #faults: FaultList;

  constructor(faults: FaultList) {
    this.#faults = faults;
  }

  predicate(value: unknown, path: readonly PathSegment[], outer: boolean) {
    if (!isObject(value)) {
      if (outer || !isPrimitive(value)) {
        this.#faults.add(
          path,
          "must be a filter, such as {kind: Component, 'spec.type': model}",
        );
      }
      return;
    }
    const keys = Object.keys(value);
    const logical = keys.find(key => key.startsWith('$'));
    if (logical === undefined) {
      for (const key of keys) {
        if (key.length > MAX_PATH_LENGTH) {
          this.#faults.add(path, 'has a path that is too long');
        }
        if (outer) {
          this.paths.add(key);
        }
        this.value(value[key], [...path, key]);
      }
      return;
    }
    if (keys.length !== 1) {
      this.#faults.add(
        path,
        `${logical} must stand alone; put it into $all to combine it with others`,
      );
      return;
    }
    this.logical(logical, value[logical], path, outer);
  }

  logical(
    operator: string,
    operand: unknown,
    path: readonly PathSegment[],
    outer: boolean,
  ) {
    const at = [...path, operator];
    if (operator === '$not') {
      this.predicate(operand, at, outer);
    } else if (operator !== '$all' && operator !== '$any') {
      this.#faults.add(at, `${operator} is not one of $all, $any, $not`);
    } else if (!Array.isArray(operand)) {
      this.#faults.add(at, 'must be a list of filters');
    } else {
      operand.forEach((entry, index) =>
        this.predicate(entry, [...at, index], outer),
      );
    }
  }

  value(value: unknown, path: readonly PathSegment[]) {
    if (isPrimitive(value)) {
      return;
    }
    const [operator, ...others] = isObject(value) ? Object.keys(value) : [];
    if (!isObject(value) || operator === undefined || others.length > 0) {
      this.#faults.add(
        path,
        `must be a text, a number, true, false or one of ${VALUE_OPERATORS}`,
      );
      return;
    }
    const operand = value[operator];
    const at = [...path, operator];
    if (operator === '$contains') {
      this.predicate(operand, at, false);
    } else if (operator === '$exists') {
      if (typeof operand !== 'boolean') {
        this.#faults.add(at, 'must be true or false');
      }
    } else if (operator === '$in') {
      if (!Array.isArray(operand) || !operand.every(isPrimitive)) {
        this.#faults.add(at, 'must be a list of texts, numbers or booleans');
      }
    } else if (operator === '$hasPrefix') {
      if (typeof operand !== 'string') {
        this.#faults.add(at, 'must be a text');
      }
    } else {
      this.#faults.add(at, `${operator} is not one of ${VALUE_OPERATORS}`);
    }
  }
}

/** Kinds a valid predicate can match; undefined where it leaves them open. */
function kindsOf(predicate: unknown): Set<string> | undefined {
  if (!isObject(predicate)) {
    return undefined;
  }
  const kind = predicate.kind;
  if (typeof kind === 'string') {
    return new Set([kind.toLocaleLowerCase('en-US')]);
  }
  if (isObject(kind) && Array.isArray(kind.$in)) {
    return new Set(kind.$in.map(k => String(k).toLocaleLowerCase('en-US')));
  }
  if (Array.isArray(predicate.$all)) {
    const known = predicate.$all.map(kindsOf).filter(k => k !== undefined);
    return known.length === 0
      ? undefined
      : known.reduce((a, b) => new Set([...a].filter(k => b.has(k))));
  }
  if (Array.isArray(predicate.$any)) {
    const union = new Set<string>();
    for (const part of predicate.$any.map(kindsOf)) {
      if (part === undefined) {
        return undefined;
      }
      part.forEach(k => union.add(k));
    }
    return union;
  }
  return undefined;
}

/** Compiles an `appliesTo`; undefined, with faults added, where it is not a filter predicate. */
export function compilePredicate(
  predicate: unknown,
  path: readonly PathSegment[],
  faults: FaultList,
): CompiledPredicate | undefined {
  const before = faults.size;
  const reader = new PredicateReader(faults);
  reader.predicate(predicate, path, true);
  if (faults.size > before) {
    return undefined;
  }
  return {
    // the reader has just established the shape
    matches: filterPredicateToFilterFunction(predicate as FilterPredicate),
    kinds: kindsOf(predicate),
    paths: reader.paths,
  };
}
