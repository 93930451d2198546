import { IngestResult } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { ItemFormatName, ReadableItem, ReadItem } from '../../core/ingest/item';
import { Source } from '../../store/DatabaseSourceStore';
import {
  EventRow,
  insertEvents,
  selectEventHashes,
} from '../../store/ingest/events';
import { TouchedDay } from '../../store/ingest/marks';
import { noteStored } from '../../store/ingest/noteStored';
import {
  insertQuarantined,
  QuarantineRow,
} from '../../store/ingest/quarantine';
import { countHeard, countResults } from './countResults';
import { isWorthRetrying } from './databaseErrors';
import { QuarantineCipher } from './QuarantineCipher';
import { StoredKeys } from '../../core/actors/planRotation';
import { ProjectionContext } from '../../core/runs/project';
import { NewObservation, RunWriter, WrittenRuns } from './RunWriter';
import { LearnedSubjects, SubjectResolver } from './SubjectResolver';
import { NewUsage, UsageWriter } from './UsageWriter';

/** The items of one request, read. */
export interface IngestBatch {
  readonly source: Source;
  readonly items: readonly ReadItem[];
  /** How the bodies of quarantined items are read again. */
  readonly format: ItemFormatName;
  /** The items come from quarantine: they are no sign of life of their producer. */
  readonly isRedrive?: boolean;
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
  readonly #usage: UsageWriter;
  readonly #linkRuns: LinkRuns;
  readonly #cipher: QuarantineCipher;
  readonly #quarantineDays: number;
  readonly #keyGuard: KeyGuard | undefined;

  constructor(options: {
    knex: Knex;
    subjects: SubjectResolver;
    cipher: QuarantineCipher;
    /** How long a refused item waits for a fix. */
    quarantineDays: number;
    projection?: ProjectionContext;
    /** Called after a COMMIT with runs that concern others; the answer waits for it. Must not fail. */
    linkRuns?: LinkRuns;
    keyGuard?: KeyGuard;
  }) {
    this.#knex = options.knex;
    this.#subjects = options.subjects;
    this.#runs = new RunWriter(options.subjects, options.projection);
    this.#usage = new UsageWriter(options.subjects, options.projection);
    this.#linkRuns = options.linkRuns ?? (async () => {});
    this.#cipher = options.cipher;
    this.#quarantineDays = options.quarantineDays;
    this.#keyGuard = options.keyGuard;
  }

  /** One list of results for each batch, in the order of its items. */
  async write(batches: readonly IngestBatch[]): Promise<IngestResult[][]> {
    for (let attempt = 1; ; attempt += 1) {
      const learned = new LearnedSubjects();
      try {
        const { results, toLink } = await this.#knex.transaction(trx =>
          this.#writeOnce(trx, batches, learned),
        );
        this.#subjects.commit(learned);
        if (toLink) {
          await this.#linkRuns(toLink);
        }
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
  ): Promise<{ results: IngestResult[][]; toLink: WrittenRuns['toLink'] }> {
    const { verdicts, toLink, touched } = await this.#store(
      trx,
      batches,
      learned,
    );
    const results = batches.map(({ items }) =>
      items.map(item => toResult(item, verdicts.get(item))),
    );
    await this.#quarantine(trx, batches, verdicts);
    const keys = await noteStored(trx, {
      touched,
      counts: countResults(batches, results),
      heard: countHeard(batches, results),
      heardIds: [
        ...new Set(
          batches.flatMap(batch => (batch.isRedrive ? [] : [batch.source.id])),
        ),
      ],
    });
    // The attribution lock is held since the events were stored; whoever changes keys waits for the end of this.
    this.#keyGuard?.judge(keys);
    return { results, toLink };
  }

  /** Stores the readable items that are new and says which were. */
  async #store(
    trx: Knex,
    batches: readonly IngestBatch[],
    learned: LearnedSubjects,
  ): Promise<{
    verdicts: ReadonlyMap<ReadItem, Verdict>;
    toLink: WrittenRuns['toLink'];
    /** Some more than once. */
    touched: readonly TouchedDay[];
  }> {
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
      return { verdicts, toLink: undefined, touched: [] };
    }
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
    const news = [...firsts].flatMap(([key, first]) =>
      fresh.has(key) ? [first] : [],
    );
    const { touched, toLink } = await this.#runs.apply(
      trx,
      news.flatMap(toNewObservation),
      learned,
    );
    const used = await this.#usage.apply(
      trx,
      news.flatMap(toNewUsage),
      learned,
    );
    return { verdicts, toLink, touched: [...touched, ...used] };
  }

  async #quarantine(
    trx: Knex,
    batches: readonly IngestBatch[],
    verdicts: ReadonlyMap<ReadItem, Verdict>,
  ): Promise<void> {
    const rows: QuarantineRow[] = [];
    for (const batch of batches) {
      // What is re-driven is there already.
      for (const item of batch.isRedrive ? [] : batch.items) {
        if (item.status === 'quarantined') {
          rows.push(this.#seal(batch, item, item.reason, item.body));
        } else if (
          item.status === 'readable' &&
          verdicts.get(item)?.status === 'quarantined'
        ) {
          rows.push(this.#seal(batch, item, 'id-conflict', item.body()));
        }
      }
    }
    await insertQuarantined(trx, rows, this.#quarantineDays);
  }

  #seal(
    { source, format }: IngestBatch,
    item: Exclude<ReadItem, { status: 'rejected' }>,
    reason: string,
    body: unknown,
  ): QuarantineRow {
    return {
      sourceId: source.id,
      eventId: item.eventId,
      bodyHash: item.bodyHash,
      format,
      reason,
      detail:
        reason === 'id-conflict' ? CONFLICT_SENTENCE : item.notes.join(' '),
      body: this.#cipher.encrypt(JSON.stringify(body)),
    };
  }
}

/** Refuses to write hashes of people that were made with the keys of before. */
export interface KeyGuard {
  /** Reads with which keys the rows are made, and judges it. */
  check(tx: Knex): Promise<void>;
  /** Throws where the rows are made with other keys, or are being changed. */
  judge(state: StoredKeys | undefined): void;
}

/** What to do about runs that concern others. */
export type LinkRuns = (
  toLink: NonNullable<WrittenRuns['toLink']>,
) => Promise<void>;

interface NewItem {
  readonly source: Source;
  readonly item: ReadableItem;
}

function toNewObservation({ source, item }: NewItem): NewObservation[] {
  return item.runKey === undefined
    ? []
    : [
        {
          source,
          runKey: item.runKey,
          observation: item.observation,
          at: item.at,
          hash: item.bodyHash.toString('hex').slice(0, TIE_BREAKER_HEX),
          ...(isCloudEventType(item.type) && { type: item.type }),
        },
      ];
}

/** What telemetry matchers may name: other formats have types that we gave them. */
function isCloudEventType(type: string): boolean {
  return (
    type !== 'run-record' &&
    type !== 'pulled-run' &&
    !type.startsWith('openlineage.')
  );
}

function toNewUsage({ source, item }: NewItem): NewUsage[] {
  const { usage } = item.observation;
  const { eventId, type, at } = item;
  return usage ? [{ source, eventId, type, at, usage }] : [];
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
