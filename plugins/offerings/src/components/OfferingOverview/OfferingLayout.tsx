import { useEntity } from '@backstage/plugin-catalog-react';
import { EntityContentLayoutProps } from '@backstage/plugin-catalog-react/alpha';
import { Fragment, ReactElement, useMemo } from 'react';
import { toOfferingDetails } from '../../model/offeringDetails';
import { OfferingOverview } from './OfferingOverview';

export interface OfferingLayoutProps extends EntityContentLayoutProps {
  /** What other plugins let a reader do with the offering. */
  actions?: readonly { readonly id: string; readonly element: ReactElement }[];
}

/** The overview of an Offering on the catalog's entity page; cards of other plugins follow below. */
export function OfferingLayout({ cards, actions }: OfferingLayoutProps) {
  const { entity } = useEntity();
  const offering = useMemo(() => toOfferingDetails(entity), [entity]);
  // The catalog's own info cards repeat what the overview says already.
  const others = cards.filter(card => card.type !== 'info');
  return (
    <OfferingOverview
      offering={offering}
      actions={actions?.map(({ id, element }) => (
        <Fragment key={id}>{element}</Fragment>
      ))}
    >
      {others.map((card, index) => (
        <Fragment key={card.element.key ?? index}>{card.element}</Fragment>
      ))}
    </OfferingOverview>
  );
}
