import {
  StudyOutcome,
  StudyRefusal,
  StudyVerdict,
} from '@mli/plugin-insights-common';
import { StoredResult, StoredState, StoredVersion } from './StudyStore';

export interface DbStudyVersion {
  id: string;
  slug: string;
  offering_ref: string;
  outcome: StudyOutcome;
  stage: string;
  version: number;
  teams: string[] | null;
  window_from: string;
  window_to: string;
  analysis_date: string;
  rollout_id: string | null;
  own_queue: string | null;
  exploratory: boolean;
  reason: string | null;
  registered_by: string;
  registered_at: Date;
  state: StoredState;
  step: string | null;
  step_done: number;
  step_of: number;
  computed_at: Date | null;
  failure: string | null;
  adopting: number | null;
  comparison: number | null;
  tried: number | null;
  left_out: number | null;
  refusal_reason: StudyRefusal | null;
  refusal_sentence: string | null;
  refusal_help: string | null;
  verdict: StudyVerdict | null;
  sentence: string | null;
  p_value: number | null;
  effect: number | null;
  effect_lower: number | null;
  effect_upper: number | null;
  smallest_visible: number | null;
  log_effect: number | null;
  log_standard_error: number | null;
  randomised: boolean | null;
  placebo_blocks: boolean | null;
  shared_queue: boolean | null;
}

export const VERSION_SQL = `
  select s.id, s.slug, s.offering_ref, s.outcome, s.stage, v.version, v.teams,
    to_char(v.window_from, 'YYYY-MM-DD') as window_from, to_char(v.window_to, 'YYYY-MM-DD') as window_to,
    to_char(v.analysis_date, 'YYYY-MM-DD') as analysis_date, s.rollout_id, v.own_queue, v.exploratory, v.reason,
    v.registered_by, v.registered_at, v.state, v.step, v.step_done, v.step_of, v.computed_at, v.failure,
    r.adopting, r.comparison, r.tried, r.left_out, r.refusal_reason, r.refusal_sentence, r.refusal_help,
    r.verdict, r.sentence, r.p_value, r.effect, r.effect_lower, r.effect_upper, r.smallest_visible,
    r.log_effect, r.log_standard_error, r.randomised, r.placebo_blocks, r.shared_queue
  from study s
  join study_version v on v.study_id = s.id
  left join study_result r on r.study_id = v.study_id and r.version = v.version
`;

export function fromDbStudyVersion(row: DbStudyVersion): StoredVersion {
  return {
    id: Number(row.id),
    slug: row.slug,
    offering: row.offering_ref,
    outcome: row.outcome,
    stage: row.stage || undefined,
    version: row.version,
    teams: row.teams ?? undefined,
    from: row.window_from,
    to: row.window_to,
    analysisDate: row.analysis_date,
    rollout: row.rollout_id === null ? undefined : Number(row.rollout_id),
    ownQueue: row.own_queue ?? undefined,
    exploratory: row.exploratory,
    reason: row.reason ?? undefined,
    registeredBy: row.registered_by,
    registeredAt: row.registered_at,
    state: row.state,
    progress:
      row.step === null
        ? undefined
        : { step: row.step, done: row.step_done, of: row.step_of },
    computedAt: row.computed_at ?? undefined,
    failure: row.failure ?? undefined,
    result: resultOf(row),
  };
}

function resultOf(row: DbStudyVersion): StoredResult | undefined {
  if (row.adopting === null) return undefined;
  const counts = {
    adopting: row.adopting,
    comparison: row.comparison ?? 0,
    tried: row.tried ?? 0,
    leftOut: row.left_out ?? 0,
  };
  if (row.refusal_reason !== null) {
    return {
      counts,
      refusal: {
        reason: row.refusal_reason,
        sentence: row.refusal_sentence ?? '',
        help: row.refusal_help ?? '',
      },
    };
  }
  return { counts, found: foundOf(row) };
}

function foundOf(row: DbStudyVersion): StoredResult['found'] {
  if (row.verdict === null || row.p_value === null) return undefined;
  return {
    verdict: row.verdict,
    sentence: row.sentence ?? '',
    pValue: row.p_value,
    effect: row.effect ?? 0,
    lower: row.effect_lower ?? undefined,
    upper: row.effect_upper ?? undefined,
    smallestVisible: row.smallest_visible ?? undefined,
    logEffect: row.log_effect ?? 0,
    logStandardError: row.log_standard_error ?? 0,
    randomised: row.randomised ?? false,
    placeboBlocks: row.placebo_blocks ?? false,
    sharedQueue: row.shared_queue ?? false,
  };
}
