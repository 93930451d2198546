import { setImmediate } from 'node:timers/promises';
import { IngestResult } from '@mli/plugin-insights-common';
import { ActorDirectory } from '../../core/actors/ActorDirectory';
import { ItemFormatName, ItemReader, ReadItem } from '../../core/ingest/item';
import { Source } from '../../store/DatabaseSourceStore';
import { IngestQueue } from './IngestQueue';

export interface IngestServiceOptions {
  readonly queue: IngestQueue;
  readonly actors: ActorDirectory;
  readonly stages: readonly string[];
  /** Called after a COMMIT that made days dirty, with how many items were new. */
  readonly onStored: (items: number) => void;
}

/** Others get their turn after so many items: a thousand would keep them waiting for tens of milliseconds. */
const READ_AT_ONCE = 200;

/** How the items of a request are read. */
export interface ItemFormatReader {
  readonly name: ItemFormatName;
  readonly read: ItemReader;
}

/** Reads the items of a request and stores them; answers what became of each, after COMMIT. */
export class IngestService {
  readonly #options: IngestServiceOptions;
  readonly #stages: ReadonlySet<string>;

  constructor(options: IngestServiceOptions) {
    this.#options = options;
    this.#stages = new Set(options.stages);
  }

  async ingest(
    source: Source,
    values: readonly unknown[],
    format: ItemFormatReader,
  ): Promise<IngestResult[]> {
    if (values.length === 0) {
      return [];
    }
    const context = {
      now: Date.now() * 1000,
      historical: source.historical,
      stages: this.#stages,
      actors: this.#options.actors,
    };
    const items: ReadItem[] = [];
    for (const [index, value] of values.entries()) {
      if (index > 0 && index % READ_AT_ONCE === 0) {
        await setImmediate();
      }
      items.push(format.read(value, index, context));
    }
    const results = await this.#options.queue.submit({
      source,
      items,
      format: format.name,
    });
    const stored = results.filter(result => result.status === 'accepted');
    if (stored.length > 0) {
      this.#options.onStored(stored.length);
    }
    return results;
  }
}
