import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import type { InsightsScope } from '@mli/plugin-insights-common';
import { formatSince, nameOfRef } from '@mli/plugin-ml-platform-react';
import { homeApiRef, type HomeOffering } from '../HomeApi';
import { useLoaded, type Loaded } from '../useLoaded';
import styles from './HomePage.module.css';
import { HomeSection } from './HomeSection';

export interface HomeRequestsProps {
  readonly units: InsightsScope['units'];
  readonly offerings: Loaded<HomeOffering[]>;
}

/** Teams that asked the viewer's team to begin with one of its offerings. */
export function HomeRequests({ units, offerings }: HomeRequestsProps) {
  const api = useApi(homeApiRef);
  const [requests, reload] = useLoaded(
    useCallback(() => api.listRequests(), [api]),
  );
  const titles = new Map([
    ...units.map(({ ref, title }) => [ref, title] as const),
    ...(offerings.status === 'ready' ? offerings.value : []).map(
      ({ ref, title }) => [ref, title] as const,
    ),
  ]);
  const title = (ref: string) => titles.get(ref) ?? nameOfRef(ref);
  return (
    <HomeSection
      title="Onboarding requests"
      loaded={requests}
      reload={reload}
      empty={items =>
        items.length === 0 &&
        'No team waits for you. A team that wants to start with one of your offerings appears here.'
      }
      footer={<Link href="/offerings/adoption">All requests</Link>}
    >
      {items => (
        <ul className={styles.suggestions}>
          {items.map(request => (
            <li key={request.id} className={styles.loss}>
              <Link href="/offerings/adoption" weight="bold" standalone>
                {title(request.team)}
              </Link>
              <span>
                wants to start with {title(request.offering)}, asked{' '}
                {formatSince(request.askedAt, new Date())}
                {request.isLate && '; later than you promise'}
              </span>
            </li>
          ))}
        </ul>
      )}
    </HomeSection>
  );
}
