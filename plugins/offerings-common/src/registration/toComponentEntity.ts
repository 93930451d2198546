import {
  ANNOTATION_EDIT_URL,
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  ANNOTATION_VIEW_URL,
  Entity,
} from '@backstage/catalog-model';
import {
  ANNOTATION_ADOPTS,
  ANNOTATION_EXPERIMENTS,
  ANNOTATION_JOBS,
  ANNOTATION_REPOSITORIES,
  ANNOTATION_STAGE,
} from '../annotations/names';
import { RegistrationFields } from './Registration';
import {
  ANNOTATION_REGISTRATION,
  ANNOTATION_REGISTRATION_VERSION,
  PORTAL_LOCATION_TYPE,
} from './vocabulary';

/** The Component a registration stands for, as one would write it into a `catalog-info.yaml`. */
export function toComponentEntity(fields: RegistrationFields): Entity {
  const annotations = {
    ...listed(ANNOTATION_ADOPTS, fields.offerings.map(shortOffering)),
    ...listed(ANNOTATION_JOBS, fields.jobs),
    ...listed(ANNOTATION_REPOSITORIES, fields.repositories),
    ...listed(ANNOTATION_EXPERIMENTS, fields.experiments),
    ...listed(ANNOTATION_STAGE, fields.stage ? [fields.stage] : []),
  };
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: fields.name,
      ...(fields.title ? { title: fields.title } : {}),
      ...(fields.description ? { description: fields.description } : {}),
      ...(Object.keys(annotations).length ? { annotations } : {}),
      ...(fields.links.length
        ? { links: fields.links.map(link => ({ ...link })) }
        : {}),
    },
    spec: {
      type: fields.type,
      lifecycle: fields.lifecycle,
      owner: fields.owner.replace('group:default/', 'group:'),
    },
  };
}

/** The same Component as the portal gives it to the catalog: with where it comes from and where it is edited. */
export function toProvidedEntity(
  fields: RegistrationFields,
  from: { id: string; version: number; pageUrl?: string },
): Entity {
  const entity = toComponentEntity(fields);
  const location = `${PORTAL_LOCATION_TYPE}:registration/${from.id}`;
  return {
    ...entity,
    metadata: {
      ...entity.metadata,
      annotations: {
        ...entity.metadata.annotations,
        [ANNOTATION_LOCATION]: location,
        [ANNOTATION_ORIGIN_LOCATION]: location,
        [ANNOTATION_REGISTRATION]: from.id,
        [ANNOTATION_REGISTRATION_VERSION]: String(from.version),
        ...(from.pageUrl
          ? {
              [ANNOTATION_VIEW_URL]: from.pageUrl,
              [ANNOTATION_EDIT_URL]: `${from.pageUrl}/edit`,
            }
          : {}),
      },
    },
  };
}

function listed(
  annotation: string,
  values: readonly string[],
): Record<string, string> {
  return values.length ? { [annotation]: values.join(', ') } : {};
}

function shortOffering(ref: string): string {
  return ref.replace('offering:default/', '');
}
