import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  ErrorState,
  LoadingState,
  MliPage,
} from '@mli/plugin-ml-platform-react';
import { homeApiRef } from '../HomeApi';
import { useLoaded } from '../useLoaded';
import { viewerOf } from '../viewerSentence';
import { HomeAnswer } from './HomeAnswer';
import { HomeAttention } from './HomeAttention';
import { HomePlaces } from './HomePlaces';
import { HomeSearch } from './HomeSearch';
import { HomeSuggestions } from './HomeSuggestions';

/** The answer for whoever is looking, the search, and the ways on. */
export function HomePage() {
  const api = useApi(homeApiRef);
  const [scope, reload] = useLoaded(useCallback(() => api.getScope(), [api]));
  const [offerings] = useLoaded(useCallback(() => api.listOfferings(), [api]));
  const [adoption] = useLoaded(useCallback(() => api.listAdoption(), [api]));

  const viewer = scope.status === 'ready' ? viewerOf(scope.value) : undefined;
  return (
    <MliPage
      simulated={scope.status === 'ready' ? scope.value.simulated : undefined}
    >
      {scope.status === 'loading' && (
        <LoadingState label="Loading your team" layout="sentence" />
      )}
      {scope.status === 'failed' && (
        <ErrorState
          title="Your teams could not be loaded"
          error={scope.error}
          retry={reload}
        />
      )}
      {viewer && (
        <HomeAnswer viewer={viewer} offerings={offerings} adoption={adoption} />
      )}
      <HomeSearch />
      {viewer?.kind === 'customer' && (
        <HomeSuggestions
          viewer={viewer}
          offerings={offerings}
          adoption={adoption}
        />
      )}
      {scope.status === 'ready' &&
        (viewer?.kind === 'bridge' || viewer?.kind === 'provider') && (
          <HomeAttention
            units={scope.value.units}
            offerings={offerings}
            adoption={adoption}
            owner={viewer.kind === 'provider' ? viewer.team : undefined}
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

function countTeams(units: readonly { role?: string }[]): number {
  return units.filter(unit => unit.role === 'customer').length;
}
