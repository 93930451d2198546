import { ActorDirectory, hashActor, normaliseActor } from '../actors/ActorDirectory';
import { AccountKind } from './types';

/** Hex of a hashed login -> whose it is. */
export type FindAccount = (
  aliasHash: string,
) => { readonly actorHash: string; readonly kind: AccountKind } | undefined;

/**
 * Resolves actors through hashed logins, so that neither memory nor tables hold a list of names, and a back end that
 * has just started resolves them before it has seen the catalog.
 */
export function createAccountDirectory(
  key: string,
  findAccount: FindAccount,
): ActorDirectory {
  return {
    resolve(raw) {
      const name = normaliseActor(raw);
      if (name === '') {
        return undefined;
      }
      const hash = hashActor(key, name);
      const account = findAccount(hash.toString('hex'));
      return account
        ? { hash: Buffer.from(account.actorHash, 'hex'), kind: account.kind }
        : { hash, kind: 'unresolved' };
    },
  };
}
