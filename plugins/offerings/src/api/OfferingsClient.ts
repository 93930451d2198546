import { Entity } from '@backstage/catalog-model';
import { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import { CatalogApi } from '@backstage/plugin-catalog-react';
// Types only: the zod schemas behind them stay out of the browser's bundle.
import type { AdoptionRow } from '@mli/plugin-insights-common';
import {
  OFFERING_SUMMARY_FIELDS,
  OfferingSummary,
  text,
  toOfferingSummary,
} from '../model/offering';
import { OfferingAdopters, OfferingsApi, PortalScope } from './OfferingsApi';

const CATALOG_PAGE = 500;
const PROVIDER_FIELDS = [
  'kind',
  'metadata.namespace',
  'metadata.name',
  'metadata.title',
  'spec.profile.displayName',
];

/** Offerings from the catalog, their adopters from insights. */
export class OfferingsClient implements OfferingsApi {
  readonly #catalogApi: CatalogApi;
  readonly #discoveryApi: DiscoveryApi;
  readonly #fetchApi: FetchApi;

  constructor(options: {
    catalogApi: CatalogApi;
    discoveryApi: DiscoveryApi;
    fetchApi: FetchApi;
  }) {
    this.#catalogApi = options.catalogApi;
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi;
  }

  async listOfferings(): Promise<OfferingSummary[]> {
    const offerings: OfferingSummary[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.#catalogApi.queryEntities({
        fields: OFFERING_SUMMARY_FIELDS,
        limit: CATALOG_PAGE,
        ...(cursor ? { cursor } : { filter: { kind: 'Offering' } }),
      });
      offerings.push(...page.items.map(toOfferingSummary));
      cursor = page.pageInfo.nextCursor;
    } while (cursor);
    return this.#withProviderTitles(offerings);
  }

  /** One more request for all providers together; without it their names in the refs would have to do. */
  async #withProviderTitles(
    offerings: readonly OfferingSummary[],
  ): Promise<OfferingSummary[]> {
    const refs = [...new Set(offerings.flatMap(o => o.provider ?? []))];
    if (refs.length === 0) return [...offerings];
    const { items } = await this.#catalogApi.getEntitiesByRefs({
      entityRefs: refs,
      fields: PROVIDER_FIELDS,
    });
    const titles = new Map(
      refs.map((ref, index) => [ref, groupTitle(items[index])]),
    );
    return offerings.map(offering => ({
      ...offering,
      providerName:
        titles.get(offering.provider ?? '') ?? offering.providerName,
    }));
  }

  async countAdopters(options?: {
    signal?: AbortSignal;
  }): Promise<Map<string, OfferingAdopters>> {
    const counts = new Map<string, OfferingAdopters>();
    let cursor: string | undefined;
    do {
      const search = cursor ? `?cursor=${encodeURIComponent(cursor)}` : '';
      const response = await this.#insights(`/adoption${search}`, options);
      if (response.status === 403) return new Map();
      if (!response.ok) throw await ResponseError.fromResponse(response);
      const page: { items: AdoptionRow[]; nextCursor?: string } =
        await response.json();
      for (const row of page.items) addRow(counts, row);
      cursor = page.nextCursor;
    } while (cursor);
    return counts;
  }

  async getScope(options?: { signal?: AbortSignal }): Promise<PortalScope> {
    const response = await this.#insights('/scope', options);
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return response.json();
  }

  async #insights(
    path: string,
    options?: { signal?: AbortSignal },
  ): Promise<Response> {
    const baseUrl = await this.#discoveryApi.getBaseUrl('insights');
    return this.#fetchApi.fetch(`${baseUrl}${path}`, {
      signal: options?.signal,
    });
  }
}

function groupTitle(entity: Entity | undefined): string | undefined {
  const profile: unknown = entity?.spec?.profile;
  const displayName =
    typeof profile === 'object' && profile !== null
      ? Reflect.get(profile, 'displayName')
      : undefined;
  return text(displayName) ?? text(entity?.metadata.title);
}

function addRow(counts: Map<string, OfferingAdopters>, row: AdoptionRow) {
  if (!row.eligible) return;
  const count = counts.get(row.offering) ?? {
    inUse: 0,
    eligible: 0,
    stopped: 0,
    cannotTell: 0,
  };
  count.eligible += 1;
  if (row.status === 'in-use') count.inUse += 1;
  if (row.status === 'churned') count.stopped += 1;
  if (row.status === 'cannot-tell') count.cannotTell += 1;
  counts.set(row.offering, count);
}
