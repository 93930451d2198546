import type { AdoptionRow, AdoptionStatus } from '@mli/plugin-insights-common';
import { adoptionGroup, AdoptionGroup } from '@mli/plugin-ml-platform-react';

/** The groups of docs/metrics.md section 5, in the order in which pages show them. */
export const ADOPTION_GROUPS: ReadonlyArray<{
  group: AdoptionGroup;
  label: string;
}> = [
  { group: 'does-not-match', label: 'Does not match' },
  { group: 'starting', label: 'Starting' },
  { group: 'in-use', label: 'In use' },
  { group: 'other', label: 'Not in use' },
];

/** What somebody could do, for the statuses that need somebody; most urgent first. */
const NEXT_STEPS: ReadonlyMap<AdoptionStatus, string> = new Map([
  ['stalled', 'Offer help with getting started'],
  ['churned', 'Ask why they stopped'],
  ['declared-not-seen', 'Ask what they use, or which jobs we miss'],
  ['seen-not-declared', 'Welcome them, and ask them to declare it'],
]);
const NEED_ORDER = [...NEXT_STEPS.keys()];

/** Still in use, but by fewer than before. */
export function isDeclining(row: AdoptionRow): boolean {
  return row.status === 'in-use' && row.observed === 'declining';
}

export function nextStepOf(row: AdoptionRow): string | undefined {
  return isDeclining(row)
    ? 'Ask whether something got in the way'
    : NEXT_STEPS.get(row.status);
}

/** The rows where somebody should do something, most urgent first, then by offering and team. */
export function whoNeedsSomebody(rows: readonly AdoptionRow[]): AdoptionRow[] {
  const rank = (row: AdoptionRow) => {
    const index = NEED_ORDER.indexOf(row.status);
    return index === -1 ? NEED_ORDER.length : index;
  };
  return rows
    .filter(row => row.eligible && nextStepOf(row) !== undefined)
    .sort(
      (a, b) =>
        rank(a) - rank(b) ||
        a.offering.localeCompare(b.offering) ||
        a.team.localeCompare(b.team),
    );
}

/** How many teams stand where, over eligible teams only. */
export function countByGroup(
  rows: readonly AdoptionRow[],
): Record<AdoptionGroup, number> {
  const counts = { 'does-not-match': 0, starting: 0, 'in-use': 0, other: 0 };
  for (const row of rows) {
    if (row.eligible) counts[adoptionGroup(row.status)] += 1;
  }
  return counts;
}
