import {
  DEFAULT_NAMESPACE,
  Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { DEFAULT_STAGES } from '@mli/plugin-insights-common';
import { MLI_API_VERSION, OFFERING_KIND } from '../kinds';
import { DefinitionFault, faultAt, faultsOfIssues } from './faults';
import { Offering } from './Offering';
import { OfferingSpec, createOfferingSpecSchema, isHttpsUrl } from './schema';

export interface ParseOfferingOptions {
  /** The stages of this installation (`insights.stages`). */
  stages?: readonly string[];
}

export interface ParseOfferingResult {
  /** Absent where there is a fault. */
  readonly offering?: Offering;
  readonly faults: readonly DefinitionFault[];
}

/** Building a schema costs more than using it, and there is one list of stages in an installation. */
const schemas = new WeakMap<
  readonly string[],
  ReturnType<typeof createOfferingSpecSchema>
>();

/** Reads an entity of kind Offering and names everything that is wrong with it at once. Never throws. */
export function parseOffering(
  entity: Entity,
  options: ParseOfferingOptions = {},
): ParseOfferingResult {
  const envelope = envelopeFaults(entity);
  const parsed = schemaFor(options.stages ?? DEFAULT_STAGES).safeParse(
    entity.spec,
  );
  if (!parsed.success) {
    const issues = parsed.error.issues.map(issue => ({
      ...issue,
      path: ['spec', ...issue.path],
    }));
    return {
      faults: [...envelope, ...faultsOfIssues(issues, { spec: entity.spec })],
    };
  }
  const offering = toOffering(entity, parsed.data);
  const faults = [...envelope, ...selfReferenceFaults(offering)];
  return faults.length ? { faults } : { offering, faults };
}

function schemaFor(stages: readonly string[]) {
  const known = schemas.get(stages);
  const schema = known ?? createOfferingSpecSchema(stages);
  schemas.set(stages, schema);
  return schema;
}

function envelopeFaults(entity: Entity): DefinitionFault[] {
  const faults: DefinitionFault[] = [];
  if (entity.kind !== OFFERING_KIND) {
    faults.push(faultAt(['kind'], `is ${entity.kind} and must be Offering`));
  }
  if (entity.apiVersion !== MLI_API_VERSION) {
    faults.push(
      faultAt(
        ['apiVersion'],
        `is ${entity.apiVersion} and must be ${MLI_API_VERSION}`,
      ),
    );
  }
  // Before the catalog's own validation links may hold anything; what is not a list it refuses itself.
  const links = Array.isArray(entity.metadata.links)
    ? entity.metadata.links
    : [];
  links.forEach((link, index) => {
    if (typeof link?.url === 'string' && !isHttpsUrl(link.url)) {
      const shown = JSON.stringify(link.url.slice(0, 100));
      faults.push(
        faultAt(
          ['metadata', 'links', index, 'url'],
          `${shown} is not an https:// address`,
        ),
      );
    }
  });
  return faults;
}

function selfReferenceFaults(offering: Offering): DefinitionFault[] {
  const fields = ['replaces', 'dependsOn'] as const;
  return fields
    .filter(field => offering[field].includes(offering.ref))
    .map(field => faultAt(['spec', field], 'names the offering itself'));
}

function toOffering(entity: Entity, spec: OfferingSpec): Offering {
  const { metadata } = entity;
  const defaultNamespace = metadata.namespace ?? DEFAULT_NAMESPACE;
  const full = (ref: string, defaultKind?: string) =>
    stringifyEntityRef(parseEntityRef(ref, { defaultKind, defaultNamespace }));
  const template = spec.onboarding?.template;
  return {
    ...spec,
    ref: stringifyEntityRef(entity),
    title: metadata.title ?? metadata.name,
    description: metadata.description,
    tags: metadata.tags ?? [],
    owner: full(spec.owner, 'Group'),
    system: spec.system && full(spec.system, 'System'),
    replaces: (spec.replaces ?? []).map(ref => full(ref, OFFERING_KIND)),
    dependsOn: (spec.dependsOn ?? []).map(ref => full(ref)),
    onboarding: spec.onboarding && {
      ...spec.onboarding,
      template: template && full(template, 'Template'),
    },
  };
}
