import { RECORD_KINDS, RecordKind, RecordOf } from './records';
import { Organisation } from './types';

export interface RecordDiff<R> {
  /** New, or different from before. */
  readonly put: readonly R[];
  readonly gone: readonly R[];
}

export type OrganisationDiff = {
  readonly [K in RecordKind]: RecordDiff<RecordOf<K>>;
};

export function diffOrganisations(
  before: Organisation,
  after: Organisation,
): OrganisationDiff {
  return {
    units: diffRecords(before.units, after.units),
    aliases: diffRecords(before.aliases, after.aliases),
    members: diffRecords(before.members, after.members),
    components: diffRecords(before.components, after.components),
    offerings: diffRecords(before.offerings, after.offerings),
    declarations: diffRecords(before.declarations, after.declarations),
  };
}

export function countChanges(diff: OrganisationDiff): number {
  return RECORD_KINDS.reduce(
    (sum, kind) => sum + diff[kind].put.length + diff[kind].gone.length,
    0,
  );
}

function diffRecords<R>(
  before: ReadonlyMap<string, R>,
  after: ReadonlyMap<string, R>,
): RecordDiff<R> {
  const put: R[] = [];
  const gone: R[] = [];
  for (const [key, record] of after) {
    if (!sameValue(before.get(key), record)) {
      put.push(record);
    }
  }
  for (const [key, record] of before) {
    if (!after.has(key)) {
      gone.push(record);
    }
  }
  return { put, gone };
}

/** Equal as JSON: the order of keys does not matter, a key without a value is no key. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) {
    return true;
  }
  if (
    typeof a !== 'object' ||
    typeof b !== 'object' ||
    a === null ||
    b === null
  ) {
    return false;
  }
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((value, index) => sameValue(value, b[index]))
    );
  }
  const left = Object.entries(a).filter(([, value]) => value !== undefined);
  const right = new Map<string, unknown>(
    Object.entries(b).filter(([, value]) => value !== undefined),
  );
  return (
    left.length === right.size &&
    left.every(([key, value]) => sameValue(value, right.get(key)))
  );
}
