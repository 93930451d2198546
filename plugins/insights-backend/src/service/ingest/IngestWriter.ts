import { IngestResult } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { ReadableItem, ReadItem } from '../../core/ingest/item';
import { Source } from '../../store/DatabaseSourceStore';
import {
  EventRow,
  insertEvents,
  selectEventHashes,
} from '../../store/ingest/events';
import {
  CountedItems,
  countItems,
  lockAttributionShared,
  markDirtyDays,
} from '../../store/ingest/marks';
import {
  insertQuarantined,
  QuarantineRow,
} from '../../store/ingest/quarantine';
import { isWorthRetrying } from './databaseErrors';
import { QuarantineCipher } from './QuarantineCipher';
import { RunWriter } from './RunWriter';
import { LearnedSubjects, SubjectResolver } from './SubjectResolver';

/** The items of one request, read. */
export interface IngestBatch {
  readonly source: Source;
  readonly items: readonly ReadItem[];
}

interface Verdict {
  readonly status: IngestResult['status'];
  readonly reason?: string;
}

const MOST_ATTEMPTS = 5;
const MOST_NOTES = 20;
/** Enough of the hash to break ties; it is stored with every part of a run's state. */
const TIE_BREAKER_HEX = 16;

const CONFLICT_SENTENCE =
  'An item with the same id and another body is already there.';

/**
 * Stores requests: events, runs, attribution of what is new, dirty days, quarantine and counts, all in one
 * transaction. When `write` answers, it is committed.
 */
export class IngestWriter {
  readonly #knex: Knex;
  readonly #subjects: SubjectResolver;
  readonly #runs: RunWriter;
  readonly #cipher: QuarantineCipher;

  constructor(options: {
    knex: Knex;
    subjects: SubjectResolver;
    cipher: QuarantineCipher;
  }) {
    this.#knex = options.knex;
    this.#subjects = options.subjects;
    this.#runs = new RunWriter(options.subjects);
    this.#cipher = options.cipher;
  }

  /** One list of results for each batch, in the order of its items. */
  async write(batches: readonly IngestBatch[]): Promise<IngestResult[][]> {
    for (let attempt = 1; ; attempt += 1) {
      const learned = new LearnedSubjects();
      try {
        const results = await this.#knex.transaction(trx =>
          this.#writeOnce(trx, batches, learned),
        );
        this.#subjects.commit(learned);
        return results;
      } catch (error) {
        if (attempt === MOST_ATTEMPTS || !isWorthRetrying(error)) {
          throw error;
        }
      }
    }
  }

  async #writeOnce(
    trx: Knex,
    batches: readonly IngestBatch[],
    learned: LearnedSubjects,
  ): Promise<IngestResult[][]> {
    const verdicts = await this.#store(trx, batches, learned);
    const results = batches.map(({ items }) =>
      items.map(item => toResult(item, verdicts.get(item))),
    );
    await this.#quarantine(trx, batches, verdicts);
    await countItems(trx, countResults(batches, results));
    return results;
  }

  /** Stores the readable items that are new and says which were. */
  async #store(
    trx: Knex,
    batches: readonly IngestBatch[],
    learned: LearnedSubjects,
  ): Promise<ReadonlyMap<ReadItem, Verdict>> {
    const verdicts = new Map<ReadItem, Verdict>();
    const firsts = new Map<string, { source: Source; item: ReadableItem }>();
    for (const { source, items } of batches) {
      for (const item of items) {
        const key = keyOf(source.id, item);
        if (item.status === 'readable' && !firsts.has(key)) {
          firsts.set(key, { source, item });
        }
      }
    }
    if (firsts.size === 0) {
      return verdicts;
    }
    await lockAttributionShared(trx);
    const rows = [...firsts.values()].map(toEventRow).sort(compareEvents);
    const fresh = new Set(
      (await insertEvents(trx, rows)).map(key => keyOf(key.sourceId, key)),
    );
    const hashes = await hashesOf(trx, rows, fresh);
    for (const { source, items } of batches) {
      for (const item of items) {
        if (item.status === 'readable') {
          const key = keyOf(source.id, item);
          const isNew = fresh.has(key) && firsts.get(key)?.item === item;
          verdicts.set(
            item,
            isNew
              ? { status: 'accepted' }
              : verdictOnKnown(item, hashes.get(key)),
          );
        }
      }
    }
    const observations = [...firsts].flatMap(([key, { source, item }]) =>
      item.runKey !== undefined && fresh.has(key)
        ? [
            {
              source,
              runKey: item.runKey,
              observation: item.observation,
              at: item.at,
              hash: item.bodyHash.toString('hex').slice(0, TIE_BREAKER_HEX),
            },
          ]
        : [],
    );
    await markDirtyDays(
      trx,
      await this.#runs.apply(trx, observations, learned),
    );
    return verdicts;
  }

  async #quarantine(
    trx: Knex,
    batches: readonly IngestBatch[],
    verdicts: ReadonlyMap<ReadItem, Verdict>,
  ): Promise<void> {
    const rows: QuarantineRow[] = [];
    for (const { source, items } of batches) {
      for (const item of items) {
        if (item.status === 'quarantined') {
          rows.push(this.#seal(source, item, item.reason, item.body));
        } else if (
          item.status === 'readable' &&
          verdicts.get(item)?.status === 'quarantined'
        ) {
          rows.push(this.#seal(source, item, 'id-conflict', item.body()));
        }
      }
    }
    await insertQuarantined(trx, rows);
  }

  #seal(
    source: Source,
    item: Exclude<ReadItem, { status: 'rejected' }>,
    reason: string,
    body: unknown,
  ): QuarantineRow {
    return {
      sourceId: source.id,
      eventId: item.eventId,
      bodyHash: item.bodyHash,
      reason,
      detail:
        reason === 'id-conflict' ? CONFLICT_SENTENCE : item.notes.join(' '),
      body: this.#cipher.encrypt(JSON.stringify(body)),
    };
  }
}

async function hashesOf(
  trx: Knex,
  rows: readonly EventRow[],
  fresh: ReadonlySet<string>,
): Promise<Map<string, Buffer>> {
  const hashes = new Map<string, Buffer>();
  const known: EventRow[] = [];
  for (const row of rows) {
    const key = keyOf(row.sourceId, row);
    if (fresh.has(key)) {
      hashes.set(key, row.bodyHash);
    } else {
      known.push(row);
    }
  }
  if (known.length > 0) {
    for (const row of await selectEventHashes(trx, known)) {
      hashes.set(keyOf(row.sourceId, row), row.bodyHash);
    }
  }
  return hashes;
}

function verdictOnKnown(item: ReadableItem, hash: Buffer | undefined): Verdict {
  return hash?.equals(item.bodyHash)
    ? { status: 'duplicate' }
    : { status: 'quarantined', reason: 'id-conflict' };
}

function toResult(item: ReadItem, verdict: Verdict | undefined): IngestResult {
  const { status, reason } =
    item.status === 'readable'
      ? (verdict ?? { status: 'accepted' as const, reason: undefined })
      : item;
  const notes = reason === 'id-conflict' ? [CONFLICT_SENTENCE] : item.notes;
  return {
    id: item.id,
    status,
    ...(reason !== undefined && { reason }),
    ...(notes.length > 0 && { notes: notes.slice(0, MOST_NOTES) }),
  };
}

function countResults(
  batches: readonly IngestBatch[],
  results: readonly (readonly IngestResult[])[],
): CountedItems[] {
  const day = new Date().toISOString().slice(0, 10);
  const counts = new Map<string, CountedItems>();
  for (const [index, { source }] of batches.entries()) {
    for (const { status, reason = '' } of results[index] ?? []) {
      const key = `${source.id} ${status} ${reason}`;
      const count = (counts.get(key)?.count ?? 0) + 1;
      counts.set(key, { sourceId: source.id, day, status, reason, count });
    }
  }
  return [...counts.values()];
}

function keyOf(
  sourceId: number,
  item: ReadItem | { readonly eventId: string },
): string {
  return 'eventId' in item ? `${sourceId}\n${item.eventId}` : '';
}

function toEventRow({
  source,
  item,
}: {
  source: Source;
  item: ReadableItem;
}): EventRow {
  return {
    sourceId: source.id,
    eventId: item.eventId,
    bodyHash: item.bodyHash,
    type: item.type,
    runKey: item.runKey,
    at: item.at,
    observation: item.observation,
  };
}

function compareEvents(a: EventRow, b: EventRow): number {
  return (
    a.sourceId - b.sourceId ||
    Number(a.eventId > b.eventId) - Number(a.eventId < b.eventId)
  );
}
