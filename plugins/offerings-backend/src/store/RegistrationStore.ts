import {
  RegistrationAction,
  RegistrationFields,
  RegistrationState,
} from '@mli/plugin-offerings-common';

/** The file that describes a component instead of the portal. */
export interface GitOrigin {
  readonly location: string;
  readonly editUrl?: string;
}

export interface StoredRegistration {
  readonly id: string;
  /** Full lower-case ref of the Component. */
  readonly ref: string;
  readonly fields: RegistrationFields;
  readonly state: RegistrationState;
  readonly version: number;
  readonly git?: GitOrigin & { readonly since: Date };
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface StoredChange {
  readonly version: number;
  readonly at: Date;
  readonly author: string;
  readonly action: RegistrationAction;
  readonly fields: RegistrationFields;
}

export interface StoredHandOver {
  readonly id: string;
  readonly registration: {
    readonly id: string;
    readonly ref: string;
    readonly title?: string;
  };
  readonly from: string;
  readonly to: string;
  readonly state: 'pending' | 'accepted' | 'declined' | 'withdrawn';
  readonly message?: string;
  readonly reason?: string;
  readonly askedAt: Date;
  readonly decidedAt?: Date;
}

/** `undefined` in any of them: not asked for. */
export interface RegistrationFilter {
  readonly ids?: readonly string[];
  readonly refs?: readonly string[];
  readonly owners?: readonly string[];
  readonly states?: readonly RegistrationState[];
  /** Part of the name or title. */
  readonly text?: string;
  /** Only what these own, or what is one of these components; `all` is no filter. */
  readonly visible?: {
    readonly owners: readonly string[];
    readonly refs: 'all' | readonly string[];
  };
  readonly after?: { readonly name: string; readonly id: string };
  readonly limit?: number;
}

/** Who does something, and when. */
export interface Act {
  readonly author: string;
  readonly at: Date;
}

/** What can be done while no other write of a registration is under way. */
export interface RegistrationWriter {
  find(filter: RegistrationFilter): Promise<StoredRegistration[]>;
  insert(fields: RegistrationFields, act: Act): Promise<StoredRegistration>;
  change(
    before: StoredRegistration,
    change: {
      readonly action: RegistrationAction;
      readonly fields?: RegistrationFields;
      readonly state?: RegistrationState;
      readonly git?: GitOrigin;
    },
    act: Act,
  ): Promise<StoredRegistration>;
  handOver(id: string): Promise<StoredHandOver | undefined>;
  askHandOver(
    ask: { registrationId: string; from: string; to: string; message?: string },
    act: Act,
  ): Promise<StoredHandOver>;
  decideHandOver(
    id: string,
    decision: { state: 'accepted' | 'declined' | 'withdrawn'; reason?: string },
    act: Act,
  ): Promise<void>;
  /** Withdraws what waits for an answer about a registration. */
  withdrawHandOvers(registrationId: string, act: Act): Promise<void>;
  rowDone(batch: string, key: string, act: Act): Promise<string | undefined>;
  markRowDone(
    row: { batch: string; key: string; registrationId: string },
    act: Act,
  ): Promise<void>;
}

export interface Provided {
  readonly active: StoredRegistration[];
  /** Refs the portal no longer provides. */
  readonly removed: string[];
  /** Give it back to get what changed since. */
  readonly cursor: string;
}

export interface RegistrationStore {
  find(filter: RegistrationFilter): Promise<StoredRegistration[]>;
  changes(registrationId: string): Promise<StoredChange[]>;
  handOvers(filter: {
    registrationIds?: readonly string[];
    teams?: readonly string[];
    pending?: boolean;
  }): Promise<StoredHandOver[]>;
  provided(after: string | undefined): Promise<Provided>;
  /** The cursor that `provided` would give now. */
  lastCursor(): Promise<string>;
  /** Rows of a batch that are done: key and id of the registration. */
  doneRows(author: string, batch: string): Promise<Map<string, string>>;
  /** Writes one after the other, all or nothing each. */
  write<T>(work: (writer: RegistrationWriter) => Promise<T>): Promise<T>;
}
