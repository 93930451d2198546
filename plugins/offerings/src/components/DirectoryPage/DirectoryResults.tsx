import { Button } from '@backstage/ui';
import { EmptyState, formatCounted } from '@mli/plugin-ml-platform-react';
import { OfferingAdopters } from '../../api/OfferingsApi';
import { OfferingSummary } from '../../model/offering';
import { OfferingCard } from '../OfferingCard/OfferingCard';
import styles from './DirectoryPage.module.css';

export interface DirectoryResultsProps {
  shown: readonly OfferingSummary[];
  /** How many there are without any filter. */
  total: number;
  isFiltered: boolean;
  adopters?: ReadonlyMap<string, OfferingAdopters>;
  adoptersMissing: boolean;
  onClear: () => void;
}

/** How many fit, and the card of each. */
export function DirectoryResults(props: DirectoryResultsProps) {
  const { shown, total, isFiltered, adopters, adoptersMissing, onClear } =
    props;
  const all = formatCounted(total, 'offering');
  return (
    <section aria-label="Offerings" className={styles.results}>
      <div className={styles.summary}>
        <p role="status" className={styles.count}>
          {isFiltered ? `${shown.length} of ${all}` : all}
          {adoptersMissing && '; adopting teams could not be loaded'}
        </p>
        {isFiltered && shown.length > 0 && (
          <Button size="small" variant="tertiary" onPress={onClear}>
            Clear filters
          </Button>
        )}
      </div>
      {shown.length === 0 && (
        <EmptyState
          title="Nothing fits all of these"
          actions={
            <Button variant="secondary" onPress={onClear}>
              Clear filters
            </Button>
          }
        >
          Take a word or a filter away. A gap here may be a gap in what the
          infrastructure teams offer.
        </EmptyState>
      )}
      <ul className={styles.cards}>
        {shown.map(offering => (
          <li key={offering.ref} className={styles.cell}>
            <OfferingCard
              offering={offering}
              adopters={adopters?.get(offering.ref)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
