import { Entity } from '@backstage/catalog-model';
import {
  CatalogCollatorEntityTransformer,
  defaultCatalogCollatorEntityTransformer,
} from '@backstage/plugin-search-backend-module-catalog';
import {
  OFFERING_KIND,
  readText,
  toOfferingSummary,
} from '@mli/plugin-offerings-common';

/** What the search knows of an entity: of an Offering also its problem, stages, tags and what it is not for. */
export function toSearchDocument(
  entity: Entity,
): ReturnType<CatalogCollatorEntityTransformer> {
  const document = defaultCatalogCollatorEntityTransformer(entity);
  if (entity.kind !== OFFERING_KIND) return document;
  const { problem, stages, tags, providerName } = toOfferingSummary(entity);
  const words = [
    problem,
    document.text,
    readText(entity.spec?.notFor),
    ...stages,
    ...tags,
    providerName,
  ];
  return {
    ...document,
    text: words.filter(word => word !== undefined && word !== '').join(' : '),
  };
}
