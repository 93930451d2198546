import {
  IngestResult,
  RedriveRequest,
  RedriveResponse,
} from '@mli/plugin-insights-common';
import { ActorDirectory } from '../../core/actors/ActorDirectory';
import { Attributor } from '../../core/attribution/types';
import { ItemFormatName, ReadContext, ReadItem } from '../../core/ingest/item';
import { createSealedActors } from '../../core/ingest/sealedActors';
import {
  DatabaseQuarantineStore,
  WaitingItem,
} from '../../store/DatabaseQuarantineStore';
import { IngestQueue } from './IngestQueue';
import { IngestSources } from './IngestSources';
import { itemFormat } from './itemFormats';
import { QuarantineCipher } from './QuarantineCipher';

export interface RedriveServiceOptions {
  readonly store: DatabaseQuarantineStore;
  readonly queue: IngestQueue;
  readonly sources: IngestSources;
  readonly cipher: QuarantineCipher;
  readonly attributor: Attributor;
  readonly actors: ActorDirectory;
  readonly stages: readonly string[];
  /** Called after a COMMIT that made days dirty. */
  readonly onStored: () => void;
}

/** Items of one answer; whoever wants more goes on with the cursor. */
const PAGE = 500;

const UNREADABLE: IngestResult = {
  id: '',
  status: 'quarantined',
  reason: 'unreadable',
  notes: [
    'Its body was sealed with another insights.actorKey; only its producer can send it again.',
  ],
};

/**
 * Reads items that wait in quarantine once more, after what was wrong has been put right: a matcher was added, a
 * source made historical, the portal learnt a type.
 *
 * They take the way of every item, under the identity they came with: what was accepted meanwhile is a duplicate, so
 * a re-drive that is repeated, or killed half-way, changes nothing twice.
 */
export class RedriveService {
  readonly #options: RedriveServiceOptions;

  constructor(options: RedriveServiceOptions) {
    this.#options = options;
  }

  async redrive(request: RedriveRequest): Promise<RedriveResponse> {
    const { store, onStored } = this.#options;
    const items = await store.listWaiting({
      ids: request.ids,
      source: request.source,
      reason: request.reason,
      afterId: request.cursor,
      limit: PAGE,
    });
    const results = new Map<string, IngestResult>();
    for (const group of groupsOf(items)) {
      for (const [id, result] of await this.#redriveGroup(group)) {
        results.set(id, result);
      }
    }
    await store.settle(
      items.map(({ id }) => {
        const { status, reason, notes } = results.get(id) ?? UNREADABLE;
        return {
          id,
          isDone: status === 'accepted' || status === 'duplicate',
          reason: reason ?? '',
          detail: notes?.join(' ') ?? '',
        };
      }),
    );
    if ([...results.values()].some(({ status }) => status === 'accepted')) {
      onStored();
    }
    const last = items.at(-1);
    return {
      results: items.map(({ id, source, eventId }) => ({
        ...(results.get(id) ?? UNREADABLE),
        id,
        source,
        eventId,
      })),
      ...(items.length === PAGE && last && { nextCursor: last.id }),
    };
  }

  /** All of one source and one format. */
  async #redriveGroup(
    group: readonly WaitingItem[],
  ): Promise<[string, IngestResult][]> {
    const [first] = group;
    if (!first) {
      return [];
    }
    const { queue, sources, attributor } = this.#options;
    const chosen = await sources.byName(first.source);
    const format = itemFormat(formatOf(first), chosen, attributor);
    const readable: { id: string; item: ReadItem }[] = [];
    for (const [index, waiting] of group.entries()) {
      const value = this.#open(waiting);
      if (value !== undefined) {
        const read = format.read(
          value,
          index,
          this.#context(waiting, chosen.source.historical),
        );
        readable.push({ id: waiting.id, item: withIdentity(read, waiting) });
      }
    }
    if (readable.length === 0) {
      return [];
    }
    const results = await queue.submit({
      source: chosen.source,
      items: readable.map(({ item }) => item),
      format: format.name,
      isRedrive: true,
    });
    return readable.map(({ id }, index) => [id, results[index] ?? UNREADABLE]);
  }

  #open({ body }: WaitingItem): unknown {
    try {
      return JSON.parse(this.#options.cipher.decrypt(body));
    } catch {
      return undefined;
    }
  }

  #context(waiting: WaitingItem, historical: boolean): ReadContext {
    const { actors, stages } = this.#options;
    return {
      now: Date.now() * 1000,
      receivedAt: waiting.receivedAt.getTime() * 1000,
      historical,
      stages: new Set(stages),
      actors: createSealedActors(actors),
    };
  }
}

function groupsOf(items: readonly WaitingItem[]): WaitingItem[][] {
  return [
    ...Map.groupBy(items, item => `${item.source}\n${formatOf(item)}`).values(),
  ];
}

/** Rows of before the format was kept: the kind of their source tells it. */
function formatOf({ format, sourceKind }: WaitingItem): ItemFormatName {
  if (format !== undefined) {
    return format;
  }
  if (sourceKind === 'openlineage') {
    return 'openlineage';
  }
  return sourceKind === 'cloudevents' || sourceKind === 'cdevents'
    ? 'cloudevents'
    : 'run-record';
}

/** The identity it came with: names of people in its body were replaced, so its own hash is another one now. */
function withIdentity(item: ReadItem, waiting: WaitingItem): ReadItem {
  return item.status === 'rejected'
    ? item
    : {
        ...item,
        id: waiting.eventId,
        eventId: waiting.eventId,
        bodyHash: waiting.bodyHash,
      };
}
