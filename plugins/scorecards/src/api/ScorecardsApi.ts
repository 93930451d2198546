import { createApiRef } from '@backstage/frontend-plugin-api';
// Types only: the zod schemas behind them stay out of the browser's bundle.
import type {
  AttestationList,
  AttestRequest,
  Campaign,
  CampaignDetail,
  CampaignRequest,
  CheckSummary,
  DistributionRow,
  ExemptionDecisionRequest,
  ExemptionRequest,
  ExemptionRow,
  HistoryRow,
  LevelRow,
  ReplayRequest,
  ReplayResponse,
  ResultRow,
  ScorecardItem,
  TrendRow,
} from '@mli/plugin-scorecards-common';

/** At least one of the two is named, so that nobody asks for everything by accident. */
export interface ScorecardQuery {
  entity?: string;
  scorecard?: string;
}

/** Narrows a list; each is left out where nothing is said. */
export interface ListQuery extends ScorecardQuery {
  check?: string;
  state?: string;
}

export interface TrendQuery {
  scorecard: string;
  unit?: string;
  days?: string;
}

export interface RequestOptions {
  signal?: AbortSignal;
}

export interface ScorecardsApi {
  listScorecards(options?: RequestOptions): Promise<ScorecardItem[]>;
  /** Every row, however many pages the server makes of them. */
  getLevels(
    query: ScorecardQuery,
    options?: RequestOptions,
  ): Promise<LevelRow[]>;
  getResults(query: ListQuery, options?: RequestOptions): Promise<ResultRow[]>;
  getDistribution(options?: RequestOptions): Promise<DistributionRow[]>;
  getTrend(query: TrendQuery, options?: RequestOptions): Promise<TrendRow[]>;
  getChecks(
    query: ScorecardQuery,
    options?: RequestOptions,
  ): Promise<CheckSummary[]>;
  /** The latest spans only; the rest is in the CSV. */
  getHistory(
    query: ScorecardQuery,
    options?: RequestOptions,
  ): Promise<HistoryRow[]>;
  getExemptions(
    query: ListQuery,
    options?: RequestOptions,
  ): Promise<ExemptionRow[]>;
  requestExemption(request: ExemptionRequest): Promise<ExemptionRow>;
  decideExemption(
    id: string,
    request: ExemptionDecisionRequest,
  ): Promise<ExemptionRow>;
  getCampaigns(options?: RequestOptions): Promise<Campaign[]>;
  getCampaign(id: string, options?: RequestOptions): Promise<CampaignDetail>;
  startCampaign(
    request: Omit<CampaignRequest, 'description'> & { description?: string },
  ): Promise<CampaignDetail>;
  cancelCampaign(id: string): Promise<CampaignDetail>;
  getAttestations(
    entity: string,
    options?: RequestOptions,
  ): Promise<AttestationList>;
  attest(request: AttestRequest): Promise<AttestationList>;
  replay(request: ReplayRequest): Promise<ReplayResponse>;
  /** Whether what the portal shows was made up. */
  isSimulated(options?: RequestOptions): Promise<boolean>;
}

export const scorecardsApiRef = createApiRef<ScorecardsApi>().with({
  id: 'plugin.scorecards.client',
  pluginId: 'scorecards',
});
