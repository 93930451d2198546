import type { Entity } from '@backstage/catalog-model';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { ResponseError } from '@backstage/errors';
import type { DiscoveryApi, FetchApi } from '@backstage/frontend-plugin-api';
import type { CatalogApi } from '@backstage/plugin-catalog-react';
import type {
  AdoptionNeed,
  AdoptionRow,
  ClaimsResponse,
  InsightsScope,
  LargestLosses,
  LossDetail,
  MetricAnswer,
  MetricChange,
  OnboardingRequest,
  RecentRun,
  SourceActivity,
  TeamLosses,
} from '@mli/plugin-insights-common';
import type { HomeApi, HomeOffering } from './HomeApi';

interface HomeClientOptions {
  readonly catalogApi: CatalogApi;
  readonly discoveryApi: DiscoveryApi;
  readonly fetchApi: FetchApi;
}

interface ListPage<T> {
  readonly items: T[];
  readonly nextCursor?: string;
}

const OFFERING_FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
  'spec.problem',
  'spec.lifecycle',
  'spec.stages',
  'relations',
];

export class HomeClient implements HomeApi {
  readonly #options: HomeClientOptions;

  constructor(options: HomeClientOptions) {
    this.#options = options;
  }

  getScope(): Promise<InsightsScope> {
    return this.#read('insights', '/scope');
  }

  async listOfferings(): Promise<HomeOffering[]> {
    const { items } = await this.#options.catalogApi.getEntities({
      filter: { kind: 'Offering' },
      fields: OFFERING_FIELDS,
    });
    return items
      .map(toHomeOffering)
      .sort((a, b) => a.title.localeCompare(b.title, 'en'));
  }

  getQueueTime(team: string): Promise<MetricAnswer> {
    return this.#read(
      'insights',
      `/metrics/queue_time?${new URLSearchParams({ team })}`,
    );
  }

  async listAdoption(): Promise<AdoptionRow[]> {
    const rows: AdoptionRow[] = [];
    let cursor: string | undefined;
    do {
      const query = cursor ? `?${new URLSearchParams({ cursor })}` : '';
      const page: ListPage<AdoptionRow> = await this.#read(
        'insights',
        `/adoption${query}`,
      );
      rows.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    return rows;
  }

  async listNeeds({ mine }: { mine: boolean }): Promise<AdoptionNeed[]> {
    const page = await this.#insights<ListPage<AdoptionNeed>>(
      '/adoption/needs',
      mine ? { mine: 'true' } : {},
    );
    return page.items;
  }

  async countScorecards(): Promise<number> {
    const { items } = await this.#read<ListPage<unknown>>(
      'scorecards',
      '/scorecards',
    );
    return items.length;
  }

  getMetric(metric: string, team: string): Promise<MetricAnswer> {
    return this.#insights(`/metrics/${encodeURIComponent(metric)}`, { team });
  }

  getChange(metric: string, team: string): Promise<MetricChange> {
    return this.#insights('/changes', { metric, team });
  }

  getLosses(team: string): Promise<TeamLosses> {
    return this.#insights('/losses', { team });
  }

  getLossDetail({
    team,
    stage,
    phase,
  }: TeamLosses['items'][number]): Promise<LossDetail> {
    return this.#insights('/losses/detail', { team, stage, phase });
  }

  getLargestLosses(department?: string): Promise<LargestLosses> {
    return this.#insights('/losses', department ? { department } : {});
  }

  async listRecentRuns(team: string): Promise<RecentRun[]> {
    const page = await this.#insights<ListPage<RecentRun>>('/recent-runs', {
      team,
    });
    return page.items;
  }

  getClaims(team: string): Promise<ClaimsResponse> {
    return this.#insights('/claims', { team });
  }

  async listRequests(): Promise<OnboardingRequest[]> {
    const page = await this.#insights<ListPage<OnboardingRequest>>(
      '/onboarding-requests',
      { mine: 'true', open: 'true' },
    );
    return page.items;
  }

  async listSources(): Promise<SourceActivity[]> {
    const page = await this.#insights<ListPage<SourceActivity>>('/sources', {});
    return page.items;
  }

  #insights<T>(path: string, query: Record<string, string>): Promise<T> {
    const search = new URLSearchParams(query).toString();
    return this.#read('insights', search ? `${path}?${search}` : path);
  }

  async #read<T>(pluginId: string, path: string): Promise<T> {
    const { discoveryApi, fetchApi } = this.#options;
    const response = await fetchApi.fetch(
      `${await discoveryApi.getBaseUrl(pluginId)}${path}`,
    );
    if (!response.ok) throw await ResponseError.fromResponse(response);
    // The back end's own schemas say what this is; a browser that checks them again would have to load them.
    return (await response.json()) as T;
  }
}

function toHomeOffering(entity: Entity): HomeOffering {
  const { problem, lifecycle, stages } = entity.spec ?? {};
  return {
    ref: stringifyEntityRef(entity),
    title: entity.metadata.title ?? entity.metadata.name,
    problem: text(problem),
    lifecycle: text(lifecycle),
    owner: entity.relations?.find(relation => relation.type === 'ownedBy')
      ?.targetRef,
    stages: Array.isArray(stages)
      ? stages.filter(stage => typeof stage === 'string')
      : [],
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
