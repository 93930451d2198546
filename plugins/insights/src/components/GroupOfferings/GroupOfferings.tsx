import {
  RELATION_OWNER_OF,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { LoadingState, SectionCard } from '@mli/plugin-ml-platform-react';
import { useInsightsScope } from '../../query/queries';
import { OfferingsProvided } from './OfferingsProvided';
import { OfferingsUsed } from './OfferingsUsed';

/** First on the overview of a team: a customer's offerings by stage; a provider's, with how many teams stand where. */
export function GroupOfferings() {
  const { entity } = useEntity();
  const scope = useInsightsScope();
  const ref = stringifyEntityRef(entity);
  const provided = (entity.relations ?? [])
    .filter(
      ({ type, targetRef }) =>
        type === RELATION_OWNER_OF && targetRef.startsWith('offering:'),
    )
    .map(({ targetRef }) => targetRef);
  const role = scope.data?.units.find(unit => unit.ref === ref)?.role;
  if (provided.length > 0 || role === 'provider') {
    return <OfferingsProvided offerings={provided} />;
  }
  // A provider without an offering is known for one only by the scope; a customer's card must not flash there.
  if (scope.isPending) {
    return (
      <SectionCard title="Offerings">
        <LoadingState label="Loading offerings" layout="table" rows={12} />
      </SectionCard>
    );
  }
  return <OfferingsUsed team={ref} />;
}
