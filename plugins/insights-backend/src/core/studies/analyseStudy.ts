import {
  Answer,
  EffectInput,
  plannedInput,
  readRolloutPlan,
  Refusal,
  studyEffects,
} from '@mli/causal-impact';
import { StudyCounts, StudyTeam } from '@mli/plugin-insights-common';
import { Analysis } from './Analysis';
import { percentOf } from './beside';
import { PanelCell, panelCells } from './panelCells';
import {
  adoptedByDepartment,
  batchingOf,
  refusalOf,
  refusalOfLibrary,
  RefusedStudy,
} from './refusals';
import { strataOf } from './strata';
import {
  LEFT_OUT_WEEKS,
  StudyPanel,
  studyPanel,
  weekNumber,
} from './studyPanel';
import { AnalysisStep, StudyResult } from './StudyResult';
import { StudyInputs } from './types';

export type AnalysedStudy = {
  readonly teams: readonly StudyTeam[];
  readonly counts: StudyCounts;
  /** What was compared, on the scale of the study. */
  readonly cells: readonly PanelCell[];
} & (
  | { readonly ok: true; readonly result: StudyResult }
  | { readonly ok: false; readonly refusal: RefusedStudy }
);

/**
 * Computes a study: one panel, one test, and what stands beside it. Pure, and long: seconds with hundreds of teams, so
 * that it belongs in a thread of its own. `onStep` is told what begins.
 */
export function analyseStudy(
  inputs: StudyInputs,
  onStep: (step: AnalysisStep) => void = () => {},
): AnalysedStudy {
  onStep('panel');
  const panel = studyPanel(inputs);
  const about = {
    teams: panel.roles,
    counts: countsOf(panel.roles),
    cells: panelCells(panel),
  };
  const early = refusalOf(inputs, panel);
  if (early) return { ...about, ok: false, refusal: early };
  const designed = inputOf(inputs, panel);
  const refused = (refusal: Refusal): AnalysedStudy => ({
    ...about,
    ok: false,
    refusal: refusalOfLibrary(refusal),
  });
  if (!designed.ok) return refused(designed);
  const input = designed.value;
  onStep('effect');
  const together = studyEffects(
    { ...input, runs: panel.runs },
    { draws: inputs.draws, seed: inputs.seed },
  );
  if (!together.ok) return refused(together);
  const { effect, ...others } = together.value;
  if (!effect.ok) return refused(effect);
  const percent = percentOf(panel.scale, effect.value);
  if (!percent.ok) return refused(percent);
  const { counts } = about;
  return {
    ...about,
    ok: true,
    result: new Analysis(inputs, panel, input).result(
      { effect: effect.value, percent: percent.value, counts, others },
      onStep,
    ),
  };
}

/** By design where the order was drawn, else by teams within strata, or by batches where departments adopted. */
function inputOf(inputs: StudyInputs, panel: StudyPanel): Answer<EffectInput> {
  const { grid, slots, teams } = panel;
  if (inputs.rollout !== undefined) {
    const plan = readRolloutPlan(inputs.rollout);
    if (!plan.ok) return plan;
    const first = weekNumber(inputs.question.from);
    return plannedInput(plan.value, {
      grid,
      units: teams.map(({ team }) => team),
      periods: Array.from({ length: grid.periods }, (_, t) => first + t),
      preparation: LEFT_OUT_WEEKS,
    });
  }
  if (adoptedByDepartment(panel)) {
    return {
      ok: true,
      value: { grid, slots, batching: batchingOf(panel) },
    };
  }
  const strata = strataOf(teams);
  return {
    ok: true,
    value: {
      grid,
      slots,
      strata: teams.map(({ team }) => strata.get(team) ?? ''),
    },
  };
}

function countsOf(roles: readonly StudyTeam[]): StudyCounts {
  const count = (role: StudyTeam['role']) =>
    roles.filter(each => each.role === role).length;
  return {
    adopting: count('adopting'),
    comparison: count('comparison'),
    tried: count('tried'),
    leftOut: count('left-out'),
  };
}
