import { DEFAULT_NAMESPACE, Entity } from '@backstage/catalog-model';
import { OFFERING_KIND } from '../kinds';
import { parseRef } from '../offering/refs';
import { ANNOTATION_ADOPTS } from './names';
import { parseListAnnotation } from './parseListAnnotation';

export interface AdoptsAnnotation {
  /** Full lower-case refs of Offerings, each once. They need not exist. */
  readonly offerings: string[];
  /** A sentence for each entry that is no ref of an Offering. */
  readonly faults: string[];
}

/** Reads `mli.internal/adopts: feature-store, training-platform` of a Group or Component. */
export function parseAdopts(
  entity: Pick<Entity, 'kind' | 'metadata'>,
): AdoptsAnnotation {
  const offerings = new Set<string>();
  const faults: string[] = [];
  for (const entry of parseListAnnotation(entity, ANNOTATION_ADOPTS)) {
    const result = parseRef(entry, {
      defaultKind: OFFERING_KIND,
      defaultNamespace: entity.metadata.namespace ?? DEFAULT_NAMESPACE,
      allowedKinds: [OFFERING_KIND],
    });
    if ('ref' in result) {
      offerings.add(result.ref);
    } else {
      faults.push(
        `Annotation ${ANNOTATION_ADOPTS} of ${entity.kind} ${entity.metadata.name}: '${entry}' ${result.problem}. ` +
          `It takes names of Offerings between commas. Example: feature-store, training-platform`,
      );
    }
  }
  return { offerings: [...offerings], faults };
}
