import { RegistrationFields } from '@mli/plugin-offerings-common';

export interface FieldChange {
  readonly field: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Which fields two versions of a registration differ in. */
export function compareFields(
  before: RegistrationFields | undefined,
  after: RegistrationFields,
): FieldChange[] {
  const old = new Map<string, unknown>(Object.entries(before ?? {}));
  const now = new Map<string, unknown>(Object.entries(after));
  return [...new Set([...old.keys(), ...now.keys()])].flatMap(field => {
    const [was, is] = [old.get(field), now.get(field)];
    return same(was, is) || (isNothing(was) && isNothing(is))
      ? []
      : [{ field, before: was, after: is }];
  });
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

/** Links come back from the database with their keys in another order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    : value;
}

function isNothing(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}
