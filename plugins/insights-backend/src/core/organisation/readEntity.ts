import { toRef } from './refs';
import { JobPattern, OpaqueJson, TelemetryMatcher } from './types';

/** An entity with the fields of `ORGANISATION_FIELDS` and no promise about their types. */
export interface OrganisationEntity {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly title?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** What of an entity is read, as dotted paths: all that may be asked of the catalog. */
export const ORGANISATION_FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
  'metadata.annotations.mli.internal/adopts',
  'metadata.annotations.mli.internal/logins',
  'metadata.annotations.mli.internal/actor-kind',
  'metadata.annotations.mli.internal/jobs',
  'metadata.annotations.mli.internal/repositories',
  'metadata.annotations.mli.internal/experiments',
  'metadata.annotations.mli.internal/stage',
  'spec.type',
  'spec.owner',
  'spec.parent',
  'spec.children',
  'spec.members',
  'spec.memberOf',
  'spec.profile.displayName',
  'spec.stages',
  'spec.lifecycle',
  'spec.telemetry',
  'spec.audience',
  'spec.adoptedWhen',
  'spec.onboarding.expectedDays',
] as const;

export const ORGANISATION_KINDS = [
  'Group',
  'User',
  'Component',
  'Offering',
] as const;

const LONGEST_GLOB = 500;

export function refOf(entity: OrganisationEntity): string {
  const namespace = entity.metadata.namespace ?? 'default';
  return `${entity.kind}:${namespace}/${entity.metadata.name}`.toLocaleLowerCase(
    'en-US',
  );
}

/** Full refs of names in a field of an entity, which default to the entity's own namespace. */
export function refsIn(
  entity: OrganisationEntity,
  value: unknown,
  kind: string,
): string[] {
  const namespace = entity.metadata.namespace ?? 'default';
  return textList(value).flatMap(
    name => toRef(name, { kind, namespace }) ?? [],
  );
}

/** The items of a comma list in an annotation `mli.internal/<name>`. */
export function annotationList(
  entity: OrganisationEntity,
  name: string,
): string[] {
  return annotation(entity, name)
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '');
}

/** Full refs of the names in such a list. */
export function annotationRefs(
  entity: OrganisationEntity,
  name: string,
  kind: string,
): string[] {
  return refsIn(entity, annotationList(entity, name), kind);
}

export function annotation(entity: OrganisationEntity, name: string): string {
  const value: unknown = entity.metadata.annotations?.[`mli.internal/${name}`];
  return typeof value === 'string' ? value.trim() : '';
}

export function jobPatterns(entity: OrganisationEntity): JobPattern[] {
  const of = (name: string, field: JobPattern['field']) =>
    annotationList(entity, name)
      .filter(glob => glob.length <= LONGEST_GLOB)
      .map(glob => ({ field, glob }));
  return [
    ...of('jobs', 'job'),
    ...of('repositories', 'repository'),
    ...of('experiments', 'experiment'),
  ];
}

const MATCHER_FIELDS = [
  'source',
  'jobNamespace',
  'jobName',
  'type',
  'repository',
  'experiment',
] as const;

/** Matchers that hold something unknown are left out: ignoring the part would make them match too much. */
export function telemetryMatchers(value: unknown): TelemetryMatcher[] {
  return Array.isArray(value) ? value.flatMap(item => matcher(item) ?? []) : [];
}

function matcher(value: unknown): TelemetryMatcher | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return undefined;
  }
  const entries = Object.entries(value);
  const readable = entries.every(
    ([key, glob]) =>
      MATCHER_FIELDS.some(field => field === key) &&
      typeof glob === 'string' &&
      glob !== '' &&
      glob.length <= LONGEST_GLOB,
  );
  const source = property(value, 'source');
  return readable && typeof source === 'string'
    ? { ...Object.fromEntries(entries), source }
    : undefined;
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function textList(value: unknown): string[] {
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.filter(
    (item): item is string => typeof item === 'string' && item !== '',
  );
}

/** A copy without what JSON cannot hold; undefined where there is nothing. */
export function opaque(value: unknown): OpaqueJson | undefined {
  return value === undefined || value === null
    ? undefined
    : // parse of stringify is JSON by construction
      (JSON.parse(JSON.stringify(value)) as OpaqueJson);
}

export function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;
}
