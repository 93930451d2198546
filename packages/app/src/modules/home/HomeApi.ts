import { createApiRef } from '@backstage/frontend-plugin-api';
import type {
  AdoptionRow,
  InsightsScope,
  MetricAnswer,
} from '@mli/plugin-insights-common';

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
  /** Who is looking, and which units there are to look at. */
  getScope(): Promise<InsightsScope>;
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
