import { Entity, RELATION_DEPENDS_ON } from '@backstage/catalog-model';
import { OfferingSummary, text, texts, toOfferingSummary } from './offering';

export interface ServiceLevel {
  indicator: string;
  promise: string;
  window?: string;
}

export interface OfferingLimit {
  name: string;
  value: string;
}

/** Everything the offering's own page says, in words. */
export interface OfferingDetails extends OfferingSummary {
  notFor?: string;
  audience: string;
  guide?: string;
  template?: string;
  quickstart?: string;
  expectedDays?: number;
  limits: OfferingLimit[];
  supportChannel?: string;
  supportResponseHours?: number;
  serviceLevels: ServiceLevel[];
  improves: string[];
  system?: string;
  replaces: string[];
  replacedBy: string[];
  dependsOn: string[];
  isPhasedOut: boolean;
}

type Fields = Record<string, unknown>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { ...value }
    : {};
}

function list(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fields) : [];
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
    ? value
    : undefined;
}

/** A link to follow, or undefined for anything that is not plain https. */
export function httpsUrl(value: unknown): string | undefined {
  const raw = text(value);
  if (!raw) return undefined;
  try {
    const url = new URL(raw);
    return url.protocol === 'https:' ? url.href : undefined;
  } catch {
    return undefined;
  }
}

const UNIT_SIGNS: Record<string, string> = {
  percent: ' %',
  seconds: ' s',
  milliseconds: ' ms',
  minutes: ' min',
  hours: ' h',
};

function toServiceLevel(level: Fields): ServiceLevel | undefined {
  const indicator = text(level.indicator);
  const target = text(level.target) ?? positive(level.target)?.toString();
  if (!indicator || !target) return undefined;
  const unit = text(level.unit);
  return {
    indicator: indicator.replace(/[-_]/g, ' '),
    promise: unit ? `${target}${UNIT_SIGNS[unit] ?? ` ${unit}`}` : target,
    window: text(level.window),
  };
}

function toLimit(limit: Fields): OfferingLimit | undefined {
  const name = text(limit.name);
  const value =
    text(limit.value) ?? positive(limit.value)?.toLocaleString('en-US');
  return name && value ? { name, value } : undefined;
}

/** The audience as a person would say it; the filter itself is shown when it is more than a type. */
export function describeAudience(audience: unknown): string {
  const { filter, activeIn } = fields(audience);
  const conditions = Object.entries(fields(filter));
  const stages = texts(activeIn);
  const who = conditions.every(
    ([key, value]) => key === 'spec.type' && value === 'customer-team',
  )
    ? 'Every customer team'
    : `Teams with ${conditions
        .map(([key, value]) => `${key} ${text(value) ?? JSON.stringify(value)}`)
        .join(' and ')}`;
  return stages.length > 0
    ? `${who} that works on ${stages.join(' or ')}`
    : who;
}

function relationTargets(entity: Entity, type: string): string[] {
  return (entity.relations ?? [])
    .filter(relation => relation.type === type)
    .map(relation => relation.targetRef);
}

function claims(value: unknown): string[] {
  return list(value)
    .map(claim => {
      const metric = text(claim.metric)?.replace(/_/g, ' ');
      const stage = text(claim.stage);
      if (!metric) return undefined;
      return stage ? `${metric} in ${stage}` : metric;
    })
    .filter(claim => claim !== undefined);
}

export function toOfferingDetails(entity: Entity): OfferingDetails {
  const spec = fields(entity.spec);
  const onboarding = fields(spec.onboarding);
  const support = fields(spec.support);
  const summary = toOfferingSummary(entity);
  return {
    ...summary,
    notFor: text(spec.notFor),
    audience: describeAudience(spec.audience),
    guide: httpsUrl(onboarding.guide),
    template: text(onboarding.template),
    quickstart: text(onboarding.quickstart),
    expectedDays: positive(onboarding.expectedDays),
    limits: list(spec.limits)
      .map(toLimit)
      .filter(limit => limit !== undefined),
    supportChannel: text(support.channel),
    supportResponseHours: positive(support.responseHours),
    serviceLevels: list(spec.serviceLevels)
      .map(toServiceLevel)
      .filter(level => level !== undefined),
    improves: claims(spec.improves),
    system: text(spec.system),
    replaces: relationTargets(entity, 'replaces'),
    replacedBy: relationTargets(entity, 'replacedBy'),
    dependsOn: relationTargets(entity, RELATION_DEPENDS_ON),
    isPhasedOut: ['deprecated', 'retired'].includes(summary.lifecycle ?? ''),
  };
}
