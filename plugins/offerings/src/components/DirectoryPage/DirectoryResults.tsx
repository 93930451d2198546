import { Button, ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import type { OfferingAdopters } from '@mli/plugin-insights-common';
import { EmptyState, formatCounted } from '@mli/plugin-ml-platform-react';
import { EffectBadge } from '../../model/effects';
import { whyNotCompared } from '../../model/comparison';
import { isFiltered } from '../../model/directoryFilter';
import { OfferingSummary } from '@mli/plugin-offerings-common';
import { memo, startTransition, useEffect, useState } from 'react';
import { OfferingCard } from '../OfferingCard/OfferingCard';
import { StageBoard } from '../StageBoard/StageBoard';
import styles from './DirectoryPage.module.css';
import { useDirectoryFilter } from './useDirectoryFilter';

export interface DirectoryResultsProps {
  shown: readonly OfferingSummary[];
  /** All of them, without any filter. */
  offerings: readonly OfferingSummary[];
  stages: readonly string[];
  adopters?: ReadonlyMap<string, OfferingAdopters>;
  /** What adopting did, where studies were clear about it. */
  badges: ReadonlyMap<string, EffectBadge>;
  adoptersMissing: boolean;
  directory: ReturnType<typeof useDirectoryFilter>;
}

/** How many fit, and each of them: as cards, or under the stages of the workflow. */
export const DirectoryResults = memo(Results);

function Results(props: DirectoryResultsProps) {
  const { shown, offerings, adoptersMissing, directory } = props;
  const isNarrowed = isFiltered(directory.filter);
  const all = formatCounted(offerings.length, 'offering');
  const isBoard = directory.filter.view === 'stages';
  return (
    <section aria-label="Offerings" className={styles.results}>
      <div className={styles.summary}>
        <p role="status" className={styles.count}>
          {isNarrowed ? `${shown.length} of ${all}` : all}
          {adoptersMissing && '; adopting teams could not be loaded'}
        </p>
        <div className={styles.views}>
          {isNarrowed && shown.length > 0 && (
            <Button size="small" variant="tertiary" onPress={directory.clear}>
              Clear filters
            </Button>
          )}
          <ToggleButtonGroup
            aria-label="View"
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[isBoard ? 'stages' : 'cards']}
            onSelectionChange={keys =>
              directory.setView(keys.has('stages') ? 'stages' : 'cards')
            }
          >
            <ToggleButton id="cards">Cards</ToggleButton>
            <ToggleButton id="stages">By stage</ToggleButton>
          </ToggleButtonGroup>
        </div>
      </div>
      {shown.length === 0 && (
        <EmptyState
          title="Nothing fits all of these"
          actions={
            <Button variant="secondary" onPress={directory.clear}>
              Clear filters
            </Button>
          }
        >
          Take a word or a filter away. A gap here may be a gap in what the
          infrastructure teams offer.
        </EmptyState>
      )}
      {shown.length > 0 && isBoard && (
        <StageBoard stages={props.stages} offerings={shown} />
      )}
      {shown.length > 0 && !isBoard && <Cards {...props} />}
    </section>
  );
}

/** About what a large screen shows; the others come when the first are drawn. */
const FIRST_CARDS = 24;

function Cards(props: DirectoryResultsProps) {
  const { shown, offerings, adopters, badges, directory } = props;
  const { compare } = directory.filter;
  const picked = offerings.filter(({ ref }) => compare.includes(ref));
  const [limit, setLimit] = useState(FIRST_CARDS);
  useEffect(() => startTransition(() => setLimit(Infinity)), []);
  return (
    <ul className={styles.cards}>
      {shown.slice(0, limit).map(offering => (
        <li key={offering.ref} className={styles.cell}>
          <OfferingCard
            offering={offering}
            adopters={adopters?.get(offering.ref)}
            badge={badges.get(offering.ref)}
            isCompared={compare.includes(offering.ref)}
            whyNotCompared={whyNotCompared(offering, picked)}
            onCompare={() => directory.toggleCompared(offering.ref)}
          />
        </li>
      ))}
    </ul>
  );
}
