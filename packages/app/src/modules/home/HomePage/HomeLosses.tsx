import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import type { InsightsScope } from '@mli/plugin-insights-common';
import { nameOfRef } from '@mli/plugin-ml-platform-react';
import { homeApiRef } from '../HomeApi';
import { useLoaded } from '../useLoaded';
import styles from './HomePage.module.css';
import { HomeSection } from './HomeSection';

const SHOWN = 5;

export interface HomeLossesProps {
  readonly units: InsightsScope['units'];
  /** Only of the teams below this unit. */
  readonly department?: string;
}

/** The largest losses of the teams the viewer may see. */
export function HomeLosses({ units, department }: HomeLossesProps) {
  const api = useApi(homeApiRef);
  const [losses, reload] = useLoaded(
    useCallback(() => api.getLargestLosses(department), [api, department]),
  );
  const titles = new Map(units.map(({ ref, title }) => [ref, title]));
  return (
    <HomeSection
      title="Largest losses"
      description="Hours a week of the last 8 closed weeks, with 95 % intervals."
      loaded={losses}
      reload={reload}
      rows={SHOWN}
      empty={({ items }) =>
        items.length === 0 &&
        'Losses appear for teams with at least 5 members and 20 runs in the last 8 closed weeks.'
      }
      footer={<Link href="/teams/overview">All teams</Link>}
    >
      {({ items }) => (
        <ol className={styles.suggestions}>
          {items.slice(0, SHOWN).map(loss => (
            <li
              key={`${loss.team} ${loss.stage} ${loss.phase}`}
              className={styles.loss}
            >
              <Link
                href={`/teams/weeks?${new URLSearchParams({ team: loss.team, loss: `${loss.stage}.${loss.phase}` })}`}
                weight="bold"
                standalone
              >
                {titles.get(loss.team) ?? nameOfRef(loss.team)}
              </Link>
              <span>{loss.sentence}</span>
            </li>
          ))}
        </ol>
      )}
    </HomeSection>
  );
}
