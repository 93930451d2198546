import { hash } from 'node:crypto';
import type {
  FactReading,
  FactType,
  FactValue,
  FactVisibility,
} from '@mli/plugin-scorecards-common';

/** One observation, ready to be stored. */
export interface Observation {
  readonly entity: string;
  readonly fact: string;
  readonly source: string;
  readonly state: FactReading['state'];
  readonly type?: FactType;
  readonly value?: FactValue;
  readonly unit?: string;
  readonly reason?: string;
  readonly visibility: FactVisibility;
  readonly observedAt: Date;
  /** The source restates it with each collection. */
  readonly confirmed: boolean;
}

export interface DbFactRow {
  entity_ref: string;
  fact_id: string;
  source: string;
  state: FactReading['state'];
  type: FactType | null;
  number_value: number | null;
  boolean_value: boolean | null;
  text_value: string | null;
  set_value: string[] | null;
  time_value: Date | null;
  unit: string | null;
  reason: string | null;
  visibility: FactVisibility;
  observed_at: Date;
  confirmed: boolean;
}

export const FACT_VALUE_COLUMNS = `source, state, type, number_value, boolean_value, text_value, set_value,
  time_value, unit, reason, visibility`;

/** The columns of `json_to_recordset` for rows of `toDbFact`. */
export const FACT_RECORD = `entity_ref text, fact_id text, source text, state text, type text,
  number_value double precision, boolean_value boolean, text_value text, set_value text[],
  time_value timestamptz, unit text, reason text, visibility text, observed_at timestamptz,
  confirmed boolean, fingerprint text`;

/** Two observations with one fingerprint say the same; when they were made is not part of it. */
export function fingerprintOf(observation: Observation): string {
  const { source, state, type, value, unit, reason, visibility } = observation;
  return hash(
    'md5',
    JSON.stringify([source, state, type, value, unit, reason, visibility]),
  );
}

export function toDbFact(observation: Observation): object {
  const { type, value } = observation;
  return {
    entity_ref: observation.entity,
    fact_id: observation.fact,
    source: observation.source,
    state: observation.state,
    type,
    number_value: type === 'number' ? value : undefined,
    boolean_value: type === 'boolean' ? value : undefined,
    text_value: type === 'string' ? value : undefined,
    set_value: type === 'set' ? value : undefined,
    time_value: type === 'time' ? value : undefined,
    unit: observation.unit,
    reason: observation.reason,
    visibility: observation.visibility,
    observed_at: observation.observedAt,
    confirmed: observation.confirmed,
    fingerprint: fingerprintOf(observation),
  };
}

function valueOf(row: DbFactRow): FactValue | undefined {
  switch (row.type) {
    case 'number':
      return row.number_value ?? undefined;
    case 'boolean':
      return row.boolean_value ?? undefined;
    case 'string':
      return row.text_value ?? undefined;
    case 'set':
      return row.set_value ?? undefined;
    case 'time':
      return row.time_value?.toISOString();
    default:
      return undefined;
  }
}

export interface StoredReading extends FactReading {
  readonly confirmed: boolean;
}

export function fromDbFact(row: DbFactRow, completedAt?: Date): StoredReading {
  const confirmedAt = row.confirmed ? completedAt : undefined;
  return {
    state: row.state,
    type: row.type ?? undefined,
    value: valueOf(row),
    unit: row.unit ?? undefined,
    reason: row.reason ?? undefined,
    source: row.source,
    visibility: row.visibility,
    confirmed: row.confirmed,
    observedAt:
      confirmedAt && confirmedAt > row.observed_at
        ? confirmedAt
        : row.observed_at,
  };
}
