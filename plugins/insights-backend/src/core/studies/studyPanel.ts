import {
  ClassCell,
  endSeries,
  Grid,
  ineligibility,
  NEVER,
  Slot,
  standardiseToPreMix,
} from '@mli/causal-impact';
import { StudyTeam } from '@mli/plugin-insights-common';
import { addDays, Day, DAYS_PER_WEEK, daysBetween } from '../metrics/windows';
import { scaleOf } from './outcomes';
import { AdoptionSpell, StudyInputs, StudyTeamInput, WeekCell } from './types';

/** A week with fewer runs of a team says nothing about it. */
export const LEAST_RUNS = 5;
/** Weeks in which more runs are still open would be judged by the short ones. */
export const LEAST_CLOSED = 0.95;
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
  const counted = countedCells(inputs.cells, periods);
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

interface TeamWeek {
  readonly team: string;
  readonly week: number;
  readonly cells: readonly WeekCell[];
  readonly runs: number;
}

/** Weeks of teams with enough runs, nearly all of them closed; a week without runs is missing, never 0. */
function countedCells(cells: readonly WeekCell[], periods: number): TeamWeek[] {
  const groups = Map.groupBy(
    cells.filter(({ week }) => week >= 0 && week < periods),
    ({ team, week }) => `${week} ${team}`,
  );
  return [...groups.values()].flatMap(own => {
    const sum = (of: (cell: WeekCell) => number) =>
      own.reduce((total, cell) => total + of(cell), 0);
    const runs = sum(cell => cell.runs);
    const submitted = sum(cell => cell.submitted);
    const closed = sum(cell => cell.closed);
    const [first] = own;
    return first && runs >= LEAST_RUNS && closed >= LEAST_CLOSED * submitted
      ? [{ team: first.team, week: first.week, cells: own, runs }]
      : [];
  });
}

function zerosOf(weeks: readonly TeamWeek[]) {
  let runs = 0;
  let zeros = 0;
  for (const { cells } of weeks) {
    for (const cell of cells) {
      runs += cell.runs;
      zeros += cell.zeros;
    }
  }
  return { runs, zeros };
}

interface WeekOutcome {
  readonly team: string;
  readonly week: number;
  readonly outcome: number;
  readonly runs: number;
}

/**
 * The outcome of each week as if the team's runs had always had the mix of stage, run class and trigger that they had
 * before. Classes are compared with their own time before, so that a class that is absent for a week moves nothing.
 */
function outcomeByWeek(
  weeks: readonly TeamWeek[],
  slotOf: ReadonlyMap<string, Slot>,
  scale: 'log' | 'level',
): WeekOutcome[] {
  const runsOf = new Map(
    weeks.map(({ team, week, runs }) => [`${week} ${team}`, runs]),
  );
  const onsets = new Map([...slotOf].map(([team, { onset }]) => [team, onset]));
  const classCells = weeks.flatMap(({ cells }) =>
    cells.flatMap(cell => classCell(cell, scale)),
  );
  const usual = usualValues(classCells, onsets);
  const centred = classCells.flatMap(cell => {
    const own = usual.get(cell.unit)?.get(cell.class);
    return own ? [{ ...cell, value: cell.value - own.mean }] : [];
  });
  const { observations } = standardiseToPreMix(centred, { onsets });
  return observations.map(({ unit, period, outcome }) => ({
    team: unit,
    week: period,
    outcome: outcome + levelOf(usual.get(unit)),
    runs: runsOf.get(`${period} ${unit}`) ?? 1,
  }));
}

function classCell(cell: WeekCell, scale: 'log' | 'level'): ClassCell[] {
  const value = scale === 'log' ? Math.log(cell.p50) : cell.mean;
  return cell.runs > 0 && Number.isFinite(value)
    ? [
        {
          unit: cell.team,
          period: cell.week,
          class: cell.class,
          value,
          runs: cell.runs,
        },
      ]
    : [];
}

type Usual = Map<string, { mean: number; runs: number }>;

/** Mean of each class of a team before its onset, by runs. */
function usualValues(
  cells: readonly ClassCell[],
  onsets: ReadonlyMap<string, number>,
): Map<string, Usual> {
  const usual = new Map<string, Usual>();
  for (const { unit, period, class: name, value, runs } of cells) {
    if (period >= (onsets.get(unit) ?? Infinity)) continue;
    const own = usual.get(unit) ?? new Map();
    const before = own.get(name) ?? { mean: 0, runs: 0 };
    const total = before.runs + runs;
    own.set(name, {
      mean: before.mean + (runs * (value - before.mean)) / total,
      runs: total,
    });
    usual.set(unit, own);
  }
  return usual;
}

/** What the team's usual mix takes, so that effects in levels are percent of something. */
function levelOf(usual: Usual | undefined): number {
  let sum = 0;
  let runs = 0;
  for (const own of usual?.values() ?? []) {
    sum += own.runs * own.mean;
    runs += own.runs;
  }
  return runs > 0 ? sum / runs : 0;
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

const WHY_LEFT_OUT = {
  gaps: 'fewer than 60 % of its weeks have 5 runs',
  'too-few-untreated': 'fewer than 8 weeks with runs before it first used it',
  'too-few-treated': 'fewer than 4 weeks with runs since it adopted',
} as const;

const WHY_ENDED: Readonly<Record<string, string>> = {
  split: 'counted until it was split',
  merged: 'counted until another team joined it',
  dissolved: 'counted until it was dissolved',
  turnover: 'counted until more than half of its people had left',
};

function rolesOf(
  { teams, spells, question }: StudyInputs,
  slotOf: ReadonlyMap<string, Slot>,
  reasons: readonly (keyof typeof WHY_LEFT_OUT | undefined)[],
  periods: number,
): StudyTeam[] {
  const spellOf = new Map(spells.map(spell => [spell.team, spell]));
  return teams.map(({ team, endsOn, endsWhy }, i) => {
    const slot = slotOf.get(team);
    const date = spellOf.get(team)?.date;
    const adopted = slot !== undefined && slot.date < periods;
    const ended =
      endsOn !== undefined && endsOn < question.to
        ? WHY_ENDED[endsWhy ?? '']
        : undefined;
    const reason = reasons[i];
    return {
      team,
      role: reason ? 'left-out' : roleOf(slot, periods),
      ...(adopted && date !== undefined ? { date } : {}),
      ...(reason || ended
        ? { why: reason ? WHY_LEFT_OUT[reason] : ended }
        : {}),
    };
  });
}

function roleOf(slot: Slot | undefined, periods: number): StudyTeam['role'] {
  if (!slot || slot.onset >= periods) return 'comparison';
  return Number.isFinite(slot.date) ? 'adopting' : 'tried';
}
