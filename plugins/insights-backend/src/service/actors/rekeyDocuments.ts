import { Knex } from 'knex';
import { ActorKeys } from '../../core/actors/ActorKeys';
import {
  ActorMap,
  mapObservation,
  mapState,
} from '../../core/actors/mapActors';
import { mapSealedActors } from '../../core/ingest/sealedActors';
import {
  eventCursor,
  Page,
  readEventDocuments,
  readRunDocuments,
  readSealedBodies,
  writeEventDocuments,
  writeRunDocuments,
  writeSealedBodies,
} from '../../store/actors/actorDocuments';
import { QuarantineCipher } from '../ingest/QuarantineCipher';

export interface DocumentWork {
  readonly map: ActorMap;
  /** All configured keys, oldest first: a body is sealed with one of them. */
  readonly keys: ActorKeys;
  /** The keys rows are brought to. */
  readonly target: ActorKeys;
  readonly page: Page;
}

/** Rows whose actors are read, mapped and written: each exactly once, so the place of the last one is kept. */
export interface RekeyedDocuments {
  readonly name: string;
  /** Answers the place to go on from, undefined at the end. */
  readonly rekey: (tx: Knex, work: DocumentWork) => Promise<string | undefined>;
}

export const REKEYED_DOCUMENTS: readonly RekeyedDocuments[] = [
  { name: 'run', rekey: rekeyRuns },
  { name: 'event', rekey: rekeyEvents },
  { name: 'quarantine', rekey: rekeyBodies },
];

async function rekeyRuns(
  tx: Knex,
  { map, page }: DocumentWork,
): Promise<string | undefined> {
  const runs = await readRunDocuments(tx, page);
  await writeRunDocuments(
    tx,
    runs.map(({ id, actor, state }) => ({
      id,
      // a kind is needed to ask; which one does not matter to a hash
      actor: actor && (map({ hash: actor, kind: 'person' })?.hash ?? ''),
      state: mapState(state, map),
    })),
  );
  return runs.at(-1)?.id;
}

async function rekeyEvents(
  tx: Knex,
  { map, page }: DocumentWork,
): Promise<string | undefined> {
  const events = await readEventDocuments(tx, page);
  await writeEventDocuments(
    tx,
    events.map(event => ({
      ...event,
      observation: mapObservation(event.observation, map),
    })),
  );
  const last = events.at(-1);
  return last && eventCursor(last);
}

async function rekeyBodies(
  tx: Knex,
  { map, keys, target, page }: DocumentWork,
): Promise<string | undefined> {
  const bodies = await readSealedBodies(tx, page);
  const sealer = QuarantineCipher.create(target.at(-1) ?? '');
  await writeSealedBodies(
    tx,
    bodies.flatMap(({ id, body }) => {
      const text = openBody(body, keys);
      return text === undefined
        ? []
        : [{ id, body: sealer.encrypt(mapSealedActors(text, map)) }];
    }),
  );
  return bodies.at(-1)?.id;
}

/** What was sealed with any of the keys; undefined where it was none of them. */
export function openBody(body: Buffer, keys: ActorKeys): string | undefined {
  for (const key of keys.toReversed()) {
    try {
      return QuarantineCipher.create(key).decrypt(body);
    } catch {
      // The seal says that it was another key; a damaged body is opened by none.
    }
  }
  return undefined;
}
