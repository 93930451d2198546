import { Badge, Link } from '@backstage/ui';
import { entityHref, formatCounted } from '@mli/plugin-ml-platform-react';
import { OfferingAdopters } from '../../api/OfferingsApi';
import { OfferingSummary } from '../../model/offering';
import styles from './OfferingCard.module.css';

/** `14 of 22 teams use it, 2 stopped` */
function adoptersText(adopters: OfferingAdopters): string {
  const teams = `${adopters.inUse} of ${formatCounted(
    adopters.eligible,
    'team',
  )} ${adopters.eligible === 1 ? 'uses' : 'use'} it`;
  return adopters.stopped > 0 ? `${teams}, ${adopters.stopped} stopped` : teams;
}

export interface OfferingCardProps {
  offering: OfferingSummary;
  /** Absent where the viewer may not see adoption, or nothing is known. */
  adopters?: OfferingAdopters;
}

export const OfferingCard = ({ offering, adopters }: OfferingCardProps) => (
  <article className={styles.card}>
    <header className={styles.head}>
      <h3 className={styles.title}>
        <Link className={styles.link} href={entityHref(offering.ref)}>
          {offering.title}
        </Link>
      </h3>
      {offering.lifecycle && (
        <Badge className={styles.badge} data-lifecycle={offering.lifecycle}>
          {offering.lifecycle}
        </Badge>
      )}
    </header>
    <p className={styles.problem}>
      {offering.problem ?? offering.description ?? 'No problem is written down yet.'}
    </p>
    <p className={styles.meta}>
      {[...offering.stages, offering.providerName].filter(Boolean).join(' · ')}
    </p>
    {adopters && <p className={styles.adopters}>{adoptersText(adopters)}</p>}
  </article>
);
