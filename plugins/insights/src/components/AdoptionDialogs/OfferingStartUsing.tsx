import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { useOfferings } from '../../query/queries';
import { StartUsingButton } from './StartUsingButton';

/** The next step on the overview of an offering; nobody begins with what is going away. */
export function OfferingStartUsing() {
  const { entity } = useEntity();
  const offering = stringifyEntityRef(entity);
  const expectedDays = useOfferings().data?.get(offering)?.expectedDays;
  const lifecycle = entity.spec?.lifecycle;
  if (lifecycle === 'deprecated' || lifecycle === 'retired') return null;
  return <StartUsingButton offering={offering} expectedDays={expectedDays} />;
}
