import {
  DEFAULT_NAMESPACE,
  Entity,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { DEFAULT_STAGES } from '@mli/plugin-insights-common';
import { MLI_API_VERSION, OFFERING_KIND } from '../kinds';
import { DefinitionFault, faultAt, faultsOfIssues } from './faults';
import { Offering } from './Offering';
import { parseRef } from './refs';
import { OfferingSpec, isHttpsUrl, offeringSpecSchema } from './schema';
import { OFFERING_DEPENDENCY_KINDS, OFFERING_OWNER_KINDS } from './vocabulary';

export interface ParseOfferingOptions {
  /** The stages of this installation (`insights.stages`). */
  stages?: readonly string[];
}

export interface ParseOfferingResult {
  /** Absent where there is a fault. */
  readonly offering?: Offering;
  readonly faults: readonly DefinitionFault[];
}

/** Reads an entity of kind Offering and names everything that is wrong with it at once. Never throws. */
export function parseOffering(
  entity: Entity,
  options: ParseOfferingOptions = {},
): ParseOfferingResult {
  const faults = envelopeFaults(entity);
  const parsed = offeringSpecSchema.safeParse(entity.spec);
  if (!parsed.success) {
    const spec = { spec: entity.spec };
    const issues = parsed.error.issues.map(issue => ({
      ...issue,
      path: ['spec', ...issue.path],
    }));
    return { faults: [...faults, ...faultsOfIssues(issues, spec)] };
  }
  const spec = parsed.data;
  faults.push(...stageFaults(spec, options.stages ?? DEFAULT_STAGES));

  const refs = readRefs(entity, spec);
  faults.push(...refs.faults);
  if (faults.length) {
    return { faults };
  }
  const { metadata } = entity;
  const offering: Offering = {
    ...spec,
    ...refs.fields,
    ref: stringifyEntityRef(entity),
    title: metadata.title ?? metadata.name,
    description: metadata.description,
    tags: metadata.tags ?? [],
  };
  return { offering, faults };
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

function stageFaults(
  spec: OfferingSpec,
  stages: readonly string[],
): DefinitionFault[] {
  const named: [(string | number)[], string][] = [
    ...spec.stages.map((stage, index): [(string | number)[], string] => [
      ['spec', 'stages', index],
      stage,
    ]),
    ...(spec.audience?.activeIn ?? []).map(
      (stage, index): [(string | number)[], string] => [
        ['spec', 'audience', 'activeIn', index],
        stage,
      ],
    ),
    ...(spec.improves ?? []).map(
      ({ stage }, index): [(string | number)[], string] => [
        ['spec', 'improves', index, 'stage'],
        stage,
      ],
    ),
  ];
  return named
    .filter(([, stage]) => !stages.includes(stage))
    .map(([path, stage]) =>
      faultAt(
        path,
        `is ${JSON.stringify(stage)} and must be one of: ${stages.join(', ')}`,
      ),
    );
}

interface OfferingRefs {
  readonly fields: Pick<
    Offering,
    'owner' | 'system' | 'replaces' | 'dependsOn' | 'onboarding'
  >;
  readonly faults: DefinitionFault[];
}

function readRefs(entity: Entity, spec: OfferingSpec): OfferingRefs {
  const faults: DefinitionFault[] = [];
  const read = (
    path: (string | number)[],
    text: string,
    allowedKinds: readonly string[],
    defaultKind?: string,
  ): string => {
    const result = parseRef(text, {
      defaultKind,
      defaultNamespace: entity.metadata.namespace ?? DEFAULT_NAMESPACE,
      allowedKinds,
    });
    if ('ref' in result) {
      return result.ref;
    }
    faults.push(faultAt(path, result.problem));
    return text;
  };
  const list = (
    field: 'replaces' | 'dependsOn',
    allowedKinds: readonly string[],
    defaultKind?: string,
  ) =>
    (spec[field] ?? []).map((text, index) =>
      read(['spec', field, index], text, allowedKinds, defaultKind),
    );

  const own = stringifyEntityRef(entity);
  const replaces = list('replaces', [OFFERING_KIND], OFFERING_KIND);
  const dependsOn = list('dependsOn', OFFERING_DEPENDENCY_KINDS);
  for (const [field, refs] of Object.entries({ replaces, dependsOn })) {
    if (refs.includes(own)) {
      faults.push(faultAt(['spec', field], 'names the offering itself'));
    }
  }
  const template = spec.onboarding?.template;
  const fields: OfferingRefs['fields'] = {
    owner: read(['spec', 'owner'], spec.owner, OFFERING_OWNER_KINDS, 'Group'),
    system:
      spec.system &&
      read(['spec', 'system'], spec.system, ['System'], 'System'),
    replaces,
    dependsOn,
    onboarding: spec.onboarding && {
      ...spec.onboarding,
      template:
        template &&
        read(
          ['spec', 'onboarding', 'template'],
          template,
          ['Template'],
          'Template',
        ),
    },
  };
  return { fields, faults };
}
