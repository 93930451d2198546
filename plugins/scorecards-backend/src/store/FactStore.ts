import type { Knex } from 'knex';
import {
  FACT_RECORD,
  FACT_VALUE_AS_TEXT,
  FACT_VALUE_COLUMNS,
  fingerprintOf,
  fromPlainFact,
  type Observation,
  type StoredReading,
  toDbFact,
} from './factRow';
import { eachInTurns } from '../eachInTurns';
import { jsonRows } from './jsonRows';
import { headOf, millisecondsOf, plainRows, SEPARATOR } from './plainRows';

const UPDATED_COLUMNS = [
  ...FACT_VALUE_COLUMNS.split(',').map(column => column.trim()),
  'observed_at',
  'confirmed',
  'fingerprint',
]
  .map(column => `${column} = excluded.${column}`)
  .join(', ');

export type FactsOfSubjects = ReadonlyMap<
  string,
  ReadonlyMap<string, StoredReading>
>;

export interface KnownFact {
  readonly fingerprint: string;
  readonly observedAt: Date;
  readonly source: string;
}

export interface FactSelection {
  readonly factIds: readonly string[];
  /** Left out: every entity. */
  readonly entities?: readonly string[];
}

/** A confirmed fact was seen when its source was last collected. */
const SEEN_AT = `greatest(f.observed_at, case when f.confirmed then s.completed_at end)`;

const HEAD = headOf([
  ...['f.entity_ref', 'f.fact_id', 'f.state', 'f.type', 'f.visibility'],
  ...['f.confirmed', millisecondsOf(SEEN_AT), millisecondsOf('f.valid_until')],
  'f.source',
]);

/** Facts by entity and id, in one statement, whatever the number. */
export async function readFacts(
  knex: Knex,
  { factIds, entities }: FactSelection,
): Promise<FactsOfSubjects> {
  const rows = await plainRows(
    knex,
    `select ${HEAD}, ${FACT_VALUE_AS_TEXT}, f.unit, f.reason
     from fact f left join fact_source s on s.id = f.source
     where f.fact_id = any(?::text[]) ${entities ? 'and f.entity_ref = any(?::text[])' : ''}`,
    entities ? [[...factIds], [...entities]] : [[...factIds]],
  );
  const facts = new Map<string, Map<string, StoredReading>>();
  await eachInTurns(rows, ([head, value, unit, reason]) => {
    const [entity = '', fact = '', ...rest] = (head ?? '').split(SEPARATOR);
    const ofEntity = facts.get(entity) ?? new Map<string, StoredReading>();
    ofEntity.set(fact, fromPlainFact(rest, { value, unit, reason }));
    facts.set(entity, ofEntity);
  });
  return facts;
}

export const factKey = (entity: string, fact: string): string =>
  `${entity} ${fact}`;

/** What is stored of one source, by `factKey`. */
export async function readFactsOfSource(
  trx: Knex.Transaction,
  source: string,
): Promise<Map<string, KnownFact & { entity: string; fact: string }>> {
  const { rows } = await trx.raw<{
    rows: {
      entity_ref: string;
      fact_id: string;
      fingerprint: string;
      observed_at: Date;
    }[];
  }>(
    `select entity_ref, fact_id, fingerprint, observed_at from fact where source = ?`,
    [source],
  );
  return new Map(
    rows.map(row => [
      factKey(row.entity_ref, row.fact_id),
      {
        entity: row.entity_ref,
        fact: row.fact_id,
        fingerprint: row.fingerprint,
        observedAt: row.observed_at,
        source,
      },
    ]),
  );
}

/**
 * What is stored of some facts, by `factKey`, locked until the transaction ends. Keys are locked in one order, so that
 * two writers cannot wait for each other.
 */
export async function lockFacts(
  trx: Knex.Transaction,
  keys: readonly { entity: string; fact: string }[],
): Promise<Map<string, KnownFact>> {
  const { rows } = await trx.raw<{
    rows: {
      entity_ref: string;
      fact_id: string;
      fingerprint: string;
      observed_at: Date;
      source: string;
    }[];
  }>(
    `select f.entity_ref, f.fact_id, f.fingerprint, f.observed_at, f.source
     from fact f
     where (f.entity_ref, f.fact_id) in (select * from unnest(?::text[], ?::text[]))
     order by f.entity_ref, f.fact_id
     for update`,
    [keys.map(key => key.entity), keys.map(key => key.fact)],
  );
  return new Map(
    rows.map(row => [
      factKey(row.entity_ref, row.fact_id),
      {
        fingerprint: row.fingerprint,
        observedAt: row.observed_at,
        source: row.source,
      },
    ]),
  );
}

export interface FactWrite {
  /** Observations that say something else than the one before them. */
  readonly changes: readonly Observation[];
  /** The latest of each fact, at most one of each; where a newer one is stored already, that one stays. */
  readonly latest: readonly Observation[];
}

/** Writes observations in two statements, whatever their number. */
export async function writeFacts(
  trx: Knex.Transaction,
  { changes, latest }: FactWrite,
): Promise<void> {
  if (changes.length > 0) {
    await trx.raw(
      `insert into fact_history (entity_ref, fact_id, observed_at, ${FACT_VALUE_COLUMNS}, fingerprint)
       select entity_ref, fact_id, observed_at, ${FACT_VALUE_COLUMNS}, fingerprint
       from json_to_recordset(?::json) as n (${FACT_RECORD})
       order by entity_ref, fact_id, observed_at
       on conflict (entity_ref, fact_id, observed_at) do nothing`,
      [await jsonRows(changes.map(toDbFact))],
    );
  }
  if (latest.length > 0) {
    await trx.raw(
      `insert into fact (entity_ref, fact_id, ${FACT_VALUE_COLUMNS}, observed_at, confirmed, fingerprint)
       select entity_ref, fact_id, ${FACT_VALUE_COLUMNS}, observed_at, confirmed, fingerprint
       from json_to_recordset(?::json) as n (${FACT_RECORD})
       order by entity_ref, fact_id
       on conflict (entity_ref, fact_id) do update set ${UPDATED_COLUMNS}
       where excluded.observed_at > fact.observed_at`,
      [await jsonRows(latest.map(toDbFact))],
    );
  }
}

/** Removes facts nobody reports any more; the history says since when. */
export async function removeFacts(
  trx: Knex.Transaction,
  facts: readonly { entity: string; fact: string; source: string }[],
  at: Date,
): Promise<void> {
  if (facts.length === 0) {
    return;
  }
  const reason = 'its source no longer reports it';
  const fingerprint = fingerprintOf({
    entity: '',
    fact: '',
    source: '',
    state: 'no-data',
    reason,
    visibility: 'catalog',
    observedAt: at,
    confirmed: false,
  });
  await trx.raw(
    `with gone as (
       delete from fact
       where (entity_ref, fact_id) in (select * from unnest(?::text[], ?::text[]))
       returning entity_ref, fact_id, source, visibility
     )
     insert into fact_history (entity_ref, fact_id, observed_at, source, state, reason, visibility, fingerprint)
     select entity_ref, fact_id, ?, source, 'no-data', ?, visibility, ? from gone
     on conflict (entity_ref, fact_id, observed_at) do nothing`,
    [
      facts.map(fact => fact.entity),
      facts.map(fact => fact.fact),
      at,
      reason,
      fingerprint,
    ],
  );
}

/** Notes how a collection went; an error leaves the time of the last success as it is. */
export async function recordCollection(
  knex: Knex,
  source: string,
  outcome: { at: Date; error?: string },
): Promise<void> {
  await knex.raw(
    `insert into fact_source (id, completed_at, attempted_at, error) values (?, ?, ?, ?)
     on conflict (id) do update set
       completed_at = coalesce(excluded.completed_at, fact_source.completed_at),
       attempted_at = excluded.attempted_at, error = excluded.error`,
    [
      source,
      outcome.error === undefined ? outcome.at : null,
      outcome.at,
      outcome.error ?? null,
    ],
  );
}
