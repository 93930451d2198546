import { createApiRef } from '@backstage/frontend-plugin-api';
import type { AdoptionRow, MetricAnswer } from '@mli/plugin-insights-common';

/** Who is looking, and which units there are to look at; the part of `GET /api/insights/scope` Home needs. */
export interface HomeScope {
  readonly viewer: {
    readonly customerTeams: readonly string[];
    readonly providerTeams: readonly string[];
    readonly isBridge: boolean;
  };
  readonly units: readonly {
    readonly ref: string;
    readonly title: string;
    readonly role?: string;
  }[];
  readonly simulated: boolean;
}

export interface HomeOffering {
  readonly ref: string;
  readonly title: string;
  readonly problem?: string;
  readonly lifecycle?: string;
  readonly owner?: string;
  readonly stages: readonly string[];
}

/** What Home reads of the plugins it leads to. */
export interface HomeApi {
  getScope(): Promise<HomeScope>;
  listOfferings(): Promise<HomeOffering[]>;
  /** Queue time of a team in the default window. */
  getQueueTime(team: string): Promise<MetricAnswer>;
  listAdoption(): Promise<AdoptionRow[]>;
  countScorecards(): Promise<number>;
}

export const homeApiRef = createApiRef<HomeApi>().with({
  id: 'home.client',
  pluginId: 'home',
});
