import { dayOf } from '../metrics/windows';
import {
  MemberValidity,
  OrganisationTimeline,
  SeriesEnd,
  UnitValidity,
} from './OrganisationTimeline';

/**
 * From which day on a team is no longer the one the series began with: it was split or merged, it is gone, or more
 * than half of those it began with have left (docs/metrics.md, section 7). Days outside (from, to) do not count.
 */
export function seriesEnds(
  history: {
    readonly units: readonly UnitValidity[];
    readonly members: readonly MemberValidity[];
  },
  teams: readonly string[],
  window: { readonly from: Date; readonly to: Date },
): Map<string, SeriesEnd> {
  const timeline = new OrganisationTimeline(history.units, history.members);
  const ends = new Map<string, SeriesEnd>();
  const changes = timeline.changesWithin(window);
  for (const team of teams) {
    const begins = timeline.firstAlive(team, window);
    if (begins === undefined) continue;
    const first = timeline.membersAt(team, begins);
    for (const at of changes) {
      if (at <= begins.getTime()) continue;
      const why = timeline.endOf(team, first, new Date(at));
      if (why) {
        ends.set(team, { day: dayOf(new Date(at)), why });
        break;
      }
    }
  }
  return ends;
}
