import { answer, Answer, refuse } from '../answer';
import { faultOfPanel, isBalanced, Panel } from '../panel';
import { BlockEstimate, estimateBlock, SyntheticMethod } from './block';
import { withDefaults } from '../withDefaults';

export interface SyntheticOptions {
  readonly method: SyntheticMethod;
  /** Treated periods of a unit that count; default all. */
  readonly horizon: number;
}

export const DEFAULT_SYNTHETIC_OPTIONS: SyntheticOptions = {
  method: 'synthetic-difference-in-differences',
  horizon: Infinity,
};

/** Units that were first treated in the same period. */
export interface SyntheticCohort extends BlockEstimate {
  readonly start: number;
  readonly treatedUnits: number;
  /** Treated cells: the weight of the cohort in the whole. */
  readonly cells: number;
  /** Periods of `curve`. */
  readonly periods: readonly number[];
}

export interface SyntheticEffect {
  /** Mean over the treated cells that count. */
  readonly estimate: number;
  readonly cohorts: readonly SyntheticCohort[];
  /** Units that are never treated, in the order of `unitWeights`. */
  readonly controls: readonly string[];
  readonly skipped: readonly { start: number; why: string }[];
}

/**
 * Effect on treated units against a weighted mean of units that are never treated, cohort by cohort, cohorts weighted
 * by their treated cells (Arkhangelsky et al. 2021, appendix A; Clarke, Pailanir, Athey, Imbens 2024). A single cohort
 * is the block design of the paper. Needs a balanced panel; see `completeUnits`.
 */
export function syntheticEffect(
  panel: Panel,
  options: Partial<SyntheticOptions> = {},
): Answer<SyntheticEffect> {
  const settings = withDefaults(DEFAULT_SYNTHETIC_OPTIONS, options);
  const fault = faultOfPanel(panel);
  if (fault) return fault;
  if (!(settings.horizon >= 1)) {
    return refuse(
      'invalid-input',
      `A horizon of ${settings.horizon} periods leaves nothing to estimate.`,
    );
  }
  const first = panel.periods[0];
  const last = panel.periods.at(-1);
  if (first === undefined || last === undefined || panel.periods.length < 3) {
    return refuse(
      'too-few-periods',
      'Weights need two periods before the treatment and one after.',
    );
  }
  if (!isBalanced(panel)) {
    return refuse(
      'unbalanced',
      'Weights of units and periods need every unit in every period; this panel has gaps.',
    );
  }
  const controls = membersOf(panel, start => start > last);
  const starts = [...new Set(panel.firstTreated)]
    .filter(start => start <= last)
    .sort((a, b) => a - b);
  if (starts.length === 0) {
    return refuse('no-treated-units', 'No unit is treated within the panel.');
  }
  if (controls.length === 0) {
    return refuse(
      'no-untreated-units',
      'Every unit is treated, so there are no controls to weigh.',
    );
  }
  const cohorts: SyntheticCohort[] = [];
  const skipped: { start: number; why: string }[] = [];
  for (const start of starts) {
    const cohort = cohortEffect(panel, controls, start, settings);
    if (cohort) cohorts.push(cohort);
    else skipped.push({ start, why: 'too few periods before the treatment' });
  }
  const cells = cohorts.reduce((sum, cohort) => sum + cohort.cells, 0);
  if (cells === 0) {
    return refuse(
      'too-few-periods',
      `No cohort has two changes of controls before its treatment and a period after it; the first starts in period ${starts[0]}.`,
    );
  }
  return answer({
    estimate: cohorts.reduce(
      (sum, cohort) => sum + (cohort.cells / cells) * cohort.estimate,
      0,
    ),
    cohorts,
    controls: controls.map(i => panel.units[i] ?? ''),
    skipped,
  });
}

function cohortEffect(
  panel: Panel,
  controls: readonly number[],
  start: number,
  { method, horizon }: SyntheticOptions,
): SyntheticCohort | undefined {
  const before = panel.periods.filter(period => period < start).length;
  const periods = panel.periods.slice(0, before + horizon);
  const row = (i: number) => {
    const from = i * panel.periods.length;
    return panel.outcome.slice(from, from + periods.length);
  };
  const members = membersOf(panel, own => own === start);
  const block = {
    controls: controls.map(row),
    treated: members.map(row),
    before,
  };
  const estimated = estimateBlock(block, method);
  return (
    estimated && {
      ...estimated,
      start,
      treatedUnits: members.length,
      cells: members.length * (periods.length - before),
      periods,
    }
  );
}

function membersOf(panel: Panel, holds: (start: number) => boolean): number[] {
  return panel.firstTreated.flatMap((start, i) => (holds(start) ? [i] : []));
}
