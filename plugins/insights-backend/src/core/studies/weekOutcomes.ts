import { ClassCell, Slot, standardiseToPreMix } from '@mli/causal-impact';
import { WeekCell } from './types';

/** A week with fewer runs of a team says nothing about it. */
const LEAST_RUNS = 5;
/** Weeks in which more runs are still open would be judged by the short ones. */
const LEAST_CLOSED = 0.95;

export interface TeamWeek {
  readonly team: string;
  readonly week: number;
  readonly cells: readonly WeekCell[];
  readonly runs: number;
}

/** Weeks of teams with enough runs, nearly all of them closed; a week without runs is missing, never 0. */
export function countedWeeks(
  cells: readonly WeekCell[],
  periods: number,
): TeamWeek[] {
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

export function zerosOf(weeks: readonly TeamWeek[]) {
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

export interface WeekOutcome {
  readonly team: string;
  readonly week: number;
  readonly outcome: number;
  readonly runs: number;
}

/**
 * The outcome of each week as if the team's runs had always had the mix of stage, run class and trigger that they had
 * before. Classes are compared with their own time before, so that a class that is absent for a week moves nothing.
 */
export function outcomeByWeek(
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
