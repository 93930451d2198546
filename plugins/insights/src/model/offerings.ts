import {
  Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';

export interface OfferingInfo {
  title: string;
  /** Deprecated or retired: teams are expected to leave it. */
  isPhasedOut: boolean;
  /** Stages of the workflow it is for, in their order. */
  stages: string[];
  expectedDays?: number;
  /** The provider, as a full ref. */
  owner?: string;
}

/** The fields of an Offering that adoption pages ask the catalog for, and no others. */
export const OFFERING_FIELDS = [
  'kind',
  'metadata.namespace',
  'metadata.name',
  'metadata.title',
  'spec.lifecycle',
  'spec.stages',
  'spec.onboarding',
  'spec.owner',
];

const PHASED_OUT: readonly unknown[] = ['deprecated', 'retired'];

/** By full lower-case ref, as the adoption rows name offerings. */
export function readOfferings(
  entities: readonly Entity[],
): Map<string, OfferingInfo> {
  return new Map(
    entities.map(entity => [
      stringifyEntityRef(entity),
      {
        title: entity.metadata.title ?? entity.metadata.name,
        isPhasedOut: PHASED_OUT.includes(entity.spec?.lifecycle),
        stages: stagesOf(entity.spec?.stages),
        expectedDays: expectedDaysOf(entity.spec?.onboarding),
        owner: ownerOf(entity),
      },
    ]),
  );
}

function stagesOf(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter(stage => typeof stage === 'string')
    : [];
}

function ownerOf({ metadata, spec }: Entity): string | undefined {
  if (typeof spec?.owner !== 'string') return undefined;
  try {
    return stringifyEntityRef(
      parseEntityRef(spec.owner, {
        defaultKind: 'group',
        defaultNamespace: metadata.namespace,
      }),
    );
  } catch {
    // The catalog says what is wrong with it; here it only belongs to nobody.
    return undefined;
  }
}

function expectedDaysOf(value: unknown): number | undefined {
  const days =
    typeof value === 'object' && value !== null && 'expectedDays' in value
      ? value.expectedDays
      : undefined;
  return typeof days === 'number' ? days : undefined;
}
