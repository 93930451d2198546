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
  readonly validUntil?: Date;
  /** The source restates it with each collection. */
  readonly confirmed: boolean;
}

/**
 * One fact as `FACT_TUPLE` builds it. A hundred thousand rows of seventeen columns take the driver half a second to
 * take apart; as JSON, an entity a row, they take a fifth of that.
 */
export type DbFactTuple = readonly [
  factId: string,
  source: string,
  state: FactReading['state'],
  type: FactType | null,
  value: number | boolean | string | string[] | null,
  unit: string | null,
  reason: string | null,
  visibility: FactVisibility,
  observedMs: number,
  confirmed: boolean,
  validUntilMs: number | null,
];

export const FACT_TUPLE = `json_build_array(f.fact_id, f.source, f.state, f.type,
  case f.type
    when 'number' then to_json(f.number_value)
    when 'boolean' then to_json(f.boolean_value)
    when 'string' then to_json(f.text_value)
    when 'set' then to_json(f.set_value)
    when 'time' then to_json(f.time_value)
  end,
  f.unit, f.reason, f.visibility, extract(epoch from f.observed_at) * 1000, f.confirmed,
  extract(epoch from f.valid_until) * 1000)`;

export const FACT_VALUE_COLUMNS = `source, state, type, number_value, boolean_value, text_value, set_value,
  time_value, unit, reason, visibility, valid_until`;

/** The columns of `json_to_recordset` for rows of `toDbFact`. */
export const FACT_RECORD = `entity_ref text, fact_id text, source text, state text, type text,
  number_value double precision, boolean_value boolean, text_value text, set_value text[],
  time_value timestamptz, unit text, reason text, visibility text, observed_at timestamptz,
  valid_until timestamptz, confirmed boolean, fingerprint text`;

/** Two observations with one fingerprint say the same; when they were made is not part of it. */
export function fingerprintOf(observation: Observation): string {
  const { source, state, type, value, unit, reason, visibility } = observation;
  const until = observation.validUntil?.getTime();
  return hash(
    'md5',
    JSON.stringify([
      ...[source, state, type, value, unit, reason, visibility],
      ...(until === undefined ? [] : [until]),
    ]),
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
    valid_until: observation.validUntil,
    confirmed: observation.confirmed,
    fingerprint: fingerprintOf(observation),
  };
}

export interface StoredReading extends FactReading {
  readonly confirmed: boolean;
}

/** @param completedMs - when confirmed facts of a source were last confirmed */
export function fromDbFact(
  tuple: DbFactTuple,
  completedMs: ReadonlyMap<string, number>,
): StoredReading {
  const [, source, state, type, value] = tuple;
  const [, , , , , unit, reason, visibility, observedMs, confirmed, untilMs] =
    tuple;
  const confirmedMs = confirmed ? (completedMs.get(source) ?? 0) : 0;
  return {
    state,
    type: type ?? undefined,
    value:
      type === 'time' && typeof value === 'string'
        ? new Date(value).toISOString()
        : (value ?? undefined),
    unit: unit ?? undefined,
    reason: reason ?? undefined,
    source,
    visibility,
    confirmed,
    validUntil: untilMs === null ? undefined : new Date(untilMs),
    observedAt: new Date(Math.max(confirmedMs, observedMs)),
  };
}
