import { Organisation } from './types';

export type RecordKind = keyof Organisation;

export type RecordOf<K extends RecordKind> =
  Organisation[K] extends ReadonlyMap<string, infer R> ? R : never;

export const RECORD_KINDS = [
  'units',
  'aliases',
  'members',
  'components',
  'offerings',
  'declarations',
] as const satisfies readonly RecordKind[];

type KeyFunctions = { [K in RecordKind]: (record: RecordOf<K>) => string };

/** What makes a record of each kind unique. Refs contain no `|`. */
export const keyOf: KeyFunctions = {
  units: unit => unit.ref,
  aliases: alias => alias.aliasHash,
  members: member => `${member.actorHash}|${member.unit}`,
  components: component => component.ref,
  offerings: offering => offering.ref,
  declarations: declaration => `${declaration.team}|${declaration.offering}`,
};

type Records = { [K in RecordKind]: Iterable<RecordOf<K>> };

/** Later records of the same key replace earlier ones. */
export function organisationOf(records: Partial<Records>): Organisation {
  return {
    units: index(records.units, keyOf.units),
    aliases: index(records.aliases, keyOf.aliases),
    members: index(records.members, keyOf.members),
    components: index(records.components, keyOf.components),
    offerings: index(records.offerings, keyOf.offerings),
    declarations: index(records.declarations, keyOf.declarations),
  };
}

export const EMPTY_ORGANISATION: Organisation = organisationOf({});

function index<T>(
  records: Iterable<T> | undefined,
  key: (record: T) => string,
): ReadonlyMap<string, T> {
  const map = new Map<string, T>();
  for (const record of records ?? []) {
    map.set(key(record), record);
  }
  return map;
}
