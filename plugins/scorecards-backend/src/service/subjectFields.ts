import type { Entity } from '@backstage/catalog-model';

/** Kinds whose entities are read even if no definition names them, so that a dry run finds them. */
export const DEFAULT_KINDS = [
  'group',
  'component',
  'offering',
  'system',
  'api',
  'resource',
  'domain',
] as const;

/**
 * What is read of each entity. The specs of an API or a template can be hundreds of kilobytes, so their fields are
 * named one by one; paths that an appliesTo reads are added.
 */
const BASE_FIELDS = [
  'apiVersion',
  'kind',
  'metadata',
  'relations',
  'spec.type',
  'spec.lifecycle',
  'spec.owner',
  'spec.system',
  'spec.domain',
  'spec.parent',
  'spec.profile.displayName',
  'spec.stages',
  'spec.onboarding',
  'spec.support',
  'spec.serviceLevels',
  'spec.limits',
  'spec.telemetry',
  'spec.improves',
  'spec.audience',
  'spec.replaces',
  'spec.dependsOn',
];

/** Metadata that changes without the entity changing its meaning. */
const RESTLESS_METADATA = new Set(['uid', 'etag', 'generation']);
const RESTLESS_ANNOTATION = 'backstage.io/';

function isCovered(path: string): boolean {
  return BASE_FIELDS.some(
    field => path === field || path.startsWith(`${field}.`),
  );
}

/** The field of a path an appliesTo reads: its first two steps, for names after that may have dots of their own. */
function fieldOf(path: string): string {
  return path.split('.').slice(0, 2).join('.');
}

export function subjectFields(paths: Iterable<string>): string[] {
  const extra = [...paths].filter(path => !isCovered(path)).map(fieldOf);
  return [...new Set([...BASE_FIELDS, ...extra])];
}

/** Paths that stored subjects may lack, because no definition in force reads them. */
export function uncoveredPaths(
  paths: Iterable<string>,
  covered: Iterable<string>,
): string[] {
  const known = new Set([...covered].map(fieldOf));
  return [...paths].filter(
    path => !isCovered(path) && !known.has(fieldOf(path)),
  );
}

/** An entity as it is kept: nothing restless, and no person. */
export function trimEntity(entity: Entity): Entity {
  const { relations, ...rest } = entity;
  const metadata = Object.fromEntries(
    Object.entries(entity.metadata).filter(
      ([key]) => !RESTLESS_METADATA.has(key),
    ),
  );
  const annotations = Object.entries(entity.metadata.annotations ?? {}).filter(
    ([key]) =>
      !key.startsWith(RESTLESS_ANNOTATION) ||
      key.startsWith(`${RESTLESS_ANNOTATION}techdocs-`),
  );
  return {
    ...rest,
    metadata: {
      ...metadata,
      name: entity.metadata.name,
      annotations: Object.fromEntries(annotations),
    },
    relations: (relations ?? []).filter(
      ({ targetRef }) =>
        !targetRef.toLocaleLowerCase('en-US').startsWith('user:'),
    ),
  };
}
