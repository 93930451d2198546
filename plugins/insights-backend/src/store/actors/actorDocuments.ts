import { Knex } from 'knex';
import { RunState } from '../../core/runs/fold';
import { RunObservation } from '../../core/runs/observation';
import { rowsOf } from '../rows';

/** Where actors are kept in JSON, and in what waits in quarantine: read in the order of their keys, in pages. */

export interface RunDocument {
  readonly id: string;
  /** Hex; '' where nobody is known. */
  readonly actor: string;
  readonly state: RunState;
}

export interface Page {
  /** '' at the beginning. */
  readonly after: string;
  readonly limit: number;
  /** Only rows whose text holds one of these; hex of hashes. */
  readonly holding?: readonly string[];
  /** Only rows that were written since. */
  readonly since?: Date;
}

const HOLDING = (column: string) =>
  `(?::text[] is null or ${column}::text like any(?::text[]))`;

function patterns(
  holding: readonly string[] | undefined,
): readonly string[] | null {
  return holding ? holding.map(hash => `%${hash}%`) : null;
}

/** Locks the rows, in the order of their ids. */
export async function readRunDocuments(
  tx: Knex,
  { after, limit, holding, since }: Page,
): Promise<RunDocument[]> {
  const wanted = patterns(holding);
  return await rowsOf<RunDocument>(
    tx,
    `select id, encode(actor_hash, 'hex') as actor, state from run
     where id > ?::bigint and (actor_hash <> '' or state::text like '%"actor"%') and ${HOLDING('state')}
       and updated_at >= coalesce(?::timestamptz, '-infinity')
     order by id limit ? for update`,
    [after || '0', wanted, wanted, since ?? null, limit],
  );
}

export async function writeRunDocuments(
  tx: Knex,
  runs: readonly RunDocument[],
): Promise<void> {
  await rowsOf(
    tx,
    `update run r set actor_hash = decode(m.actor, 'hex'), state = m.state::jsonb
     from unnest(?::bigint[], ?::text[], ?::text[]) as m (id, actor, state) where r.id = m.id`,
    [
      runs.map(({ id }) => id),
      runs.map(({ actor }) => actor),
      runs.map(({ state }) => JSON.stringify(state)),
    ],
  );
}

export interface EventDocument {
  readonly sourceId: number;
  readonly eventId: string;
  readonly observation: RunObservation;
}

/** Where a page of events ended. */
export function eventCursor({ sourceId, eventId }: EventDocument): string {
  return `${sourceId} ${eventId}`;
}

export async function readEventDocuments(
  tx: Knex,
  { after, limit, holding, since }: Page,
): Promise<EventDocument[]> {
  const wanted = patterns(holding);
  const space = after.indexOf(' ');
  const rows = await rowsOf<{
    source_id: number;
    event_id: string;
    observation: RunObservation;
  }>(
    tx,
    `select source_id, event_id, observation from event
     where (source_id, event_id) > (?::smallint, ?)
       and observation::text like '%"actor"%' and ${HOLDING('observation')}
       and received_at >= coalesce(?::timestamptz, '-infinity')
     order by source_id, event_id limit ? for update`,
    [
      after ? Number(after.slice(0, space)) : -1,
      after ? after.slice(space + 1) : '',
      wanted,
      wanted,
      since ?? null,
      limit,
    ],
  );
  return rows.map(row => ({
    sourceId: row.source_id,
    eventId: row.event_id,
    observation: row.observation,
  }));
}

export async function writeEventDocuments(
  tx: Knex,
  events: readonly EventDocument[],
): Promise<void> {
  await rowsOf(
    tx,
    `update event e set observation = m.observation::jsonb
     from unnest(?::smallint[], ?::text[], ?::text[]) as m (source_id, event_id, observation)
     where e.source_id = m.source_id and e.event_id = m.event_id`,
    [
      events.map(({ sourceId }) => sourceId),
      events.map(({ eventId }) => eventId),
      events.map(({ observation }) => JSON.stringify(observation)),
    ],
  );
}

export interface SealedBody {
  readonly id: string;
  readonly body: Buffer;
}

export async function readSealedBodies(
  tx: Knex,
  { after, limit, since }: Page,
): Promise<SealedBody[]> {
  return await rowsOf<SealedBody>(
    tx,
    `select id, body from quarantine
     where id > ?::bigint and received_at >= coalesce(?::timestamptz, '-infinity')
     order by id limit ? for update`,
    [after || '0', since ?? null, limit],
  );
}

export async function writeSealedBodies(
  tx: Knex,
  bodies: readonly SealedBody[],
): Promise<void> {
  await rowsOf(
    tx,
    `update quarantine q set body = decode(m.body, 'base64')
     from unnest(?::bigint[], ?::text[]) as m (id, body) where q.id = m.id`,
    [
      bodies.map(({ id }) => id),
      bodies.map(({ body }) => body.toString('base64')),
    ],
  );
}
