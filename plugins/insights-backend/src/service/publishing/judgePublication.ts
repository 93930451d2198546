import { Day } from '../../core/metrics/windows';
import { judgeMetric, JudgementInput } from '../../core/release/judgeMetric';
import { LatticeNode, NodeTotals } from '../../core/release/ReleaseLattice';
import { ReleaseVerdict } from '../../core/release/types';

/** A judgement as it is stored. */
export interface JudgedPublication {
  readonly firstDay: Day;
  readonly cellTeams: readonly string[];
  readonly nodes: number;
  /** JSON arrays of StoredNode: text passes between threads and into the database as it is. */
  readonly pages: readonly string[];
}

/** A node in the words of the table published_node. */
interface StoredNode {
  readonly unit: string;
  readonly time_key: string;
  readonly facet_kind: string;
  readonly facet: string;
  readonly released: boolean;
  readonly hidden_because?: string;
  readonly people?: number;
  readonly totals: NodeTotals;
  readonly data_at: string;
}

const NODES_AT_ONCE = 4_000;

export function judgePublication(input: JudgementInput): JudgedPublication {
  const { firstDay, cellTeams, nodes, verdicts } = judgeMetric(input);
  const stored = [...nodes.values()].map(node =>
    toStored(node, verdicts.get(node.key)),
  );
  const pages: string[] = [];
  for (let from = 0; from < stored.length; from += NODES_AT_ONCE) {
    pages.push(JSON.stringify(stored.slice(from, from + NODES_AT_ONCE)));
  }
  return { firstDay, cellTeams, nodes: stored.length, pages };
}

function toStored(
  { unit, time, facet, totals, dataAt }: LatticeNode,
  verdict: ReleaseVerdict | undefined,
): StoredNode {
  return {
    unit,
    time_key: time,
    facet_kind: facet.kind,
    facet: facet.kind === 'none' ? '' : facet.value,
    released: verdict?.released ?? false,
    hidden_because: verdict && !verdict.released ? verdict.because : undefined,
    people: verdict?.released ? verdict.people : undefined,
    // Spelled out: what adds up is a getter in some of them.
    totals: {
      runs: totals.runs,
      sumMilliseconds: totals.sumMilliseconds,
      zeros: totals.zeros,
      neverStarted: totals.neverStarted,
      unseen: totals.unseen,
      parts: totals.parts,
      personWeeks: totals.personWeeks,
    },
    data_at: dataAt,
  };
}
