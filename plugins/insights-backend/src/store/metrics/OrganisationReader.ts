import { Unit } from '../../core/release/Organisation';

export interface StoredOrganisation {
  readonly units: readonly Unit[];
  /** Direct members of each unit, as hex of their keyed hashes. */
  readonly members: ReadonlyMap<string, readonly string[]>;
}

export interface StoredOffering {
  readonly ref: string;
  readonly title: string;
  readonly owner?: string;
  readonly stages: readonly string[];
  readonly telemetry: readonly Readonly<Record<string, unknown>>[];
  readonly audience?: Readonly<Record<string, unknown>>;
  readonly adoptedWhen?: Readonly<Record<string, unknown>>;
  readonly expectedDays?: number;
  readonly lifecycle: string;
}

export interface StoredSource {
  readonly name: string;
  readonly kind: string;
  readonly historical: boolean;
  readonly lastReceivedAt?: Date;
}

/** The organisation as it is now, as the snapshot task stored it. */
export interface OrganisationReader {
  organisation(): Promise<StoredOrganisation>;
  offerings(): Promise<StoredOffering[]>;
  sources(): Promise<StoredSource[]>;
  /** The team that owns a component now, where it has one; undefined for a component nobody knows. */
  ownerOf(component: string): Promise<{ readonly ref?: string } | undefined>;
}
