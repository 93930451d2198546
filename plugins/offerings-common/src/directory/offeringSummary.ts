import {
  Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';

/** What a list of offerings needs of one; read leniently, since the catalog may hold an older shape. */
export interface OfferingSummary {
  ref: string;
  name: string;
  title: string;
  description?: string;
  problem?: string;
  type?: string;
  lifecycle?: string;
  stages: string[];
  tags: string[];
  /** Full ref of the provider team. */
  provider?: string;
  /** Its title, or the name in its ref where the catalog shows none. */
  providerName?: string;
  /** Full refs of what it replaces. */
  replaced: string[];
}

/** The fields of an Offering the directory asks the catalog for, and no others. */
export const OFFERING_SUMMARY_FIELDS = [
  'kind',
  'metadata.namespace',
  'metadata.name',
  'metadata.title',
  'metadata.description',
  'metadata.tags',
  'spec.problem',
  'spec.type',
  'spec.lifecycle',
  'spec.stages',
  'spec.owner',
  'spec.replaces',
];

export function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== ''
    ? value.trim()
    : undefined;
}

export function readTexts(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.map(readText).filter(item => item !== undefined);
}

/** Full ref of what an owner field says, or undefined where it is not a ref at all. */
export function groupRef(
  value: unknown,
  namespace: string,
): { ref: string; name: string } | undefined {
  const raw = readText(value);
  if (!raw) return undefined;
  try {
    const parsed = parseEntityRef(raw, {
      defaultKind: 'group',
      defaultNamespace: namespace,
    });
    return { ref: stringifyEntityRef(parsed), name: parsed.name };
  } catch {
    return undefined;
  }
}

/** Full ref of an offering said in any form, or undefined where it is not the ref of one at all. */
export function offeringRef(value: string): string | undefined {
  try {
    const ref = parseEntityRef(value, {
      defaultKind: 'offering',
      defaultNamespace: 'default',
    });
    return ref.kind.toLocaleLowerCase('en-US') === 'offering'
      ? stringifyEntityRef(ref)
      : undefined;
  } catch {
    return undefined;
  }
}

export function toOfferingSummary(entity: Entity): OfferingSummary {
  const spec = entity.spec ?? {};
  const owner = groupRef(spec.owner, entity.metadata.namespace ?? 'default');
  return {
    ref: stringifyEntityRef(entity),
    name: entity.metadata.name,
    title: readText(entity.metadata.title) ?? entity.metadata.name,
    description: readText(entity.metadata.description),
    problem: readText(spec.problem),
    type: readText(spec.type),
    lifecycle: readText(spec.lifecycle),
    stages: readTexts(spec.stages),
    tags: readTexts(entity.metadata.tags),
    provider: owner?.ref,
    providerName: owner?.name,
    replaced: readTexts(spec.replaces).flatMap(ref => offeringRef(ref) ?? []),
  };
}
