import { TeamDay } from './markDirty';

/** A team and the days [from, to) of it, UTC. */
export interface TeamDays {
  readonly team: string;
  readonly from: string;
  readonly to: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Runs of consecutive days as ranges: a range is one index scan per subject, however many days it has. The ranges
 * hold exactly the days given.
 */
export function toTeamDays(days: readonly TeamDay[]): TeamDays[] {
  const byTeam = new Map<string, Set<string>>();
  for (const { team, day } of days) {
    const known = byTeam.get(team);
    if (known) {
      known.add(day);
    } else {
      byTeam.set(team, new Set([day]));
    }
  }
  return [...byTeam].flatMap(([team, ofTeam]) =>
    ranges([...ofTeam].sort()).map(range => ({ team, ...range })),
  );
}

function ranges(sorted: readonly string[]): { from: string; to: string }[] {
  const found: { from: string; to: string }[] = [];
  for (const day of sorted) {
    const last = found.at(-1);
    if (last?.to === day) {
      last.to = dayAfter(day);
    } else {
      found.push({ from: day, to: dayAfter(day) });
    }
  }
  return found;
}

export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS)
    .toISOString()
    .slice(0, 10);
}

/** The bindings of `scopeSql`. */
export function scopeBindings(scope: readonly TeamDays[]): string[][] {
  return [
    scope.map(({ team }) => team),
    scope.map(({ from }) => from),
    scope.map(({ to }) => to),
  ];
}

/** Team, days and their borders in UTC; three bindings. */
export const scopeSql = `
  select team_ref, from_day, to_day,
    from_day::timestamp at time zone 'UTC' as lower,
    to_day::timestamp at time zone 'UTC' as upper
  from unnest(cast(? as text[]), cast(? as date[]), cast(? as date[]))
    as scope (team_ref, from_day, to_day)
`;
