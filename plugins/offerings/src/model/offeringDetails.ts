import {
  Entity,
  RELATION_DEPENDENCY_OF,
  RELATION_DEPENDS_ON,
} from '@backstage/catalog-model';
import { formatCounted } from '@mli/plugin-ml-platform-react';
import { describeAudience } from './audience';
import {
  OfferingSummary,
  readText,
  toOfferingSummary,
} from '@mli/plugin-offerings-common';

export interface ServiceLevel {
  indicator: string;
  promise: string;
  window?: string;
  /** Id of the fact that measures it, where the provider names one. */
  fact?: string;
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
  dependencyOf: string[];
  isPhasedOut: boolean;
}

/** Between a number and its unit, so that a line never breaks there. */
const NO_BREAK_SPACE = '\u00a0';

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
  const raw = readText(value);
  if (!raw) return undefined;
  try {
    const url = new URL(raw);
    return url.protocol === 'https:' ? url.href : undefined;
  } catch {
    return undefined;
  }
}

const UNIT_SIGNS: Record<string, string> = {
  percent: '%',
  seconds: 's',
  milliseconds: 'ms',
  minutes: 'min',
  hours: 'h',
};

const WINDOW_UNITS: Record<string, string> = {
  h: 'hour',
  d: 'day',
  w: 'week',
};

/** A number or text with its unit, so that no line breaks between them. */
export function withUnit(value: string, unit: unknown): string {
  const name = readText(unit);
  return name ? `${value}${NO_BREAK_SPACE}${UNIT_SIGNS[name] ?? name}` : value;
}

/** `30d` as `30 days`; what is not of that form stays as it is. */
function windowWords(value: unknown): string | undefined {
  const window = readText(value);
  const [, count, unit] = /^(\d+)([hdw])$/.exec(window ?? '') ?? [];
  const name = unit && WINDOW_UNITS[unit];
  return count && name ? formatCounted(Number(count), name) : window;
}

function toServiceLevel(level: Fields): ServiceLevel | undefined {
  const indicator = readText(level.indicator);
  const target = readText(level.target) ?? positive(level.target)?.toString();
  if (!indicator || !target) return undefined;
  return {
    indicator: indicator.replace(/[-_]/g, ' '),
    promise: withUnit(target, level.unit),
    window: windowWords(level.window),
    fact: readText(level.fact),
  };
}

function toLimit(limit: Fields): OfferingLimit | undefined {
  const name = readText(limit.name);
  const value =
    readText(limit.value) ?? positive(limit.value)?.toLocaleString('en-US');
  return name && value
    ? { name, value: withUnit(value, limit.unit) }
    : undefined;
}

function relationTargets(entity: Entity, type: string): string[] {
  return (entity.relations ?? [])
    .filter(relation => relation.type === type)
    .map(relation => relation.targetRef);
}

function claims(value: unknown): string[] {
  return list(value)
    .map(claim => {
      const metric = readText(claim.metric)?.replace(/_/g, ' ');
      const stage = readText(claim.stage);
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
    notFor: readText(spec.notFor),
    audience: describeAudience(spec.audience),
    guide: httpsUrl(onboarding.guide),
    template: readText(onboarding.template),
    quickstart: readText(onboarding.quickstart),
    expectedDays: positive(onboarding.expectedDays),
    limits: list(spec.limits)
      .map(toLimit)
      .filter(limit => limit !== undefined),
    supportChannel: readText(support.channel),
    supportResponseHours: positive(support.responseHours),
    serviceLevels: list(spec.serviceLevels)
      .map(toServiceLevel)
      .filter(level => level !== undefined),
    improves: claims(spec.improves),
    system: readText(spec.system),
    replaces: relationTargets(entity, 'replaces'),
    replacedBy: relationTargets(entity, 'replacedBy'),
    dependsOn: relationTargets(entity, RELATION_DEPENDS_ON),
    dependencyOf: relationTargets(entity, RELATION_DEPENDENCY_OF),
    isPhasedOut: ['deprecated', 'retired'].includes(summary.lifecycle ?? ''),
  };
}
