import { StudyTeam } from '@mli/plugin-insights-common';
import { Day } from '../metrics/windows';
import { PanelCell } from './panelCells';
import { LEAST_TEAMS } from './refusals';

/** A row of the download: one team in one week, or the mean over at least three. */
export interface ReleasedCell {
  readonly week: Day;
  readonly part: PanelCell['part'] | 'withheld';
  /** Absent: the mean over `teams`. */
  readonly team?: string;
  readonly role?: StudyTeam['role'];
  readonly teams: number;
  readonly runs?: number;
  readonly outcome?: number;
}

/**
 * What of a study's cells leaves the service: cells that the release mask shows the caller; means over at least three
 * teams, where what is withheld among them is none or at least three, so that nothing can be taken off; and, by week,
 * how many were withheld.
 */
export function releasedCells(
  cells: readonly PanelCell[],
  isReleased: (cell: PanelCell) => boolean,
): ReleasedCell[] {
  const rows: ReleasedCell[] = [];
  const groups = Map.groupBy(cells, ({ week, part }) => `${week} ${part}`);
  const withheldIn = new Map<Day, number>();
  for (const key of [...groups.keys()].sort()) {
    const group = groups.get(key) ?? [];
    const [first] = group;
    if (!first) continue;
    const { week, part } = first;
    const shown = group.filter(isReleased);
    const withheld = group.length - shown.length;
    withheldIn.set(week, (withheldIn.get(week) ?? 0) + withheld);
    if (
      group.length >= LEAST_TEAMS &&
      (withheld === 0 || withheld >= LEAST_TEAMS)
    ) {
      rows.push({
        week,
        part,
        teams: group.length,
        outcome:
          group.reduce((sum, { outcome }) => sum + outcome, 0) / group.length,
      });
    }
    for (const { team, runs, outcome } of shown) {
      rows.push({ week, part, team, teams: 1, runs, outcome });
    }
  }
  for (const [week, teams] of [...withheldIn].sort()) {
    if (teams > 0) rows.push({ week, part: 'withheld', teams });
  }
  return rows;
}
