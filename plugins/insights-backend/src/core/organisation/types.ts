/** A JSON value as the catalog holds it, passed on without being read. */
export type OpaqueJson =
  | string
  | number
  | boolean
  | null
  | OpaqueJson[]
  | { [key: string]: OpaqueJson };

export type UnitRole = 'customer' | 'provider' | 'other';

/** A Group. */
export interface OrganisationUnit {
  readonly ref: string;
  readonly title: string;
  /** `spec.type` as written. */
  readonly type: string;
  readonly role: UnitRole;
  readonly parent?: string;
}

export type AccountKind = 'person' | 'shared' | 'service';

/** One login of a User, hashed as the actor of an event is hashed. */
export interface OrganisationAlias {
  readonly aliasHash: string;
  readonly actorHash: string;
  readonly kind: AccountKind;
}

/** A person's direct membership of a unit. */
export interface OrganisationMember {
  readonly actorHash: string;
  readonly unit: string;
}

/** A component claims a job ('namespace/name'), a repository or an experiment by an anchored glob. */
export interface JobPattern {
  readonly field: 'job' | 'repository' | 'experiment';
  readonly glob: string;
}

export interface OrganisationComponent {
  readonly ref: string;
  readonly type: string;
  readonly owner?: string;
  /** '' where neither its annotation nor its type names one. */
  readonly stage: string;
  readonly adopts: readonly string[];
  readonly patterns: readonly JobPattern[];
}

/** Each field present must match; `source` is a kind or a configured name, the others are anchored globs. */
export interface TelemetryMatcher {
  readonly source: string;
  readonly jobNamespace?: string;
  readonly jobName?: string;
  readonly type?: string;
  readonly repository?: string;
  readonly experiment?: string;
}

export interface OrganisationOffering {
  readonly ref: string;
  readonly title: string;
  readonly owner?: string;
  readonly stages: readonly string[];
  readonly telemetry: readonly TelemetryMatcher[];
  readonly audience?: OpaqueJson;
  readonly adoptedWhen?: OpaqueJson;
  readonly expectedDays?: number;
  readonly lifecycle: string;
}

export interface OrganisationDeclaration {
  readonly team: string;
  readonly offering: string;
  readonly state: 'evaluating' | 'adopted' | 'declined';
}

/**
 * The organisation as the catalog told it at one moment. All refs are full and lower-case; people are hex of keyed
 * hashes. Each map is keyed by what makes its record unique (`keyOf` in `records.ts`).
 */
export interface Organisation {
  readonly units: ReadonlyMap<string, OrganisationUnit>;
  readonly aliases: ReadonlyMap<string, OrganisationAlias>;
  readonly members: ReadonlyMap<string, OrganisationMember>;
  readonly components: ReadonlyMap<string, OrganisationComponent>;
  readonly offerings: ReadonlyMap<string, OrganisationOffering>;
  readonly declarations: ReadonlyMap<string, OrganisationDeclaration>;
}
