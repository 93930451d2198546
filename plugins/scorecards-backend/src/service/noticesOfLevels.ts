import { parseEntityRef } from '@backstage/catalog-model';
import type { LevelChange } from '../store/LevelStore';
import type { Notice } from '../store/NoticeStore';

/** Where the portal shows the scorecards of an entity. */
export function linkToEntity(ref: string): string {
  const { kind, namespace, name } = parseEntityRef(ref);
  return `/catalog/${namespace}/${kind}/${name}/scorecards`;
}

/** What owning teams are told about levels lost and reached. */
export function noticesOfLevels(
  changes: readonly LevelChange[],
  at: Date,
): Notice[] {
  return changes.flatMap(({ level, fromRank, newRules }) => {
    if (!level.team) {
      return [];
    }
    const rank = level.standing.level?.rank ?? 0;
    const name = parseEntityRef(level.entity).name;
    const scorecard = parseEntityRef(level.scorecard).name;
    const now = level.standing.level?.title ?? 'below the first level';
    const verb = rank > fromRank ? 'reached' : 'fell back to';
    return {
      key: `level ${level.scorecard} ${level.entity} ${at.getTime()}`,
      topic: 'level-changed' as const,
      recipient: level.team,
      text: `${name} ${verb} ${now} (${rank} of ${level.levels}) on ${scorecard}${newRules ? ', because its rules have changed' : ''}`,
      link: linkToEntity(level.entity),
    };
  });
}
