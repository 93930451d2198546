import type { AdoptionRow } from '@mli/plugin-insights-common';

export interface MatrixDepartment {
  name: string;
  teams: string[];
  /** Of the places of a folded department: in use, of those it is meant for; by offering. */
  inUse: ReadonlyMap<string, number>;
  eligible: ReadonlyMap<string, number>;
}

export interface AdoptionMatrixData {
  /** Those of a department together. */
  departments: MatrixDepartment[];
  /** Columns of a stage together, in the order of the workflow. */
  stages: Array<{ name: string; offerings: string[] }>;
  /** Refs in the order of the columns. */
  offerings: string[];
  rowOf: (team: string, offering: string) => AdoptionRow | undefined;
  /** Eligible teams in use, and all of which it can be told, by offering. */
  inUse: ReadonlyMap<string, number>;
  eligible: ReadonlyMap<string, number>;
}

export interface MatrixOrder {
  title: (ref: string) => string;
  departmentOf: (team: string) => string;
  stageOf: (offering: string) => string;
  /** The stages in the order of the workflow; others come last. */
  stages: readonly string[];
  /** The offering the teams are sorted by; without it by their names. */
  sortBy?: string;
}

/** From what is in use to what says nothing; hidden and unknown ones last, by name. */
const STATUS_ORDER: ReadonlyArray<AdoptionRow['status']> = [
  'in-use',
  'seen-not-declared',
  'onboarding',
  'planned',
  'stalled',
  'declared-not-seen',
  'churned',
  'declined',
  'not-started',
  'not-applicable',
  'cannot-tell',
];

class Counts {
  readonly inUse = new Map<string, number>();
  readonly eligible = new Map<string, number>();

  add({ offering, eligible, status }: AdoptionRow): void {
    if (!eligible || status === 'cannot-tell') return;
    this.eligible.set(offering, (this.eligible.get(offering) ?? 0) + 1);
    if (status === 'in-use') {
      this.inUse.set(offering, (this.inUse.get(offering) ?? 0) + 1);
    }
  }
}

/** Rows as teams by offerings. Offerings nobody is eligible for and nobody uses have no column. */
export function adoptionMatrix(
  rows: readonly AdoptionRow[],
  order: MatrixOrder,
): AdoptionMatrixData {
  const cells = new Map<string, AdoptionRow>();
  const counts = new Counts();
  const offerings = new Set<string>();
  for (const row of rows) {
    if (row.status === 'not-applicable') continue;
    cells.set(`${row.team} ${row.offering}`, row);
    offerings.add(row.offering);
    counts.add(row);
  }
  const rowOf = (team: string, offering: string) =>
    cells.get(`${team} ${offering}`);
  const stages = byStage([...offerings], counts, order);
  return {
    departments: byDepartment(rows, order, rowOf),
    stages,
    offerings: stages.flatMap(stage => stage.offerings),
    rowOf,
    inUse: counts.inUse,
    eligible: counts.eligible,
  };
}

function byStage(
  offerings: readonly string[],
  counts: Counts,
  { title, stageOf, stages: workflow }: MatrixOrder,
): AdoptionMatrixData['stages'] {
  const used = (offering: string) => counts.inUse.get(offering) ?? 0;
  const stages = new Map<string, string[]>();
  const sorted = [...offerings].sort(
    (a, b) => used(b) - used(a) || title(a).localeCompare(title(b)),
  );
  for (const offering of sorted) {
    const stage = stageOf(offering);
    stages.set(stage, [...(stages.get(stage) ?? []), offering]);
  }
  const place = (stage: string) => {
    const index = workflow.indexOf(stage);
    return index < 0 ? workflow.length : index;
  };
  return [...stages]
    .map(([name, ofStage]) => ({ name, offerings: ofStage }))
    .sort((a, b) => place(a.name) - place(b.name));
}

function byDepartment(
  rows: readonly AdoptionRow[],
  order: MatrixOrder,
  rowOf: AdoptionMatrixData['rowOf'],
): MatrixDepartment[] {
  const { title, departmentOf, sortBy } = order;
  const departments = new Map<string, { teams: Set<string>; counts: Counts }>();
  for (const row of rows) {
    const name = departmentOf(row.team);
    const department = departments.get(name) ?? {
      teams: new Set(),
      counts: new Counts(),
    };
    department.teams.add(row.team);
    department.counts.add(row);
    departments.set(name, department);
  }
  const place = (team: string) => {
    const status = sortBy && rowOf(team, sortBy)?.status;
    return status ? STATUS_ORDER.indexOf(status) : STATUS_ORDER.length;
  };
  return [...departments]
    .map(([name, { teams, counts }]) => ({
      name,
      teams: [...teams].sort(
        (a, b) =>
          (sortBy ? place(a) - place(b) : 0) ||
          title(a).localeCompare(title(b)),
      ),
      inUse: counts.inUse,
      eligible: counts.eligible,
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
}
