import { OrganisationDiff } from '../core/organisation/diff';
import { Organisation } from '../core/organisation/types';

/** An organisation as it was written; the version grows with every change. 0 means that none was ever written. */
export interface StoredOrganisation {
  readonly version: number;
  readonly organisation: Organisation;
  /** Hex; of the configuration that takes part in decisions. */
  readonly digest: string;
}

export interface OrganisationReading {
  readonly organisation: Organisation;
  readonly digest: string;
  /** When reading it began, by the clock of the database. */
  readonly readAt: Date;
}

export type SaveResult =
  | { readonly status: 'unchanged' }
  /** A newer reading was written meanwhile. */
  | { readonly status: 'outdated' }
  | {
      readonly status: 'saved';
      readonly version: number;
      readonly diff: OrganisationDiff;
    };

/** The history of organisation and ownership. */
export interface OrganisationStore {
  load(): Promise<StoredOrganisation>;
  latestVersion(): Promise<number>;
  /** The time by the clock all back ends share. */
  now(): Promise<Date>;
  /** Writes what differs from what is stored, as one version. Safe with several back ends. */
  save(reading: OrganisationReading): Promise<SaveResult>;
  /** The oldest version by which not every subject has been decided again; undefined where nothing is owed. */
  owedVersion(): Promise<number | undefined>;
  /** Every subject has been decided by this version and all before it. */
  markDecided(version: number): Promise<void>;
}
