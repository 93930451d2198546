import { AccountKind, OrganisationAlias } from './types';

export interface AliasRules {
  readonly hash: (name: string) => string;
  readonly normalise: (login: string) => string;
}

/**
 * Which login is whose. A login that an annotation names goes before a User's own name; one that two Users claim in
 * the same way is nobody's, because a guess would give one person's work to another.
 */
export class AliasTable {
  readonly #rules: AliasRules;
  readonly #named = new Map<string, Set<string>>();
  readonly #own = new Map<string, Set<string>>();

  constructor(rules: AliasRules) {
    this.#rules = rules;
  }

  add(user: string, name: string, logins: readonly string[]): void {
    this.#claim(this.#own, name, user);
    for (const login of logins) {
      this.#claim(this.#named, login, user);
    }
  }

  /** Besides the logins every User answers to the ref itself. */
  build(accounts: ReadonlyMap<string, AccountKind>): OrganisationAlias[] {
    const owners = new Map<string, string>();
    for (const claims of [this.#own, this.#named]) {
      for (const [login, users] of claims) {
        const [user, ...others] = users;
        if (user !== undefined && others.length === 0) {
          owners.set(login, user);
        } else {
          owners.delete(login);
        }
      }
    }
    for (const user of accounts.keys()) {
      owners.set(user, user);
    }
    const hashes = new Map<string, string>();
    for (const user of accounts.keys()) {
      hashes.set(user, this.#rules.hash(user));
    }
    return [...owners].flatMap(([login, user]) => {
      const actorHash = hashes.get(user);
      const kind = accounts.get(user);
      return actorHash === undefined || kind === undefined
        ? []
        : [{ aliasHash: this.#rules.hash(login), actorHash, kind }];
    });
  }

  #claim(claims: Map<string, Set<string>>, login: string, user: string): void {
    const normalised = this.#rules.normalise(login);
    if (normalised === '') {
      return;
    }
    const users = claims.get(normalised);
    if (users) {
      users.add(user);
    } else {
      claims.set(normalised, new Set([user]));
    }
  }
}
