import type { AdoptionRow } from '@mli/plugin-insights-common';

export interface AdoptionMatrixData {
  /** Teams in the order of the rows, those of a department together. */
  departments: Array<{ name: string; teams: string[] }>;
  /** Refs in the order of the columns, the most used first. */
  offerings: string[];
  rowOf: (team: string, offering: string) => AdoptionRow | undefined;
  /** Eligible teams in use, by offering. */
  inUse: ReadonlyMap<string, number>;
  eligible: ReadonlyMap<string, number>;
}

/** Rows as teams by offerings. Offerings nobody is eligible for and nobody uses have no column. */
export function adoptionMatrix(
  rows: readonly AdoptionRow[],
  order: {
    title: (ref: string) => string;
    departmentOf: (team: string) => string;
  },
): AdoptionMatrixData {
  const cells = new Map<string, AdoptionRow>();
  const inUse = new Map<string, number>();
  const eligible = new Map<string, number>();
  const offerings = new Set<string>();
  for (const row of rows) {
    if (row.status === 'not-applicable') continue;
    cells.set(`${row.team} ${row.offering}`, row);
    offerings.add(row.offering);
    if (!row.eligible) continue;
    eligible.set(row.offering, (eligible.get(row.offering) ?? 0) + 1);
    if (row.status === 'in-use') {
      inUse.set(row.offering, (inUse.get(row.offering) ?? 0) + 1);
    }
  }
  const used = (offering: string) => inUse.get(offering) ?? 0;
  return {
    departments: byDepartment(rows, order),
    offerings: [...offerings].sort(
      (a, b) =>
        used(b) - used(a) || order.title(a).localeCompare(order.title(b)),
    ),
    rowOf: (team, offering) => cells.get(`${team} ${offering}`),
    inUse,
    eligible,
  };
}

function byDepartment(
  rows: readonly AdoptionRow[],
  order: {
    title: (ref: string) => string;
    departmentOf: (team: string) => string;
  },
): AdoptionMatrixData['departments'] {
  const departments = new Map<string, string[]>();
  for (const team of new Set(rows.map(row => row.team))) {
    const name = order.departmentOf(team);
    departments.set(name, [...(departments.get(name) ?? []), team]);
  }
  return [...departments]
    .map(([name, teams]) => ({
      name,
      teams: teams.sort((a, b) => order.title(a).localeCompare(order.title(b))),
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
}
