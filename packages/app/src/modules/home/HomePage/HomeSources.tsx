import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import { formatSince } from '@mli/plugin-ml-platform-react';
import { homeApiRef } from '../HomeApi';
import { useLoaded } from '../useLoaded';
import styles from './HomePage.module.css';
import { HomeSection } from './HomeSection';

/** Sources that do not send as they used to: what depends on them is not to be trusted. */
export function HomeSources() {
  const api = useApi(homeApiRef);
  const [sources, reload] = useLoaded(
    useCallback(async () => {
      const all = await api.listSources();
      return {
        all: all.length,
        troubled: all.filter(
          ({ state, waiting }) =>
            state === 'silent' || state === 'never' || waiting > 0,
        ),
      };
    }, [api]),
  );
  return (
    <HomeSection
      title="Sources that need somebody"
      loaded={sources}
      reload={reload}
      empty={({ all, troubled }) =>
        troubled.length === 0 &&
        (all === 0
          ? 'No source is set up yet.'
          : `All ${all} sources send as they usually do, and nothing waits in quarantine.`)
      }
      footer={<Link href="/settings/sources">All sources</Link>}
    >
      {({ troubled }) => (
        <ul className={styles.suggestions}>
          {troubled.map(source => (
            <li key={source.name} className={styles.loss}>
              <Link href="/settings/sources" weight="bold" standalone>
                {source.name}
              </Link>
              <span>
                {[
                  source.state === 'silent' &&
                    `silent; last heard from ${source.lastReceivedAt ? formatSince(source.lastReceivedAt, new Date()) : 'never'}`,
                  source.state === 'never' && 'nothing has come yet',
                  source.waiting > 0 && `${source.waiting} wait in quarantine`,
                ]
                  .filter(Boolean)
                  .join('; ')}
              </span>
            </li>
          ))}
        </ul>
      )}
    </HomeSection>
  );
}
