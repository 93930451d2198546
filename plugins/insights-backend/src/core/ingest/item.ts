import { RunObservation } from '../runs/observation';
import { ActorDirectory } from '../actors/ActorDirectory';
import { JsonValue, UnstorableReason } from './canonicalJson';
import { Micros } from './time';

/** Why an item cannot be read at all. It is not kept. */
export type RejectReason =
  | UnstorableReason
  | 'not-an-object'
  | 'missing-field'
  | 'wrong-field'
  | 'bad-time'
  | 'no-time'
  | 'source-not-allowed';

/** Why an item is kept aside instead of counted. */
export type QuarantineReason =
  'id-conflict' | 'future' | 'too-old' | 'unknown-type' | 'impossible-timeline';

export interface RejectedItem {
  readonly status: 'rejected';
  readonly id: string;
  readonly reason: RejectReason;
  readonly notes: readonly string[];
}

interface IdentifiedItem {
  /** What the answer calls the item. */
  readonly id: string;
  /** Identity within the source. */
  readonly eventId: string;
  readonly bodyHash: Buffer;
  readonly notes: readonly string[];
}

export interface QuarantinedItem extends IdentifiedItem {
  readonly status: 'quarantined';
  readonly reason: QuarantineReason;
  /** As it came, names of people replaced by their hashes. */
  readonly body: JsonValue;
}

export interface ReadableItem extends IdentifiedItem {
  readonly status: 'readable';
  readonly type: string;
  readonly at: Micros;
  /** Absent for what is no run. */
  readonly runKey?: string;
  readonly observation: RunObservation;
  /** For the case that the same id is already there with another body. */
  readonly body: () => JsonValue;
}

/** What an item of a request is to the edge, before the database is asked whether it is new. */
export type ReadItem = RejectedItem | QuarantinedItem | ReadableItem;

/** The formats items come in, as quarantine remembers them. */
export type ItemFormatName =
  'openlineage' | 'cloudevents' | 'run-record' | 'pulled-run';

/** What a reader of items needs to know beside the item. */
export interface ReadContext {
  readonly now: Micros;
  /** When the item came, where that is not now: a re-drive does not make an event older than it was. */
  readonly receivedAt?: Micros;
  /** Takes events of any age. */
  readonly historical: boolean;
  readonly stages: ReadonlySet<string>;
  readonly actors: ActorDirectory;
}

export type ItemReader = (
  value: unknown,
  index: number,
  context: ReadContext,
) => ReadItem;
