import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import type { InsightsScope } from '@mli/plugin-insights-common';
import {
  AdoptionStateIcon,
  entityHref,
  nameOfRef,
} from '@mli/plugin-ml-platform-react';
import { homeApiRef, type HomeOffering } from '../HomeApi';
import { useLoaded, type Loaded } from '../useLoaded';
import styles from './HomePage.module.css';
import { HomeSection } from './HomeSection';

export interface HomeAttentionProps {
  readonly units: InsightsScope['units'];
  readonly offerings: Loaded<HomeOffering[]>;
  /** Only about what the viewer's own teams provide. */
  readonly mine?: boolean;
}

const SHOWN = 5;

/** The teams a provider, or MLI as a whole, should talk to first, in the order of the adoption page. */
export function HomeAttention({
  units,
  offerings,
  mine = false,
}: HomeAttentionProps) {
  const api = useApi(homeApiRef);
  const [needs, reload] = useLoaded(
    useCallback(() => api.listNeeds({ mine }), [api, mine]),
  );
  const named = offerings.status === 'ready' ? offerings.value : [];
  const titles = new Map(
    [...units, ...named].map(({ ref, title }) => [ref, title]),
  );
  return (
    <HomeSection
      title="Who needs somebody"
      description="Most urgent first: teams that stopped, are stuck, or say something other than their runs show."
      loaded={needs}
      reload={reload}
      rows={2 * SHOWN}
      empty={items => items.length === 0 && 'Nobody needs anybody right now.'}
      footer={<Link href="/offerings/adoption">All, and what to do</Link>}
    >
      {items => (
        <ol className={styles.suggestions}>
          {items.slice(0, SHOWN).map(need => (
            <li
              key={need.rank}
              className={`${styles.suggestion} ${styles.need}`}
            >
              <div className={styles.suggestionText}>
                <p>
                  <Link
                    href={entityHref(need.team) ?? '/teams'}
                    weight="bold"
                    standalone
                  >
                    {titles.get(need.team) ?? nameOfRef(need.team)}
                  </Link>
                  {' · '}
                  <Link
                    href={entityHref(need.offering) ?? '/offerings'}
                    standalone
                  >
                    {titles.get(need.offering) ?? nameOfRef(need.offering)}
                  </Link>
                </p>
                <p className={styles.problem}>{need.sentence}</p>
              </div>
              <AdoptionStateIcon
                status={need.status}
                detail={
                  need.kind === 'declining' ? 'less than before' : undefined
                }
              />
            </li>
          ))}
        </ol>
      )}
    </HomeSection>
  );
}
