import { RunObservation } from '../runs/observation';
import { boundedKey } from './boundedKey';
import {
  canonicalJson,
  JsonObject,
  UNSTORABLE_SENTENCES,
} from './canonicalJson';
import {
  ItemReader,
  QuarantineReason,
  ReadContext,
  ReadItem,
  RejectReason,
} from './item';
import { judgeLateness } from './lateness';
import { isObject } from './objects';
import { redactActors } from './redactActors';
import { Micros } from './time';

/** How an item is called and told from others; by default by the hash of all it says. */
interface Identity {
  readonly id?: string;
  /** Identity within the source; `id` where it is left out. */
  readonly eventId?: string;
}

export interface Rejection {
  readonly status: 'rejected';
  readonly reason: RejectReason;
  readonly sentence: string;
}

interface HeldBack {
  readonly reason: QuarantineReason;
  readonly sentence: string;
}

export interface Quarantine extends Identity, HeldBack {
  readonly status: 'quarantined';
}

export interface Reading extends Identity {
  readonly status: 'readable';
  readonly type: string;
  readonly at: Micros;
  /** Absent for what is no run. */
  readonly runKey?: string;
  readonly observation: RunObservation;
}

/** What one format makes of an item. Sentences hold nothing of the item. */
export type Interpretation = Rejection | Quarantine | Reading;

export interface ItemFormat {
  /** Size of an item as re-serialised UTF-8. */
  readonly maxBytes: number;
  /** Puts what was left out into `notes`. */
  readonly interpret: (
    value: JsonObject,
    context: ReadContext,
    notes: string[],
  ) => Interpretation;
}

export function rejected(reason: RejectReason, sentence: string): Rejection {
  return { status: 'rejected', reason, sentence };
}

/** What holds for the items of every route: guard, identity, lateness, quarantine without names of people. */
export function createItemReader(format: ItemFormat): ItemReader {
  return (value, index, context) => {
    const reject = ({ reason, sentence }: Rejection): ReadItem => ({
      status: 'rejected',
      id: String(index),
      reason,
      notes: [sentence],
    });
    if (!isObject(value)) {
      return reject(rejected('not-an-object', 'An item is a JSON object.'));
    }
    const canonical = canonicalJson(value, { bytes: format.maxBytes });
    if (!canonical.ok) {
      return reject(
        rejected(canonical.reason, UNSTORABLE_SENTENCES[canonical.reason]),
      );
    }
    const notes: string[] = [];
    const read = format.interpret(value, context, notes);
    if (read.status === 'rejected') {
      return reject(read);
    }
    const id = read.id ?? canonical.hash.toString('hex');
    const identity = {
      id,
      eventId: boundedKey(read.eventId ?? id),
      bodyHash: canonical.hash,
    };
    const body = () => redactActors(value, context.actors);
    const hold = (held: HeldBack): ReadItem => ({
      ...identity,
      status: 'quarantined',
      reason: held.reason,
      notes: [held.sentence],
      body: body(),
    });
    if (read.status === 'quarantined') {
      return hold(read);
    }
    const late = judgeLateness(read.at, context);
    if (late) {
      return hold(late);
    }
    const { type, at, runKey, observation } = read;
    return {
      ...identity,
      status: 'readable',
      type,
      at,
      ...(runKey !== undefined && { runKey: boundedKey(runKey) }),
      observation,
      notes,
      body,
    };
  };
}
