import { createHmac } from 'node:crypto';

/**
 * The keys names of people are hashed with, oldest first: each hashes what the one before it made. Who changes the
 * key adds one at the end, so that rows can be brought along without knowing a name.
 */
export type ActorKeys = readonly string[];

/** No name normalises to this. */
const FINGERPRINTED = '@ which keys these are';

/** The one hash of a person, here and in the rows of the organisation. `name` is a User ref or a normalised name. */
export function hashActor(keys: ActorKeys | string, name: string): Buffer {
  return hashOn(
    typeof keys === 'string' ? [keys] : keys,
    Buffer.from(name, 'utf8'),
  );
}

/** What a hash becomes when further keys are added. */
export function hashOn(furtherKeys: ActorKeys, value: Buffer): Buffer {
  return furtherKeys.reduce(
    (hashed, key) => createHmac('sha256', key).update(hashed).digest(),
    value,
  );
}

/** Says which keys hashes were made with, to whoever has them. */
export function fingerprintOf(keys: ActorKeys): Buffer {
  return hashActor(keys, FINGERPRINTED);
}
