import { addDays, Day, DAYS_PER_WEEK } from '../metrics/windows';
import { StudyPanel } from './studyPanel';

/** One cell of the panel as it is kept beside the answer. */
export interface PanelCell {
  readonly team: string;
  readonly week: Day;
  readonly part: 'comparison' | 'before' | 'left-out' | 'after';
  readonly outcome: number;
  readonly runs: number;
}

export function panelCells(panel: StudyPanel): PanelCell[] {
  const { grid, slots, teams, runs, firstWeek } = panel;
  const cells: PanelCell[] = [];
  teams.forEach(({ team }, i) => {
    const slot = slots[i]!;
    for (let t = 0; t < grid.periods; t += 1) {
      const cell = i * grid.periods + t;
      const outcome = grid.values[cell]!;
      if (Number.isNaN(outcome)) continue;
      cells.push({
        team,
        week: addDays(firstWeek, t * DAYS_PER_WEEK),
        part: partOf(slot, t),
        outcome,
        runs: runs[cell]!,
      });
    }
  });
  return cells;
}

function partOf(
  { onset, date }: { onset: number; date: number },
  week: number,
): PanelCell['part'] {
  if (onset === Infinity) return 'comparison';
  if (week < onset) return 'before';
  return week < date ? 'left-out' : 'after';
}
