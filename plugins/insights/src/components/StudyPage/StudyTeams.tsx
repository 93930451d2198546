import { Link } from '@backstage/ui';
import type { StudyDetail, StudyTeam } from '@mli/plugin-insights-common';
import {
  entityHref,
  formatDate,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { asSentence } from '../../model/studies';
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
              {role === 'left-out' ? (
                <LeftOut teams={teams} titleOf={titleOf} />
              ) : (
                <ul>
                  {teams.map(team => (
                    <TeamItem key={team.team} team={team} titleOf={titleOf} />
                  ))}
                </ul>
              )}
            </section>
          );
        })}
      </div>
    </SectionCard>
  );
}

/** By reason, which most of them share. */
function LeftOut({
  teams,
  titleOf,
}: {
  teams: readonly StudyTeam[];
  titleOf: (ref: string) => string;
}) {
  const reasons = [...new Set(teams.map(({ why = '' }) => why))];
  return (
    <div className={styles.leftOut}>
      {reasons.map(reason => (
        <div key={reason}>
          {reason && <p className={styles.reason}>{asSentence(reason)}</p>}
          <ul>
            {teams
              .filter(({ why = '' }) => why === reason)
              .map(({ team }) => (
                <TeamItem
                  key={team}
                  team={{ team, role: 'left-out' }}
                  titleOf={titleOf}
                />
              ))}
          </ul>
        </div>
      ))}
    </div>
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
