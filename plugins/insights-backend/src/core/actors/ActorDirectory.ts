import { ActorKind } from '@mli/plugin-insights-common';
import { BoundedCache } from '../BoundedCache';
import { ActorKeys, hashActor } from './ActorKeys';

const MOST_REMEMBERED = 10_000;

export interface ResolvedActor {
  /** HMAC-SHA256 of the User ref, or of the normalised name where no User is known. */
  readonly hash: Buffer;
  readonly kind: ActorKind;
}

/** Whose account it is: the hex hash of the User, and whether that is a person. */
export interface KnownActor {
  readonly actorHash: string;
  readonly kind: ActorKind;
}

/** Turns the name a producer sent into what may be kept of it. */
export interface ActorDirectory {
  /** undefined where nothing is left to resolve after normalising, and for who was erased. */
  resolve(raw: string): ResolvedActor | undefined;
}

/** Names that are known only by their hash. */
export interface SeenActors {
  /**
   * Whose an account that was nobody's when it was seen turned out to be; hex in, hex out. undefined for who was
   * erased.
   */
  settle<A extends { readonly hash: string; readonly kind: ActorKind }>(
    actor: A,
  ): { readonly hash: string; readonly kind: ActorKind } | undefined;
}

/** Finds whose a login is by the hex hash of the normalised login; the logins themselves are not kept. */
export type FindAccount = (aliasHash: string) => KnownActor | undefined;

/**
 * Brings the spellings of one account together: `Jane.Doe@example.com`, `CORP\jane.doe` and `user:jane.doe` are
 * `jane.doe`. A full User ref stays one.
 */
export function normaliseActor(raw: string): string {
  const name = raw.normalize('NFC').trim().toLocaleLowerCase('en-US');
  if (/^user:[^/@\\]+\/[^/@\\]+$/.test(name)) {
    return name;
  }
  return name
    .replace(/^user:/, '')
    .replace(/^[^\\]*\\/, '')
    .replace(/@.*$/, '')
    .trim();
}

/**
 * @remarks `findAccount` is asked at every resolution, so it may answer from the newest snapshot of the organisation.
 */
export function createActorDirectory(options: {
  /** Oldest first. */
  readonly keys: ActorKeys;
  readonly findAccount: FindAccount;
  /** Whose it turned out to be once, where the catalog does not know it any more. */
  readonly findLate?: FindAccount;
  /** Hex. */
  readonly isErased?: (hash: string) => boolean;
}): ActorDirectory & SeenActors {
  // The same few hundred people come again and again; their names stay in memory only.
  const hashes = new BoundedCache<string, { hash: Buffer; hex: string }>(
    MOST_REMEMBERED,
  );
  const { isErased = () => false } = options;
  const hashOf = (raw: string) => {
    const name = normaliseActor(raw);
    const hash = name === '' ? undefined : hashActor(options.keys, name);
    return hash && { hash, hex: hash.toString('hex') };
  };
  return {
    resolve(raw) {
      const hashed = hashes.get(raw) ?? hashOf(raw);
      if (!hashed) {
        return undefined;
      }
      hashes.set(raw, hashed);
      const { hash, hex } = hashed;
      const known = options.findAccount(hex);
      if (isErased(hex) || (known && isErased(known.actorHash))) {
        return undefined;
      }
      return known
        ? { hash: Buffer.from(known.actorHash, 'hex'), kind: known.kind }
        : { hash, kind: 'unresolved' };
    },
    settle(actor) {
      const known =
        actor.kind === 'unresolved'
          ? (options.findAccount(actor.hash) ?? options.findLate?.(actor.hash))
          : undefined;
      if (isErased(actor.hash) || (known && isErased(known.actorHash))) {
        return undefined;
      }
      return known ? { hash: known.actorHash, kind: known.kind } : actor;
    },
  };
}
