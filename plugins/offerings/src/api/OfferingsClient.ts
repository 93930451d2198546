import { Entity } from '@backstage/catalog-model';
import { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import { CatalogApi } from '@backstage/plugin-catalog-react';
// Types only: the zod schemas behind them stay out of the browser's bundle.
import type {
  AdoptionRow,
  InsightsScope,
  OfferingAdopters,
  OfferingEffect,
} from '@mli/plugin-insights-common';
import {
  OFFERING_SUMMARY_FIELDS,
  OfferingSummary,
  readText,
  toOfferingSummary,
} from '@mli/plugin-offerings-common';
import { Measurement } from '../model/measurements';
import { OfferingDetails, toOfferingDetails } from '../model/offeringDetails';
import type {
  DocumentationStatus,
  FirstSeenList,
  OfferingChange,
} from '@mli/plugin-offerings-common';
import { OfferingsApi, PortalScope } from './OfferingsApi';

const CATALOG_PAGE = 500;
/** Statuses of a team that would miss an offering. */
const USED: ReadonlySet<AdoptionRow['status']> = new Set([
  'in-use',
  'onboarding',
  'seen-not-declared',
  'declared-not-seen',
]);
const PROVIDER_FIELDS = [
  'kind',
  'metadata.namespace',
  'metadata.name',
  'metadata.title',
  'spec.profile.displayName',
];

/** Offerings from the catalog, their adopters from insights, what was measured of them from scorecards. */
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
  async #withProviderTitles<Offering extends OfferingSummary>(
    offerings: readonly Offering[],
  ): Promise<Offering[]> {
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

  async getOfferings(refs: readonly string[]): Promise<OfferingDetails[]> {
    if (refs.length === 0) return [];
    const { items } = await this.#catalogApi.getEntitiesByRefs({
      entityRefs: [...refs],
    });
    const found = items.filter(entity => entity !== undefined);
    return this.#withProviderTitles(found.map(toOfferingDetails));
  }

  async listAdopters(options: {
    ownTeams: readonly string[];
    signal?: AbortSignal;
  }): Promise<Map<string, OfferingAdopters>> {
    const own = options.ownTeams.map(encodeURIComponent).join(',');
    const response = await this.#insights(
      `/adoption/by-offering${own && `?own=${own}`}`,
      options,
    );
    if (response.status === 403) return new Map();
    if (!response.ok) throw await ResponseError.fromResponse(response);
    const { items }: { items: OfferingAdopters[] } = await response.json();
    return new Map(items.map(item => [item.offering, item]));
  }

  async listEffects(options?: {
    signal?: AbortSignal;
  }): Promise<OfferingEffect[]> {
    const response = await this.#insights('/studies/effects', options);
    if (response.status === 403) return [];
    if (!response.ok) throw await ResponseError.fromResponse(response);
    const { items }: { items: OfferingEffect[] } = await response.json();
    return items;
  }

  async listUsers(
    offering: string,
    options?: { signal?: AbortSignal },
  ): Promise<string[]> {
    const response = await this.#insights(
      `/adoption?offering=${encodeURIComponent(offering)}`,
      options,
    );
    if (response.status === 403 || response.status === 404) return [];
    if (!response.ok) throw await ResponseError.fromResponse(response);
    const { items }: { items: AdoptionRow[] } = await response.json();
    return items.filter(row => USED.has(row.status)).map(row => row.team);
  }

  async listChanges(
    offering: string,
    options?: { signal?: AbortSignal },
  ): Promise<OfferingChange[]> {
    const { items } = await this.#offerings<{ items: OfferingChange[] }>(
      `/changes?offering=${encodeURIComponent(offering)}`,
      options,
    );
    return items;
  }

  async listMeasurements(
    offering: string,
    options?: { signal?: AbortSignal },
  ): Promise<Measurement[]> {
    const baseUrl = await this.#discoveryApi.getBaseUrl('scorecards');
    const response = await this.#fetchApi.fetch(
      `${baseUrl}/facts/values?entity=${encodeURIComponent(offering)}`,
      { signal: options?.signal },
    );
    if (response.status === 403) return [];
    if (!response.ok) throw await ResponseError.fromResponse(response);
    const { items }: { items: Measurement[] } = await response.json();
    return items;
  }

  async listFirstSeen(options?: {
    signal?: AbortSignal;
  }): Promise<Map<string, string>> {
    const { items } = await this.#offerings<FirstSeenList>(
      '/first-seen',
      options,
    );
    return new Map(items.map(item => [item.offering, item.firstSeenAt]));
  }

  async canRenderDocumentation(options?: {
    signal?: AbortSignal;
  }): Promise<boolean> {
    const { canRender } = await this.#offerings<DocumentationStatus>(
      '/documentation',
      options,
    );
    return canRender;
  }

  async getScope(options?: { signal?: AbortSignal }): Promise<PortalScope> {
    const response = await this.#insights('/scope', options);
    if (!response.ok) throw await ResponseError.fromResponse(response);
    const scope: InsightsScope = await response.json();
    return {
      stages: scope.stages,
      simulated: scope.simulated,
      ownTeams: scope.viewer.customerTeams,
    };
  }

  async #offerings<Body>(
    path: string,
    options?: { signal?: AbortSignal },
  ): Promise<Body> {
    const baseUrl = await this.#discoveryApi.getBaseUrl('offerings');
    const response = await this.#fetchApi.fetch(`${baseUrl}${path}`, {
      signal: options?.signal,
    });
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
  return readText(displayName) ?? readText(entity?.metadata.title);
}
