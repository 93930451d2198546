import { useCallback, type ReactElement } from 'react';
import { Link as RouterLink } from 'react-router-dom';
import { useApi } from '@backstage/frontend-plugin-api';
import { RiCompass3Line, RiMedalLine, RiTeamLine } from '@remixicon/react';
import { formatCounted } from '@mli/plugin-ml-platform-react';
import { homeApiRef, type HomeOffering } from '../HomeApi';
import { useLoaded, type Loaded } from '../useLoaded';
import styles from './HomePage.module.css';

export interface HomePlacesProps {
  readonly offerings: Loaded<HomeOffering[]>;
  /** Customer teams the viewer may see. */
  readonly teams: number | undefined;
}

/** The ways on, each with how much there is. */
export function HomePlaces({ offerings, teams }: HomePlacesProps) {
  const api = useApi(homeApiRef);
  const [scorecards] = useLoaded(
    useCallback(() => api.countScorecards(), [api]),
  );
  return (
    <nav className={styles.places} aria-label="Where to go">
      <Place
        to="/offerings"
        icon={<RiCompass3Line size={20} />}
        title="Offerings"
        count={
          offerings.status === 'ready'
            ? formatCounted(offerings.value.length, 'offering')
            : undefined
        }
        text="What the platform provides, who uses it, and whether it made them faster."
      />
      <Place
        to="/teams"
        icon={<RiTeamLine size={20} />}
        title="Teams"
        count={teams === undefined ? undefined : formatCounted(teams, 'team')}
        text="How fast teams iterate and where the time goes. Teams, never people."
      />
      <Place
        to="/scorecards"
        icon={<RiMedalLine size={20} />}
        title="Scorecards"
        count={
          scorecards.status === 'ready'
            ? formatCounted(scorecards.value, 'scorecard')
            : undefined
        }
        text="What good looks like, how far each team is, and what to do next."
      />
    </nav>
  );
}

interface PlaceProps {
  readonly to: string;
  readonly icon: ReactElement;
  readonly title: string;
  readonly count?: string;
  readonly text: string;
}

function Place({ to, icon, title, count, text }: PlaceProps) {
  return (
    <RouterLink to={to} className={styles.place}>
      <span className={styles.placeIcon} aria-hidden="true">
        {icon}
      </span>
      <span>
        <span className={styles.placeTitle}>{title}</span>{' '}
        {count && <span className={styles.placeCount}>{count}</span>}
        <span className={styles.placeText}>{text}</span>
      </span>
    </RouterLink>
  );
}
