import type { AdoptionRow, AdoptionStatus } from '@mli/plugin-insights-common';

/** The three groups of docs/metrics.md section 5, and what stands outside them. */
export type AdoptionGroup =
  | 'does-not-match'
  | 'starting'
  | 'in-use'
  | 'none'
  | 'cannot-tell';

export interface AdoptionStatusInfo {
  group: AdoptionGroup;
  label: string;
  /** What somebody could do about it, for the groups that need somebody. */
  nextStep?: string;
}

export const ADOPTION_STATUS_INFO: Record<AdoptionStatus, AdoptionStatusInfo> =
  {
    'in-use': { group: 'in-use', label: 'In use' },
    planned: { group: 'starting', label: 'Planned' },
    onboarding: { group: 'starting', label: 'Starting' },
    'seen-not-declared': {
      group: 'does-not-match',
      label: 'Seen, not declared',
      nextStep: 'Welcome them, and ask them to declare it',
    },
    'declared-not-seen': {
      group: 'does-not-match',
      label: 'Declared, not seen',
      nextStep: 'Ask what they use instead, or which jobs we miss',
    },
    stalled: {
      group: 'does-not-match',
      label: 'Stalled',
      nextStep: 'Offer help with getting started',
    },
    churned: {
      group: 'does-not-match',
      label: 'Stopped using it',
      nextStep: 'Ask why they stopped',
    },
    'not-started': { group: 'none', label: 'Not started' },
    declined: { group: 'none', label: 'Declined' },
    'not-applicable': { group: 'none', label: 'Not applicable' },
    'cannot-tell': { group: 'cannot-tell', label: 'Cannot tell' },
  };

export const ADOPTION_GROUPS: ReadonlyArray<{
  group: AdoptionGroup;
  label: string;
}> = [
  { group: 'does-not-match', label: 'Does not match' },
  { group: 'starting', label: 'Starting' },
  { group: 'in-use', label: 'In use' },
  { group: 'none', label: 'Not in use' },
  { group: 'cannot-tell', label: 'Cannot tell' },
];

/** Most urgent first: somebody is waiting, then somebody left, then words that do not match. */
const NEED_ORDER: readonly AdoptionStatus[] = [
  'stalled',
  'churned',
  'declared-not-seen',
  'seen-not-declared',
];

export function adoptionGroupOf(row: AdoptionRow): AdoptionGroup {
  return ADOPTION_STATUS_INFO[row.status].group;
}

/** A row that says less than before, though it still counts as in use. */
export function isDeclining(row: AdoptionRow): boolean {
  return row.status === 'in-use' && row.observed === 'declining';
}

/** The rows where somebody should do something, most urgent first, then by offering and team. */
export function whoNeedsSomebody(rows: readonly AdoptionRow[]): AdoptionRow[] {
  const rank = (row: AdoptionRow) => {
    const index = NEED_ORDER.indexOf(row.status);
    return index === -1 ? NEED_ORDER.length : index;
  };
  return rows
    .filter(
      row =>
        row.eligible &&
        (adoptionGroupOf(row) === 'does-not-match' || isDeclining(row)),
    )
    .sort(
      (a, b) =>
        rank(a) - rank(b) ||
        a.offering.localeCompare(b.offering) ||
        a.team.localeCompare(b.team),
    );
}

export function nextStepOf(row: AdoptionRow): string | undefined {
  if (isDeclining(row)) return 'Ask whether something got in the way';
  return ADOPTION_STATUS_INFO[row.status].nextStep;
}

/** How many teams stand where, over eligible teams only. */
export function countByGroup(
  rows: readonly AdoptionRow[],
): Record<AdoptionGroup, number> {
  const counts: Record<AdoptionGroup, number> = {
    'does-not-match': 0,
    starting: 0,
    'in-use': 0,
    none: 0,
    'cannot-tell': 0,
  };
  for (const row of rows) {
    if (row.eligible) counts[adoptionGroupOf(row)] += 1;
  }
  return counts;
}
