import { Link } from '@backstage/ui';
import type { StudyDetail, StudyTeam } from '@mli/plugin-insights-common';
import {
  entityHref,
  formatDate,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import styles from './StudyPage.module.css';

export interface StudyTeamsProps {
  readonly study: StudyDetail;
  readonly titleOf: (ref: string) => string;
}

const GROUPS: readonly (readonly [StudyTeam['role'], string])[] = [
  ['adopting', 'Adopting, by date'],
  ['comparison', 'Comparison: have not begun'],
  ['tried', 'Tried and left: comparison until their first try'],
  ['left-out', 'Left out'],
];

/** Who is compared with whom, and who could not be. */
export function StudyTeams({ study, titleOf }: StudyTeamsProps) {
  return (
    <SectionCard
      title="Who is compared"
      footer={
        study.hiddenTeams > 0
          ? `${study.hiddenTeams} more teams that you do not see in the catalog.`
          : undefined
      }
    >
      <div className={styles.teams}>
        {GROUPS.map(([role, title]) => {
          const teams = study.teams
            .filter(team => team.role === role)
            .sort((a, b) => ((a.date ?? a.team) < (b.date ?? b.team) ? -1 : 1));
          if (teams.length === 0) return null;
          return (
            <section key={role}>
              <h3>
                {title} ({teams.length})
              </h3>
              <ul>
                {teams.map(team => (
                  <TeamItem key={team.team} team={team} titleOf={titleOf} />
                ))}
              </ul>
            </section>
          );
        })}
      </div>
    </SectionCard>
  );
}

function TeamItem({
  team,
  titleOf,
}: {
  team: StudyTeam;
  titleOf: (ref: string) => string;
}) {
  const detail = [
    team.role === 'adopting' && team.date ? formatDate(team.date) : undefined,
    team.why,
  ].filter(text => text !== undefined);
  return (
    <li>
      <Link href={entityHref(team.team) ?? '#'}>{titleOf(team.team)}</Link>
      {detail.length > 0 && (
        <span className={styles.quiet}> {detail.join(', ')}</span>
      )}
    </li>
  );
}
