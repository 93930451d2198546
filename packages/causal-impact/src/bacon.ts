import { answer, Answer, refuse } from './answer';
import { faultOfPanel, isBalanced, outcomeAt, Panel } from './panel';

export type ComparisonKind =
  | 'treated-untreated'
  | 'earlier-later'
  | 'later-earlier'
  | 'later-always-treated';

/** One two-by-two comparison inside a two-way fixed effects estimate. */
export interface Comparison {
  readonly kind: ComparisonKind;
  /** First treated period of the group whose treatment changes. */
  readonly treated: number;
  /** First treated period of the comparison group; Infinity for never treated. */
  readonly comparison: number;
  readonly weight: number;
  readonly estimate: number;
}

export interface BaconDecomposition {
  /** The two-way fixed effects estimate: the weighted sum of all comparisons. */
  readonly total: number;
  readonly comparisons: readonly Comparison[];
  readonly byKind: ReadonlyMap<
    ComparisonKind,
    { readonly weight: number; readonly average: number }
  >;
}

interface Group {
  readonly start: number;
  /** Share of all units. */
  readonly share: number;
  /** Share of the periods in which the group is treated. */
  readonly treatedShare: number;
  readonly means: readonly number[];
}

/**
 * What a two-way fixed effects estimate of a staggered treatment is made of: Goodman-Bacon, Journal of Econometrics
 * 225 (2021), theorem 1. Comparisons of kind `later-earlier` use treated units as controls, which is wrong where
 * effects change with time. Needs a balanced panel.
 */
export function decompose(panel: Panel): Answer<BaconDecomposition> {
  const fault = faultOfPanel(panel);
  if (fault) return fault;
  if (!isBalanced(panel)) {
    return refuse(
      'unbalanced',
      'The decomposition needs every unit in every period; this panel has gaps.',
    );
  }
  const groups = toGroups(panel);
  const comparisons = groups.flatMap(a =>
    groups.flatMap(b => compare(a, b, panel.periods)),
  );
  const total = comparisons.reduce((sum, { weight }) => sum + weight, 0);
  if (!(total > 0)) {
    return refuse(
      'no-treated-units',
      'No treatment begins inside the panel, so there is nothing to compare.',
    );
  }
  const weighted = comparisons.map(comparison => ({
    ...comparison,
    weight: comparison.weight / total,
  }));
  const byKind = new Map<ComparisonKind, { weight: number; average: number }>();
  for (const { kind, weight, estimate } of weighted) {
    const sofar = byKind.get(kind) ?? { weight: 0, average: 0 };
    const sum = sofar.weight + weight;
    const average = (sofar.average * sofar.weight + estimate * weight) / sum;
    byKind.set(kind, { weight: sum, average });
  }
  return answer({
    total: weighted.reduce((sum, c) => sum + c.weight * c.estimate, 0),
    comparisons: weighted,
    byKind,
  });
}

function toGroups(panel: Panel): Group[] {
  const first = panel.periods[0] ?? NaN;
  const last = panel.periods.at(-1) ?? NaN;
  // Treated from the first period on is "always", treated after the last is "never", whenever exactly.
  const startOf = (g: number) => {
    if (g <= first) return -Infinity;
    return g > last ? Infinity : g;
  };
  const starts = panel.firstTreated.map(startOf);
  return [...new Set(starts)]
    .sort((a, b) => a - b)
    .map(start => {
      const members = starts.flatMap((s, i) => (s === start ? [i] : []));
      const means = panel.periods.map(
        (_, t) =>
          members.reduce((sum, i) => sum + outcomeAt(panel, i, t), 0) /
          members.length,
      );
      const treated = panel.periods.filter(period => period >= start).length;
      return {
        start,
        share: members.length / starts.length,
        treatedShare: treated / panel.periods.length,
        means,
      };
    });
}

/** The comparison in which the treatment of `a` changes and `b` is the control; none for impossible pairs. */
function compare(a: Group, b: Group, periods: readonly number[]): Comparison[] {
  if (!Number.isFinite(a.start) || a.start === b.start) return [];
  const pairShare = a.share / (a.share + b.share);
  const spread = pairShare * (1 - pairShare);
  const size = a.share + b.share;
  const result = (
    kind: ComparisonKind,
    weight: number,
    pre: (period: number) => boolean,
    post: (period: number) => boolean,
  ): Comparison[] => [
    {
      kind,
      treated: a.start,
      comparison: b.start,
      weight,
      estimate: change(a, periods, pre, post) - change(b, periods, pre, post),
    },
  ];

  if (!Number.isFinite(b.start)) {
    return result(
      b.start > 0 ? 'treated-untreated' : 'later-always-treated',
      size ** 2 * spread * a.treatedShare * (1 - a.treatedShare),
      period => period < a.start,
      period => period >= a.start,
    );
  }
  if (a.start < b.start) {
    const untreated = 1 - b.treatedShare;
    return result(
      'earlier-later',
      (size * untreated) ** 2 *
        spread *
        ((a.treatedShare - b.treatedShare) / untreated) *
        ((1 - a.treatedShare) / untreated),
      period => period < a.start,
      period => period >= a.start && period < b.start,
    );
  }
  return result(
    'later-earlier',
    (size * b.treatedShare) ** 2 *
      spread *
      (a.treatedShare / b.treatedShare) *
      ((b.treatedShare - a.treatedShare) / b.treatedShare),
    period => period >= b.start && period < a.start,
    period => period >= a.start,
  );
}

function change(
  group: Group,
  periods: readonly number[],
  pre: (period: number) => boolean,
  post: (period: number) => boolean,
): number {
  const meanWhere = (holds: (period: number) => boolean) => {
    const values = group.means.filter((_, t) => holds(periods[t] ?? NaN));
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  return meanWhere(post) - meanWhere(pre);
}
