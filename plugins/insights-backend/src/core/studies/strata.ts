/** A department smaller than this is no peer group of its own; such departments are one together. */
export const LEAST_PEERS = 6;
/** A third of a peer group by size that would be smaller than this is not split off. */
export const LEAST_OF_SIZE = 4;

export interface StratifiedTeam {
  readonly team: string;
  readonly department: string;
  readonly size: number;
}

/**
 * The stratum of each team: its peer group and its third by size in it. Depends on who the teams are, and neither on
 * when they adopted nor on what came of it, so that orders of adoption may be permuted within it.
 */
export function strataOf(
  teams: readonly StratifiedTeam[],
): ReadonlyMap<string, string> {
  const departments = Map.groupBy(teams, ({ department }) => department);
  const peers = Map.groupBy(teams, ({ department }) =>
    (departments.get(department)?.length ?? 0) >= LEAST_PEERS
      ? department
      : 'others',
  );
  const strata = new Map<string, string>();
  for (const [peer, members] of peers) {
    const ordered = [...members].sort(
      (a, b) => a.size - b.size || (a.team < b.team ? -1 : 1),
    );
    const parts = Math.max(
      1,
      Math.min(3, Math.floor(ordered.length / LEAST_OF_SIZE)),
    );
    // Teams of one size stay together: the cut goes where the size changes.
    ordered.forEach(({ team, size }) => {
      const rank = ordered.findIndex(other => other.size === size);
      const part = Math.floor((rank * parts) / ordered.length);
      strata.set(team, `${peer}, size ${part + 1} of ${parts}`);
    });
  }
  return strata;
}
