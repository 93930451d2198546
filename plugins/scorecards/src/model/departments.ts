import type { DistributionRow } from '@mli/plugin-scorecards-common';

/** A unit of the organisation with those directly below it that have something to show. */
export interface DepartmentNode {
  row: DistributionRow;
  children: DepartmentNode[];
}

/** The rows of one scorecard as the organisation is; what has no parent among them is a root. */
export function departmentTree(
  rows: readonly DistributionRow[],
): DepartmentNode[] {
  const nodes = new Map(
    rows.map(row => [row.unit, { row, children: [] as DepartmentNode[] }]),
  );
  const roots: DepartmentNode[] = [];
  for (const node of nodes.values()) {
    const parent = nodes.get(node.row.parent ?? '');
    (parent?.children ?? roots).push(node);
  }
  return unfolded(roots);
}

/** A single root says nothing that the bar of the whole scorecard does not: what is below it comes first. */
function unfolded(roots: DepartmentNode[]): DepartmentNode[] {
  const [only, ...others] = roots;
  return only && others.length === 0 && only.children.length > 0
    ? unfolded(only.children)
    : roots;
}
