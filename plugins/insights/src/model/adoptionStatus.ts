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

/** Who reads the next step: somebody who looks after teams, or the team itself. */
export type Reader = 'provider' | 'team';

type NeedId = AdoptionStatus | 'declining';

/** What could be done, for what needs somebody; most urgent first. */
const NEXT_STEPS: ReadonlyMap<NeedId, Record<Reader, string>> = new Map([
  [
    'stalled',
    {
      provider: 'Offer help with getting started',
      team: 'Ask its support channel for help',
    },
  ],
  [
    'churned',
    {
      provider: 'Ask why they stopped',
      team: 'Tell its provider why you stopped',
    },
  ],
  [
    'declining',
    {
      provider: 'Ask whether something got in the way',
      team: 'Tell its provider what gets in the way',
    },
  ],
  [
    'declared-not-seen',
    {
      provider: 'Ask what they use, or which jobs we miss',
      team: 'Check the job patterns of your components, or take it out of mli.internal/adopts',
    },
  ],
  [
    'seen-not-declared',
    {
      provider: 'Welcome them, and ask them to declare it',
      team: 'Declare it: add it to mli.internal/adopts',
    },
  ],
]);
const NEED_ORDER = [...NEXT_STEPS.keys()];

/** Still in use, but by fewer than before. */
export function isDeclining(row: AdoptionRow): boolean {
  return row.status === 'in-use' && row.observed === 'declining';
}

function needOf(row: AdoptionRow): NeedId {
  return isDeclining(row) ? 'declining' : row.status;
}

export function nextStepOf(
  row: AdoptionRow,
  reader: Reader = 'provider',
): string | undefined {
  return NEXT_STEPS.get(needOf(row))?.[reader];
}

/** Rows with the same need, and what to do about each of them. */
export interface Need {
  id: NeedId;
  /** A row that shows the status of all. */
  example: AdoptionRow;
  nextStep: string;
  rows: AdoptionRow[];
}

/**
 * The rows where somebody should do something, by need, most urgent first. A team that left an offering which is being
 * phased out did what it was asked to.
 */
export function whoNeedsSomebody(
  rows: readonly AdoptionRow[],
  isPhasedOut: (offering: string) => boolean = () => false,
): Need[] {
  const needing = rows.filter(
    row =>
      row.eligible && !(row.status === 'churned' && isPhasedOut(row.offering)),
  );
  return NEED_ORDER.flatMap(id => {
    const members = needing
      .filter(row => needOf(row) === id)
      .sort(
        (a, b) =>
          a.offering.localeCompare(b.offering) || a.team.localeCompare(b.team),
      );
    const [example] = members;
    const nextStep = example && nextStepOf(example);
    return nextStep ? [{ id, example, nextStep, rows: members }] : [];
  });
}

export function countNeeds(needs: readonly Need[]): number {
  return needs.reduce((sum, { rows }) => sum + rows.length, 0);
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
