import {
  endSeries,
  Grid,
  ineligibility,
  NEVER,
  Slot,
} from '@mli/causal-impact';
import { StudyTeam } from '@mli/plugin-insights-common';
import { addDays, Day, DAYS_PER_WEEK, daysBetween } from '../metrics/windows';
import { scaleOf } from './outcomes';
import { rolesOf } from './studyRoles';
import { AdoptionSpell, StudyInputs, StudyTeamInput } from './types';
import {
  countedWeeks,
  outcomeByWeek,
  WeekOutcome,
  zerosOf,
} from './weekOutcomes';

/** Weeks before the adoption date that are left out at least. */
export const LEFT_OUT_WEEKS = 4;
const LEAST_UNTREATED_WEEKS = 8;

export interface StudyPanel {
  readonly scale: 'log' | 'level';
  readonly grid: Grid;
  /** Rows of the grid. */
  readonly teams: readonly StudyTeamInput[];
  readonly slots: readonly Slot[];
  /** Runs behind each cell, row by row; 1 where nothing was observed. */
  readonly runs: Float64Array;
  /** The Monday of the first column. */
  readonly firstWeek: Day;
  /** Everybody who was asked about, with the part they play. */
  readonly roles: readonly StudyTeam[];
  readonly cells: {
    readonly used: number;
    readonly leftOut: number;
    readonly missing: number;
  };
}

/** From weekly cells, adoptions and the history of teams to what the estimator takes. */
export function studyPanel(inputs: StudyInputs): StudyPanel {
  const periods = weekIndex(inputs.question.from, inputs.question.to);
  const isDesigned = inputs.rollout !== undefined;
  const slotOf = slotsOf(inputs.spells, inputs.question.from, periods);
  const counted = countedWeeks(inputs.cells, periods);
  const scale = scaleOf(inputs.question.outcome, zerosOf(counted));
  const outcomes = outcomeByWeek(counted, slotOf, scale);
  const full = toGrid(inputs.teams, periods, outcomes);
  const first = isDesigned ? 0 : firstObserved(full.grid);
  const all = dropWeeksBefore(full, first);
  const slots = inputs.teams.map(({ team }) =>
    shifted(slotOf.get(team) ?? NEVER, first),
  );
  const ends = inputs.teams.map(({ endsOn }) =>
    endsOn === undefined
      ? Infinity
      : Math.max(0, weekIndex(inputs.question.from, endsOn) - first),
  );
  const grid = endSeries(all.grid, ends);
  // A drawn order is analysed with the teams it was drawn for, whatever became of them.
  const reasons = isDesigned
    ? slots.map(() => undefined)
    : ineligibility(grid, slots, {}, ends).map((reason, i) =>
        // Who had it from the start has no time before to compare with; that is the reason, not the gaps.
        slots[i]!.onset < LEAST_UNTREATED_WEEKS ? 'too-few-untreated' : reason,
      );
  const kept = inputs.teams.flatMap((_, i) =>
    reasons[i] === undefined ? [i] : [],
  );
  const panel = rowsOf({ ...all, grid }, kept);
  const keptSlots = kept.map(i => slots[i]!);
  return {
    scale,
    ...panel,
    teams: kept.map(i => inputs.teams[i]!),
    slots: keptSlots,
    firstWeek: addDays(inputs.question.from, first * DAYS_PER_WEEK),
    roles: rolesOf(inputs, slotOf, reasons, periods),
    cells: countCells(panel.grid, keptSlots),
  };
}

/** Weeks from a Monday to the week of a day. */
export function weekIndex(from: Day, day: Day): number {
  return Math.floor(daysBetween(from, day) / DAYS_PER_WEEK);
}

/** The number of the week of a day, the same for every study. */
export function weekNumber(day: Day): number {
  return weekIndex('1970-01-05', day);
}

/**
 * When each team's treatment began: cells from min(onset, date - 4 weeks) to the date belong to neither side. A spell
 * without a date in the window takes the team out of the controls at its onset. First spells only.
 */
export function slotsOf(
  spells: readonly AdoptionSpell[],
  from: Day,
  periods: number,
): Map<string, Slot> {
  const slots = new Map<string, Slot>();
  for (const { team, onset, date } of spells) {
    const first = weekIndex(from, onset);
    const week = date === undefined ? Infinity : weekIndex(from, date);
    const slot =
      week < periods
        ? { onset: Math.min(first, week - LEFT_OUT_WEEKS), date: week }
        : { onset: first, date: Infinity };
    if (slot.onset < periods && !slots.has(team)) slots.set(team, slot);
  }
  return slots;
}

interface Rows {
  readonly grid: Grid;
  readonly runs: Float64Array;
}

function toGrid(
  teams: readonly StudyTeamInput[],
  periods: number,
  outcomes: readonly WeekOutcome[],
): Rows {
  const rowOf = new Map(teams.map(({ team }, row) => [team, row]));
  const values = new Float64Array(teams.length * periods).fill(NaN);
  const runs = new Float64Array(teams.length * periods).fill(1);
  for (const { team, week, outcome, runs: n } of outcomes) {
    const row = rowOf.get(team);
    if (row === undefined) continue;
    values[row * periods + week] = outcome;
    runs[row * periods + week] = n;
  }
  return { grid: { units: teams.length, periods, values }, runs };
}

/** Weeks before anything was seen of anybody are before the source began, and nobody's gap. */
function firstObserved({ units, periods, values }: Grid): number {
  for (let t = 0; t < periods; t += 1) {
    for (let i = 0; i < units; i += 1) {
      if (!Number.isNaN(values[i * periods + t]!)) return t;
    }
  }
  return 0;
}

function dropWeeksBefore({ grid, runs }: Rows, first: number): Rows {
  const periods = grid.periods - first;
  const cut = (from: Float64Array) => {
    const to = new Float64Array(grid.units * periods);
    for (let i = 0; i < grid.units; i += 1) {
      const row = i * grid.periods;
      to.set(from.subarray(row + first, row + grid.periods), i * periods);
    }
    return to;
  };
  return {
    grid: { units: grid.units, periods, values: cut(grid.values) },
    runs: cut(runs),
  };
}

function rowsOf({ grid, runs }: Rows, kept: readonly number[]): Rows {
  const { periods } = grid;
  const pick = (from: Float64Array) => {
    const to = new Float64Array(kept.length * periods);
    kept.forEach((i, row) => {
      to.set(from.subarray(i * periods, (i + 1) * periods), row * periods);
    });
    return to;
  };
  return {
    grid: { units: kept.length, periods, values: pick(grid.values) },
    runs: pick(runs),
  };
}

function shifted({ onset, date }: Slot, weeks: number): Slot {
  return { onset: onset - weeks, date: date - weeks };
}

function countCells(grid: Grid, slots: readonly Slot[]) {
  let used = 0;
  let leftOut = 0;
  let missing = 0;
  slots.forEach(({ onset, date }, i) => {
    for (let t = 0; t < grid.periods; t += 1) {
      if (Number.isNaN(grid.values[i * grid.periods + t]!)) missing += 1;
      else if (t >= onset && t < date) leftOut += 1;
      else used += 1;
    }
  });
  return { used, leftOut, missing };
}
