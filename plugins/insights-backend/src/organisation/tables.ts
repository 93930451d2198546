import { RecordKind, RecordOf } from '../core/organisation/records';

export interface ColumnSpec {
  readonly property: string;
  readonly column: string;
  /** `hex`: bytes in the database, hex in records. */
  readonly type: 'text' | 'text[]' | 'jsonb' | 'double precision' | 'hex';
}

/** How records of one kind lie in a table of rows with validity. */
export interface TableSpec {
  readonly table: string;
  readonly columns: readonly ColumnSpec[];
  /** Columns that make a current row unique. */
  readonly key: readonly string[];
  /**
   * The first row that has new values here begins at 'epoch', because of the time before nothing else is known.
   * Absent where every row begins when it was seen.
   */
  readonly knownSince?: string;
}

type Columns<K extends RecordKind> = {
  [P in keyof Required<RecordOf<K>> & string]: [
    column: string,
    type: ColumnSpec['type'],
  ];
};

function columns<K extends RecordKind>(of: Columns<K>): ColumnSpec[] {
  return Object.entries<[string, ColumnSpec['type']]>(of).map(
    ([property, [column, type]]) => ({ property, column, type }),
  );
}

export const TABLES: Readonly<Record<RecordKind, TableSpec>> = {
  units: {
    table: 'organisation_unit',
    key: ['unit_ref'],
    knownSince: 'unit_ref',
    columns: columns<'units'>({
      ref: ['unit_ref', 'text'],
      title: ['title', 'text'],
      type: ['type', 'text'],
      role: ['role', 'text'],
      parent: ['parent_ref', 'text'],
    }),
  },
  aliases: {
    table: 'organisation_alias',
    key: ['alias_hash'],
    knownSince: 'alias_hash',
    columns: columns<'aliases'>({
      aliasHash: ['alias_hash', 'hex'],
      actorHash: ['actor_hash', 'hex'],
      kind: ['kind', 'text'],
    }),
  },
  members: {
    table: 'organisation_member',
    key: ['actor_hash', 'unit_ref'],
    // by person, not by membership: whoever changes teams was not in the new one before
    knownSince: 'actor_hash',
    columns: columns<'members'>({
      actorHash: ['actor_hash', 'hex'],
      unit: ['unit_ref', 'text'],
    }),
  },
  components: {
    table: 'organisation_component',
    key: ['component_ref'],
    knownSince: 'component_ref',
    columns: columns<'components'>({
      ref: ['component_ref', 'text'],
      type: ['type', 'text'],
      owner: ['owner_ref', 'text'],
      stage: ['stage', 'text'],
      adopts: ['adopts', 'text[]'],
      patterns: ['patterns', 'jsonb'],
    }),
  },
  offerings: {
    table: 'organisation_offering',
    key: ['offering_ref'],
    knownSince: 'offering_ref',
    columns: columns<'offerings'>({
      ref: ['offering_ref', 'text'],
      title: ['title', 'text'],
      owner: ['owner_ref', 'text'],
      stages: ['stages', 'text[]'],
      telemetry: ['telemetry', 'jsonb'],
      audience: ['audience', 'jsonb'],
      adoptedWhen: ['adopted_when', 'jsonb'],
      expectedDays: ['expected_days', 'double precision'],
      lifecycle: ['lifecycle', 'text'],
    }),
  },
  declarations: {
    table: 'organisation_declaration',
    key: ['team_ref', 'offering_ref'],
    columns: columns<'declarations'>({
      team: ['team_ref', 'text'],
      offering: ['offering_ref', 'text'],
      state: ['state', 'text'],
    }),
  },
};
