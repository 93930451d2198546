import { createApiRef } from '@backstage/frontend-plugin-api';
// Types only: the zod schemas behind them stay out of the browser's bundle.
import type {
  LevelRow,
  ResultRow,
  ScorecardItem,
} from '@mli/plugin-scorecards-common';

/** At least one of the two is named, so that nobody asks for everything by accident. */
export interface ScorecardQuery {
  entity?: string;
  scorecard?: string;
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
  getResults(
    query: ScorecardQuery,
    options?: RequestOptions,
  ): Promise<ResultRow[]>;
  /** Whether what the portal shows was made up. */
  isSimulated(options?: RequestOptions): Promise<boolean>;
}

export const scorecardsApiRef = createApiRef<ScorecardsApi>().with({
  id: 'plugin.scorecards.client',
  pluginId: 'scorecards',
});
