import { createApiRef } from '@backstage/frontend-plugin-api';
// Types only: the zod schemas behind them stay out of the browser's bundle.
import type {
  ExtendStudy,
  OfferingEffect,
  PlanRollout,
  RegisterStudy,
  Rollout,
  StudyDetail,
  StudyProposal,
  StudySummary,
  StudyWhatIf,
} from '@mli/plugin-insights-common';

interface Options {
  readonly signal?: AbortSignal;
}

/** Studies of what adopting an offering did. */
export interface StudiesApi {
  list(
    query: { readonly offering?: string },
    options?: Options,
  ): Promise<StudySummary[]>;
  proposals(options?: Options): Promise<StudyProposal[]>;
  effects(
    query: { readonly offering?: string },
    options?: Options,
  ): Promise<OfferingEffect[]>;
  detail(
    id: string,
    version: number | undefined,
    options?: Options,
  ): Promise<StudyDetail>;
  whatIf(id: string, options?: Options): Promise<StudyWhatIf>;
  register(study: RegisterStudy): Promise<StudySummary>;
  extend(id: string, version: ExtendStudy): Promise<StudySummary>;
  cells(id: string, version: number): Promise<Blob>;
  /** Orders of adoption that were drawn, the latest first. */
  rollouts(options?: Options): Promise<Rollout[]>;
  drawRollout(request: PlanRollout): Promise<Rollout>;
}

export const studiesApiRef = createApiRef<StudiesApi>().with({
  id: 'plugin.insights.studies',
  pluginId: 'insights',
});
