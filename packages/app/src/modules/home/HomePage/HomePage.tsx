import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type { AdoptionRow, InsightsScope } from '@mli/plugin-insights-common';
import {
  ErrorState,
  LoadingState,
  MliPage,
} from '@mli/plugin-ml-platform-react';
import { homeApiRef, type HomeOffering } from '../HomeApi';
import { useLoaded, type Loaded } from '../useLoaded';
import { viewerOf, type Viewer } from '../viewerSentence';
import { HomeAnswer } from './HomeAnswer';
import { HomeAttention } from './HomeAttention';
import { HomeLosses } from './HomeLosses';
import styles from './HomePage.module.css';
import { HomePlaces } from './HomePlaces';
import { HomeRequests } from './HomeRequests';
import { HomeRoleSwitch, useHomeRole } from './HomeRole';
import { HomeSearch } from './HomeSearch';
import { HomeSources } from './HomeSources';
import { HomeSuggestions } from './HomeSuggestions';
import { HomeTeam } from './HomeTeam';
import { HomeWork } from './HomeWork';

/** The answer for whoever is looking, the search, what needs them, and the ways on. */
export function HomePage() {
  const api = useApi(homeApiRef);
  const [scope, reload] = useLoaded(useCallback(() => api.getScope(), [api]));
  const [offerings] = useLoaded(useCallback(() => api.listOfferings(), [api]));
  const [adoption] = useLoaded(useCallback(() => api.listAdoption(), [api]));
  return (
    <MliPage
      simulated={scope.status === 'ready' ? scope.value.simulated : undefined}
    >
      {scope.status === 'loading' && (
        <LoadingState label="Loading your team" layout="sentence" />
      )}
      {scope.status === 'failed' && (
        <>
          <ErrorState
            title="Your teams could not be loaded"
            error={scope.error}
            retry={reload}
          />
          <HomeSearch />
        </>
      )}
      {scope.status === 'ready' && (
        <Content
          viewer={viewerOf(scope.value)}
          units={scope.value.units}
          offerings={offerings}
          adoption={adoption}
        />
      )}
      <HomePlaces
        offerings={offerings}
        teams={
          scope.status === 'ready' ? countTeams(scope.value.units) : undefined
        }
      />
    </MliPage>
  );
}

interface ContentProps {
  readonly viewer: Viewer;
  readonly units: InsightsScope['units'];
  readonly offerings: Loaded<HomeOffering[]>;
  readonly adoption: Loaded<AdoptionRow[]>;
}

/** One skeleton: the answer, the search, then what needs this person. */
function Content({ viewer, units, offerings, adoption }: ContentProps) {
  const [role, choose] = useHomeRole(
    viewer.kind === 'customer' && viewer.isLead,
  );
  const parts = { viewer, offerings, adoption };
  switch (viewer.kind) {
    case 'customer':
      return (
        <>
          <HomeRoleSwitch role={role} onChoose={choose} />
          {role === 'team' ? (
            <HomeTeam team={viewer.team} title={viewer.title} />
          ) : (
            <HomeAnswer {...parts} />
          )}
          <HomeSearch />
          {role === 'work' && (
            <HomeWork team={viewer.team} title={viewer.title} />
          )}
          <HomeSuggestions
            viewer={viewer}
            offerings={offerings}
            adoption={adoption}
          />
        </>
      );
    case 'line':
      return (
        <>
          <HomeTeam key={viewer.team} team={viewer.team} title={viewer.title} />
          <HomeSearch />
          <HomeLosses units={units} department={viewer.team} />
        </>
      );
    case 'provider':
      return (
        <>
          <HomeAnswer {...parts} />
          <HomeSearch />
          <div className={styles.columns}>
            <HomeRequests units={units} offerings={offerings} />
            <HomeAttention units={units} offerings={offerings} mine />
          </div>
        </>
      );
    case 'bridge':
      return (
        <>
          <HomeAnswer {...parts} />
          <HomeSearch />
          <div className={styles.columns}>
            <HomeLosses units={units} />
            <HomeSources />
          </div>
          <HomeAttention units={units} offerings={offerings} />
        </>
      );
    default:
      return (
        <>
          <HomeAnswer {...parts} />
          <HomeSearch />
        </>
      );
  }
}

function countTeams(units: readonly { role?: string }[]): number {
  return units.filter(unit => unit.role === 'customer').length;
}
