import { Link } from '@backstage/ui';
import {
  entityHref,
  formatCounted,
  LifecycleChip,
  StageChip,
} from '@mli/plugin-ml-platform-react';
import { OfferingAdopters } from '../../api/OfferingsApi';
import { OfferingSummary } from '../../model/offering';
import styles from './OfferingCard.module.css';

/** `14 of 22 teams use it, 2 stopped` */
function adoptersText(adopters: OfferingAdopters): string {
  const { inUse, eligible, stopped, cannotTell } = adopters;
  if (cannotTell === eligible) return 'its use cannot be told';
  const teams = formatCounted(eligible, 'team');
  const verb = inUse === 1 ? 'uses' : 'use';
  const left = stopped > 0 ? `, ${stopped} stopped` : '';
  return `${inUse} of ${teams} ${verb} it${left}`;
}

export interface OfferingCardProps {
  offering: OfferingSummary;
  /** Absent where the viewer may not see adoption, or nothing is known. */
  adopters?: OfferingAdopters;
}

export function OfferingCard({ offering, adopters }: OfferingCardProps) {
  return (
    <article className={styles.card} aria-label={offering.title}>
      <header className={styles.head}>
        <h3 className={styles.title}>
          <Link className={styles.link} href={entityHref(offering.ref)}>
            {offering.title}
          </Link>
        </h3>
        {offering.lifecycle && <LifecycleChip lifecycle={offering.lifecycle} />}
      </header>
      <p className={styles.problem}>
        {offering.problem ??
          offering.description ??
          'Nobody has written down yet which problem it solves.'}
      </p>
      {offering.stages.length > 0 && (
        <ul className={styles.stages} aria-label="Stages">
          {offering.stages.map(stage => (
            <li key={stage}>
              <StageChip stage={stage} />
            </li>
          ))}
        </ul>
      )}
      <p className={styles.meta}>
        {offering.providerName && <span>{offering.providerName}</span>}
        {adopters && <span>{adoptersText(adopters)}</span>}
      </p>
    </article>
  );
}
