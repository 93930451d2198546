import {
  evaluateFilterPredicate,
  FilterPredicate,
  parseFilterPredicate,
} from '@backstage/filter-predicates';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { JsonValue } from '@backstage/types';
import { z } from 'zod';
import { Unit } from '../release/Organisation';

/** Whether an offering is meant for a team. */
export interface Audience {
  includes(unit: Unit, activeStages: ReadonlySet<string>): boolean;
}

const activeInSchema = z.object({
  filter: z.unknown().optional(),
  activeIn: z.array(z.string()).optional(),
});

/**
 * Reads `spec.audience` of an offering. Without a filter, or with one that cannot be read, it is every customer team.
 *
 * A filter sees of a Group what the portal keeps of it: `kind`, `metadata.name`, `metadata.namespace`,
 * `metadata.title`, `spec.type` and `spec.parent`.
 */
export function readAudience(value: unknown): Audience {
  const read = activeInSchema.safeParse(value);
  const { filter, activeIn = [] } = read.success ? read.data : {};
  const predicate = readPredicate(filter);
  return {
    includes: (unit, activeStages) =>
      unit.role !== 'other' &&
      (predicate
        ? evaluateFilterPredicate(predicate, asEntity(unit))
        : unit.role === 'customer') &&
      (activeIn.length === 0 ||
        activeIn.some(stage => activeStages.has(stage))),
  };
}

function readPredicate(filter: unknown): FilterPredicate | undefined {
  if (filter === undefined || filter === null) {
    return undefined;
  }
  try {
    return parseFilterPredicate(withFullParents(filter));
  } catch {
    return undefined;
  }
}

/**
 * A Group may name its parent `planning` or `group:default/planning`, and so may a filter: both are compared as full
 * refs.
 */
function withFullParents(filter: unknown, isParent = false): JsonValue {
  if (typeof filter === 'string') {
    return isParent ? fullGroupRef(filter) : filter;
  }
  if (Array.isArray(filter)) {
    return filter.map(each => withFullParents(each, isParent));
  }
  if (typeof filter === 'object' && filter !== null) {
    return Object.fromEntries(
      Object.entries(filter).map(([key, value]) => [
        key,
        withFullParents(value, isParent || key === 'spec.parent'),
      ]),
    );
  }
  // What is left of a parsed JSON document is a number, a boolean or null.
  return filter as JsonValue;
}

function fullGroupRef(ref: string): string {
  try {
    return stringifyEntityRef(
      parseEntityRef(ref, { defaultKind: 'group' }),
    ).toLocaleLowerCase('en-US');
  } catch {
    return ref;
  }
}

function asEntity(unit: Unit) {
  const [kind = '', namespacedName = ''] = unit.ref.split(':');
  const [namespace = '', name = ''] = namespacedName.split('/');
  return {
    kind,
    metadata: { namespace, name, title: unit.title },
    spec: { type: unit.type, ...(unit.parent ? { parent: unit.parent } : {}) },
  };
}
