import { useEntity } from '@backstage/plugin-catalog-react';
import { EntityContentLayoutProps } from '@backstage/plugin-catalog-react/alpha';
import { Fragment, useMemo } from 'react';
import { toOfferingDetails } from '../../model/offeringDetails';
import { OfferingOverview } from './OfferingOverview';

/** The overview of an Offering on the catalog's entity page; cards of other plugins follow below. */
export function OfferingLayout({ cards }: EntityContentLayoutProps) {
  const { entity } = useEntity();
  const offering = useMemo(() => toOfferingDetails(entity), [entity]);
  // The catalog's own info cards repeat what the overview says already.
  const others = cards.filter(card => card.type !== 'info');
  return (
    <OfferingOverview offering={offering}>
      {others.map((card, index) => (
        <Fragment key={card.element.key ?? index}>{card.element}</Fragment>
      ))}
    </OfferingOverview>
  );
}
