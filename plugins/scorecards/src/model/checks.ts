import type {
  CheckSummary as CheckCounts,
  ResultRow,
  ScorecardCheck,
  ScorecardItem,
} from '@mli/plugin-scorecards-common';
import type { CheckState } from '@mli/plugin-ml-platform-react';

/** One check over all entities of a scorecard. */
export interface CheckSummary {
  check: ScorecardCheck;
  levelTitle: string;
  counts: Record<CheckState, number>;
  /** So many are exempt that the check itself is at fault. */
  overExempted: boolean;
}

function noCounts(): Record<CheckState, number> {
  return {
    pass: 0,
    fail: 0,
    exempt: 0,
    'not-applicable': 0,
    'no-data': 0,
    stale: 0,
    error: 0,
  };
}

/** What has not been shown to pass: failing first, then what nobody can tell. */
function trouble({ counts }: CheckSummary): number {
  return counts.fail * 1000 + counts.error + counts['no-data'] + counts.stale;
}

/** The checks of a scorecard, worst first. */
export function summariseChecks(
  scorecard: ScorecardItem,
  counted: readonly CheckCounts[],
): CheckSummary[] {
  const levels = new Map(scorecard.levels.map(l => [l.name, l.title]));
  const summaries = new Map(
    scorecard.checks.map(check => [
      check.id,
      {
        check,
        levelTitle: levels.get(check.level) ?? check.level,
        counts: noCounts(),
        overExempted: false,
      },
    ]),
  );
  for (const { check, counts, overExempted } of counted) {
    const summary = summaries.get(check);
    if (summary) Object.assign(summary, { counts, overExempted });
  }
  return [...summaries.values()].sort((a, b) => trouble(b) - trouble(a));
}

/** One check of one entity with what the definition says about it. */
export interface CheckOfEntity {
  result: ResultRow;
  /** Absent when the definition changed after the evaluation. */
  check?: ScorecardCheck;
}

const STATE_ORDER: readonly CheckState[] = [
  'fail',
  'error',
  'no-data',
  'stale',
  'exempt',
  'pass',
  'not-applicable',
];

/** The results of one entity on one scorecard: level by level, what needs doing first. */
export function checksOfEntity(
  scorecard: ScorecardItem,
  results: readonly ResultRow[],
): CheckOfEntity[] {
  const rank = new Map(scorecard.levels.map(l => [l.name, l.rank]));
  const checks = new Map(scorecard.checks.map(c => [c.id, c]));
  return results
    .filter(result => result.scorecard === scorecard.ref)
    .map(result => ({ result, check: checks.get(result.check) }))
    .sort(
      (a, b) =>
        (rank.get(a.check?.level ?? '') ?? 99) -
          (rank.get(b.check?.level ?? '') ?? 99) ||
        STATE_ORDER.indexOf(a.result.state) -
          STATE_ORDER.indexOf(b.result.state),
    );
}
