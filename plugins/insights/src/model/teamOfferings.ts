import type {
  AdoptionRow,
  Declaration,
  DeclaredState,
} from '@mli/plugin-insights-common';
import { adoptionGroup, formatCounted } from '@mli/plugin-ml-platform-react';
import { countByGroup } from './adoptionStatus';

/** Offerings a team neither uses nor has said anything about would bury the rest. */
export function isWorthSaying(row: AdoptionRow): boolean {
  return (
    adoptionGroup(row.status) !== 'other' ||
    row.status === 'declined' ||
    (row.status === 'cannot-tell' && row.declared !== 'none')
  );
}

/** Where a team stands with all offerings, in one sentence. */
export function teamCounts(rows: readonly AdoptionRow[]): string {
  const by = countByGroup(rows);
  const eligible = rows.filter(row => row.eligible).length;
  return `${by['in-use']} of ${formatCounted(
    eligible,
    'offering',
  )} meant for it in use, ${by.starting} starting, ${by['does-not-match']} where word and runs do not match`;
}

export interface StageRows {
  /** Empty for offerings that name no stage. */
  readonly stage: string;
  readonly rows: AdoptionRow[];
}

/** Rows by the stage their offering is first for, in the order of the workflow; offerings without a stage come last. */
export function rowsByStage(
  rows: readonly AdoptionRow[],
  options: {
    stages: readonly string[];
    stageOf: (offering: string) => string;
    title: (offering: string) => string;
  },
): StageRows[] {
  const { stages, stageOf, title } = options;
  const sorted = [...rows].sort((a, b) =>
    title(a.offering).localeCompare(title(b.offering)),
  );
  const byStage = Map.groupBy(sorted, row => stageOf(row.offering));
  const place = (stage: string) => {
    if (stage === '') return stages.length + 1;
    const index = stages.indexOf(stage);
    return index < 0 ? stages.length : index;
  };
  return [...byStage]
    .map(([stage, ofStage]) => ({ stage, rows: ofStage }))
    .sort((a, b) => place(a.stage) - place(b.stage));
}

const SAYS: Record<DeclaredState, string> = {
  none: 'nothing declared',
  evaluating: 'says it is trying it',
  adopted: 'says it uses it',
  declined: 'says it does not want it',
};

export function declaredWords(state: DeclaredState): string {
  return SAYS[state];
}

/** Of everything a team said, newest first, what holds now of this offering: the catalog file's word, where it says anything. */
export function holdingDeclaration(
  row: AdoptionRow,
  declarations: readonly Declaration[],
): Declaration | undefined {
  return declarations.find(
    ({ offering, from, until }) =>
      offering === row.offering &&
      (row.evidence.declaredBy === 'catalog'
        ? from === 'catalog' && until === undefined
        : from === 'portal'),
  );
}
