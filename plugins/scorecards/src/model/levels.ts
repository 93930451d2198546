import type { LevelRow, ScorecardItem } from '@mli/plugin-scorecards-common';

/** How many entities stand on one level; rank 0 is below the first. */
export interface LevelShare {
  rank: number;
  title: string;
  count: number;
}

/** From the highest level to none, empty levels included. */
export function levelShares(
  scorecard: ScorecardItem,
  rows: readonly LevelRow[],
): LevelShare[] {
  const counts = new Map<number, number>();
  for (const row of rows) {
    const rank = row.level?.rank ?? 0;
    counts.set(rank, (counts.get(rank) ?? 0) + 1);
  }
  const levels = [...scorecard.levels].sort((a, b) => b.rank - a.rank);
  return [...levels, { rank: 0, title: 'No level yet' }].map(
    ({ rank, title }) => ({ rank, title, count: counts.get(rank) ?? 0 }),
  );
}

/** A check that keeps entities from their next level. */
export interface Obstacle {
  check: string;
  title: string;
  entities: number;
}

/** The checks that stand between most entities and their next level, worst first. */
export function obstacles(
  scorecard: ScorecardItem,
  rows: readonly LevelRow[],
): Obstacle[] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    for (const check of row.next?.missing ?? []) {
      counts.set(check, (counts.get(check) ?? 0) + 1);
    }
  }
  return scorecard.checks
    .map(({ id, title }) => ({
      check: id,
      title,
      entities: counts.get(id) ?? 0,
    }))
    .filter(({ entities }) => entities > 0)
    .sort((a, b) => b.entities - a.entities || a.title.localeCompare(b.title));
}

/** The distribution as a sentence: the highest level somebody reached, and what is most in the way. */
export function distributionSentence(
  scorecard: ScorecardItem,
  rows: readonly LevelRow[],
): string {
  const total = rows.length;
  const highest = levelShares(scorecard, rows).find(
    ({ rank, count }) => rank > 0 && count > 0,
  );
  const reached = highest
    ? `${highest.count} of ${total} reach ${highest.title}`
    : `None of ${total} reaches a level yet`;
  const [worst] = obstacles(scorecard, rows);
  return worst
    ? `${reached}. “${worst.title}” keeps most from the next level: ${worst.entities}.`
    : `${reached}.`;
}
