import {
  Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';

/** What the directory needs of one offering; read leniently, since the catalog may hold an older shape. */
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
];

export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== ''
    ? value.trim()
    : undefined;
}

export function texts(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.map(text).filter(item => item !== undefined);
}

/** Full ref of what an owner field says, or undefined where it is not a ref at all. */
export function groupRef(
  value: unknown,
  namespace: string,
): { ref: string; name: string } | undefined {
  const raw = text(value);
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

export function toOfferingSummary(entity: Entity): OfferingSummary {
  const spec = entity.spec ?? {};
  const owner = groupRef(spec.owner, entity.metadata.namespace ?? 'default');
  return {
    ref: stringifyEntityRef(entity),
    name: entity.metadata.name,
    title: text(entity.metadata.title) ?? entity.metadata.name,
    description: text(entity.metadata.description),
    problem: text(spec.problem),
    type: text(spec.type),
    lifecycle: text(spec.lifecycle),
    stages: texts(spec.stages),
    tags: texts(entity.metadata.tags),
    provider: owner?.ref,
    providerName: owner?.name,
  };
}
