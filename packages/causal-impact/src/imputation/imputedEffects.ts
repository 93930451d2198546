import { answer, Answer, refuse } from '../answer';
import { faultOfPanel, Panel } from '../panel';
import type { Grid } from './imputation';
import { gapsOf, PeriodSystem, periodSystem } from './periodSystem';
import { factoriseInPlace, substitute } from './cholesky';
import { effectWindow, NEVER } from './windows';

/** Mean effect over some treated cells. */
export interface ImputedMean {
  readonly att: number;
  readonly cells: number;
  /** Units that the cells belong to. */
  readonly units: number;
}

export interface ImputedEffects {
  /** Over all treated cells, each counted once: the static effect. */
  readonly overall: ImputedMean;
  /** By periods since the first treated one: 0 for that period itself. Distances are those of the panel's own periods. */
  readonly byEventTime: readonly (ImputedMean & { readonly at: number })[];
  /** By first treated period. */
  readonly byCohort: readonly (ImputedMean & { readonly at: number })[];
  /** Treated cells in periods in which no unit was untreated. */
  readonly droppedCells: number;
  /** Units that are treated but were never observed untreated: they have no base. */
  readonly leftOut: readonly string[];
}

interface CellEffect {
  readonly unit: number;
  readonly cohort: number;
  readonly period: number;
  readonly effect: number;
}

/**
 * Effects of a panel by imputation: unit and period effects by least squares from the untreated cells, and what treated
 * cells have above them (Borusyak, Jaravel, Spiess, Review of Economic Studies 91 (2024), section 4.1; Gardner, arXiv
 * 2207.05943). The means are descriptive; `estimateEffect` and `eventStudy` have the inference.
 */
export function imputedEffects(panel: Panel): Answer<ImputedEffects> {
  const fault = faultOfPanel(panel);
  if (fault) return fault;
  const grid = {
    units: panel.units.length,
    periods: panel.periods.length,
    values: panel.outcome,
  };
  const windows = panel.firstTreated.map(start => {
    const at = panel.periods.findIndex(period => period >= start);
    const slot = at < 0 ? NEVER : { onset: at, date: at };
    return effectWindow(Infinity)(slot);
  });
  if (windows.every(({ fitUntil }) => fitUntil === Infinity)) {
    return refuse('no-treated-units', 'No unit is treated within the panel.');
  }
  const system = periodSystem(grid, windows, gapsOf(grid));
  const fitted = periodEffects(grid, system);
  if (!fitted) {
    return refuse(
      'not-identified',
      'The untreated cells do not connect all periods with each other, so period effects cannot be told from unit effects.',
    );
  }
  const cells: CellEffect[] = [];
  const leftOut: string[] = [];
  let droppedCells = 0;
  panel.units.forEach((name, unit) => {
    const from = system.fitEnd[unit]!;
    const base = unitEffect(grid, system, fitted, unit);
    if (base === undefined) {
      if (from < grid.periods) leftOut.push(name);
      return;
    }
    for (let t = from; t < grid.periods; t += 1) {
      const value = grid.values[unit * grid.periods + t]!;
      if (Number.isNaN(value)) continue;
      if (system.untreated[t] === 0) {
        droppedCells += 1;
        continue;
      }
      cells.push({
        unit,
        cohort: panel.firstTreated[unit]!,
        period: panel.periods[t]!,
        effect: value - base - fitted[t]!,
      });
    }
  });
  if (cells.length === 0) {
    return refuse(
      'no-usable-cells',
      `No unit has both untreated periods and treated periods in which another unit was untreated (${droppedCells} treated cells had none).`,
    );
  }
  return answer({
    overall: meanOf(cells),
    byEventTime: meansBy(cells, ({ period, cohort }) => period - cohort),
    byCohort: meansBy(cells, ({ cohort }) => cohort),
    droppedCells,
    leftOut,
  });
}

/** One a period, the first period with untreated cells being zero; undefined where they are not identified. */
function periodEffects(
  grid: Grid,
  system: PeriodSystem,
): Float64Array | undefined {
  const { periods, values } = grid;
  const side = new Float64Array(Math.max(0, system.used.length - 1));
  const none = new Float64Array(periods);
  for (let i = 0; i < grid.units; i += 1) {
    const mean = unitEffect(grid, system, none, i);
    if (mean === undefined) continue;
    for (let t = 0; t < system.fitEnd[i]!; t += 1) {
      const value = values[i * periods + t]!;
      const position = system.position[t]! - 1;
      if (position >= 0 && !Number.isNaN(value))
        side[position]! += value - mean;
    }
  }
  if (!factoriseInPlace(system.matrix, side.length)) return undefined;
  const solved = substitute(system.matrix, side);
  const effects = new Float64Array(periods);
  system.used.forEach((t, position) => {
    effects[t] = position > 0 ? solved[position - 1]! : 0;
  });
  return effects;
}

/** Mean of a unit's untreated cells less their period effects; undefined where it has none. */
function unitEffect(
  { periods, values }: Grid,
  { fitEnd, fitCount }: PeriodSystem,
  effects: Float64Array,
  unit: number,
): number | undefined {
  if (fitCount[unit] === 0) return undefined;
  let sum = 0;
  for (let t = 0; t < fitEnd[unit]!; t += 1) {
    const value = values[unit * periods + t]!;
    if (!Number.isNaN(value)) sum += value - effects[t]!;
  }
  return sum / fitCount[unit]!;
}

function meansBy(
  cells: readonly CellEffect[],
  keyOf: (cell: CellEffect) => number,
): (ImputedMean & { at: number })[] {
  const groups = Map.groupBy(cells, keyOf);
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([at, members]) => ({ at, ...meanOf(members) }));
}

function meanOf(cells: readonly CellEffect[]): ImputedMean {
  return {
    att: cells.reduce((sum, { effect }) => sum + effect, 0) / cells.length,
    cells: cells.length,
    units: new Set(cells.map(({ unit }) => unit)).size,
  };
}
