import { ActorKeys, fingerprintOf } from './ActorKeys';

/** With which keys the hashes in the database were made, as it says itself. */
export interface StoredKeys {
  readonly fingerprint: Buffer;
  /** A change that was begun and not finished: some rows have one kind of hash, some the other. */
  readonly target?: Buffer;
}

/** The next thing to do about keys: nothing, or to bring rows from the first `from` keys to the first `to`. */
export type RotationPlan =
  | { readonly kind: 'none' }
  | { readonly kind: 'rekey'; readonly from: number; readonly to: number };

const REMEDY =
  'List every earlier key in insights.previousActorKeys, oldest first; or start with the key that was used last.';

/**
 * @throws Error with a sentence for whoever starts the back end, where the keys of the rows are not among the
 *   configured ones
 */
export function planRotation(
  stored: StoredKeys,
  keys: ActorKeys,
): RotationPlan {
  const from = lengthOf(stored.fingerprint, keys);
  if (from === undefined) {
    throw new Error(
      `The people in the database were hashed with a key that is neither insights.actorKey nor in insights.previousActorKeys; under another key nobody would be known again. ${REMEDY}`,
    );
  }
  if (stored.target) {
    const to = lengthOf(stored.target, keys);
    if (to === undefined || to <= from) {
      throw new Error(
        `A change of insights.actorKey was begun and not finished, and the key it leads to is not configured any more. Start with that key, and with the earlier ones in insights.previousActorKeys; the change goes on where it stopped.`,
      );
    }
    return { kind: 'rekey', from, to };
  }
  return from === keys.length
    ? { kind: 'none' }
    : { kind: 'rekey', from, to: keys.length };
}

/** How many of the keys, from the first, made a fingerprint. */
function lengthOf(fingerprint: Buffer, keys: ActorKeys): number | undefined {
  for (let length = keys.length; length > 0; length -= 1) {
    if (fingerprintOf(keys.slice(0, length)).equals(fingerprint)) {
      return length;
    }
  }
  return undefined;
}
