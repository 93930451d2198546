import type { ReactElement } from 'react';
import { NavLink, useSearchParams } from 'react-router-dom';
import type { NavContentComponentProps } from '@backstage/plugin-app-react';
import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import {
  RiAddLine,
  RiCompass3Line,
  RiHome5Line,
  RiMedalLine,
  RiSearchLine,
  RiSettings3Line,
  RiTeamLine,
} from '@remixicon/react';
import { parseScope, writeScope } from '@mli/plugin-ml-platform-react';
import { Logo } from './Logo';
import { NotificationsLink } from './NotificationsLink';
import styles from './nav.module.css';

interface Place {
  readonly title: string;
  readonly to: string;
  readonly icon: ReactElement;
}

/** Four things, no more. A page that is not here is reached from one of these, from search or from settings. */
const PLACES: readonly Place[] = [
  { title: 'Home', to: '/', icon: <RiHome5Line size={20} /> },
  { title: 'Offerings', to: '/offerings', icon: <RiCompass3Line size={20} /> },
  { title: 'Teams', to: '/teams', icon: <RiTeamLine size={20} /> },
  { title: 'Scorecards', to: '/scorecards', icon: <RiMedalLine size={20} /> },
];

export function Navigation(_: NavContentComponentProps) {
  const title =
    useApi(configApiRef).getOptionalString('app.title') ?? 'MLI portal';
  const scopeQuery = useScopeQuery();
  return (
    <header className={styles.sidebar}>
      <NavLink to="/" className={styles.brand} aria-label={`${title}, home`}>
        <Logo />
        <span className={styles.brandName}>{title}</span>
      </NavLink>
      <NavLink to="/search" className={`${styles.item} ${styles.search}`}>
        <RiSearchLine size={20} aria-hidden="true" />
        <span className={styles.label}>Search</span>
      </NavLink>
      <nav className={styles.places} aria-label="Main">
        {PLACES.map(place => (
          <NavLink
            key={place.to}
            to={`${place.to}${place.to === '/' ? '' : scopeQuery}`}
            end={place.to === '/'}
            className={styles.item}
          >
            {place.icon}
            <span className={styles.label}>{place.title}</span>
          </NavLink>
        ))}
      </nav>
      <div className={styles.own}>
        <NavLink to="/register" className={styles.item}>
          <RiAddLine size={20} aria-hidden="true" />
          <span className={styles.label}>Register</span>
        </NavLink>
        <NotificationsLink />
        <NavLink to="/settings" className={styles.item}>
          <RiSettings3Line size={20} aria-hidden="true" />
          <span className={styles.label}>Settings</span>
        </NavLink>
      </div>
    </header>
  );
}

/** The scope goes along from page to page; other parameters of a page stay behind. */
function useScopeQuery(): string {
  const [query] = useSearchParams();
  const scope = writeScope(new URLSearchParams(), parseScope(query)).toString();
  return scope ? `?${scope}` : '';
}
