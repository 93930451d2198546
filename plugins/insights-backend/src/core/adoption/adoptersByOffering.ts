import {
  AdoptionRow,
  AdoptionStatus,
  OfferingAdopters,
} from '@mli/plugin-insights-common';

/** What a team that is eligible counts as; a status that is missing counts as eligible only. */
const COUNTED_AS: Partial<
  Record<AdoptionStatus, 'inUse' | 'starting' | 'stopped' | 'cannotTell'>
> = {
  'in-use': 'inUse',
  planned: 'starting',
  onboarding: 'starting',
  stalled: 'starting',
  churned: 'stopped',
  'cannot-tell': 'cannotTell',
};

/** Seen or declared, so that the team would say it uses it. */
const USES: ReadonlySet<AdoptionStatus> = new Set([
  'in-use',
  'onboarding',
  'seen-not-declared',
  'declared-not-seen',
]);

/**
 * Counts the rows of teams by offering, in the order in which the offerings first appear.
 *
 * @param ownTeams - full refs of the teams whose own relation to each offering is asked for
 */
export function adoptersByOffering(
  rows: readonly AdoptionRow[],
  ownTeams: ReadonlySet<string>,
): OfferingAdopters[] {
  const byOffering = new Map<string, OfferingAdopters>();
  for (const row of rows) {
    const entry = byOffering.get(row.offering) ?? {
      offering: row.offering,
      eligible: 0,
      inUse: 0,
      starting: 0,
      stopped: 0,
      cannotTell: 0,
      ownTeams: [],
    };
    byOffering.set(row.offering, entry);
    if (row.eligible) {
      entry.eligible += 1;
      const counted = COUNTED_AS[row.status];
      if (counted) entry[counted] += 1;
    }
    if (ownTeams.has(row.team)) {
      const use = USES.has(row.status)
        ? ('uses' as const)
        : row.eligible && ('could-use' as const);
      if (use) entry.ownTeams.push({ team: row.team, use });
    }
  }
  return [...byOffering.values()];
}
