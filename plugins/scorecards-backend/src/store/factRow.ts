import { hash } from 'node:crypto';
import type {
  FactReading,
  FactType,
  FactValue,
  FactVisibility,
} from '@mli/plugin-scorecards-common';
import { millisecondsOf } from './plainRows';

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

/** One fact as `FACT_TUPLE` builds it. */
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

export function fromDbFact(tuple: DbFactTuple): StoredReading {
  const [, source, state, type, value] = tuple;
  const [, , , , , unit, reason, visibility, observedMs, confirmed, untilMs] =
    tuple;
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
    observedAt: new Date(observedMs),
  };
}

export const FACT_VALUE_AS_TEXT = `case f.type
  when 'number' then f.number_value::text
  when 'boolean' then f.boolean_value::text
  when 'string' then f.text_value
  when 'set' then to_json(f.set_value)::text
  when 'time' then ${millisecondsOf('f.time_value')}::text
end`;

function valueOfText(type: string, text: string): FactValue {
  if (type === 'number') return Number(text);
  if (type === 'boolean') return text === 'true';
  if (type === 'time') return new Date(Number(text)).toISOString();
  return type === 'set' ? JSON.parse(text) : text;
}

/** A fact as the texts of its columns; `head` without entity and fact. */
export function fromPlainFact(
  head: readonly string[],
  {
    value,
    unit,
    reason,
  }: Readonly<Record<'value' | 'unit' | 'reason', string | null | undefined>>,
): StoredReading {
  const [state, type, visibility, confirmed, seenMs, untilMs, source = ''] =
    head;
  return {
    // the columns have checks for what they may hold
    state: state as FactReading['state'],
    type: (type || undefined) as FactType | undefined,
    value:
      value === null || value === undefined
        ? undefined
        : valueOfText(type ?? '', value),
    unit: unit ?? undefined,
    reason: reason ?? undefined,
    source,
    visibility: visibility as FactVisibility,
    confirmed: confirmed === 'true',
    validUntil: untilMs ? new Date(Number(untilMs)) : undefined,
    observedAt: new Date(Number(seenMs)),
  };
}
