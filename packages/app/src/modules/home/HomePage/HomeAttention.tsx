import { Link } from '@backstage/ui';
import type { AdoptionRow, InsightsScope } from '@mli/plugin-insights-common';
import {
  AdoptionStateIcon,
  entityHref,
  formatCount,
  LoadingState,
  nameOfRef,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import type { HomeOffering } from '../HomeApi';
import type { Loaded } from '../useLoaded';
import { rowsThatNeedSomebody } from '../viewerSentence';
import styles from './HomePage.module.css';

export interface HomeAttentionProps {
  readonly units: InsightsScope['units'];
  readonly offerings: Loaded<HomeOffering[]>;
  readonly adoption: Loaded<AdoptionRow[]>;
  /** Only the offerings of this provider team. */
  readonly owner?: string;
}

const SHOWN = 5;

/** The teams a provider, or MLI as a whole, should talk to first; no section where nobody needs anybody. */
export function HomeAttention({
  units,
  offerings,
  adoption,
  owner,
}: HomeAttentionProps) {
  if (offerings.status === 'failed' || adoption.status === 'failed')
    return null;
  if (offerings.status === 'loading' || adoption.status === 'loading') {
    return (
      <LoadingState
        label="Loading who needs somebody"
        layout="table"
        rows={SHOWN}
      />
    );
  }
  const own = offerings.value.filter(
    offering => !owner || offering.owner === owner,
  );
  const titles = new Map(
    [...units, ...own].map(({ ref, title }) => [ref, title]),
  );
  const rows = rowsThatNeedSomebody(
    adoption.value,
    new Set(own.map(offering => offering.ref)),
  );
  if (rows.length === 0) return null;
  return (
    <SectionCard
      title="Who needs somebody"
      description="Teams that stopped, are stuck, or say something other than their runs show."
      flush
      footer={
        rows.length > SHOWN && (
          <Link href="/offerings/adoption">All {formatCount(rows.length)}</Link>
        )
      }
    >
      <ul className={styles.suggestions}>
        {rows.slice(0, SHOWN).map(row => (
          <li key={row.team + row.offering} className={styles.suggestion}>
            <div className={styles.suggestionText}>
              <Link
                href={entityHref(row.team) ?? '/teams'}
                weight="bold"
                standalone
              >
                {titles.get(row.team) ?? nameOfRef(row.team)}
              </Link>
              <p className={styles.problem}>{row.evidence.sentence}</p>
            </div>
            <AdoptionStateIcon status={row.status} />
            <Link
              className={styles.adopters}
              href={entityHref(row.offering) ?? '/offerings'}
              standalone
            >
              {titles.get(row.offering) ?? nameOfRef(row.offering)}
            </Link>
          </li>
        ))}
      </ul>
    </SectionCard>
  );
}
