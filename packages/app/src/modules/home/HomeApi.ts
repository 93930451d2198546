import { createApiRef } from '@backstage/frontend-plugin-api';
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
  /** Who needs somebody, most urgent first, as on the adoption page; `mine`: with what the viewer's teams provide. */
  listNeeds(options: { mine: boolean }): Promise<AdoptionNeed[]>;
  countScorecards(): Promise<number>;
  /** In the default view and window. */
  getMetric(metric: string, team: string): Promise<MetricAnswer>;
  getChange(metric: string, team: string): Promise<MetricChange>;
  getLosses(team: string): Promise<TeamLosses>;
  getLossDetail(loss: TeamLosses['items'][number]): Promise<LossDetail>;
  getLargestLosses(department?: string): Promise<LargestLosses>;
  /** Of the components of a team of the viewer. */
  listRecentRuns(team: string): Promise<RecentRun[]>;
  /** Jobs that look like the team's and are nobody's. */
  getClaims(team: string): Promise<ClaimsResponse>;
  /** Open ones that the viewer's groups have to answer. */
  listRequests(): Promise<OnboardingRequest[]>;
  listSources(): Promise<SourceActivity[]>;
}

export const homeApiRef = createApiRef<HomeApi>().with({
  id: 'home.client',
  pluginId: 'home',
});
