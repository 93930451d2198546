import {
  EmptyState,
  ErrorState,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { useAdoptionOf, useTitles } from '../../query/queries';
import { OfferingsTable } from '../GroupInsights/OfferingsTable';

/** What a provider offers, with how many customer teams use it, start with it, or say something else than is seen. */
export function OfferingsProvided(props: { offerings: readonly string[] }) {
  const { offerings } = props;
  const adoption = useAdoptionOf(offerings);
  const title = useTitles();
  if (offerings.length === 0) {
    return (
      <SectionCard title="Its offerings">
        <EmptyState compact title="No offering yet">
          What the team offers will be here with the customer teams that use it.
          It gets here from a catalog file of kind Offering that names the team
          as its owner.
        </EmptyState>
      </SectionCard>
    );
  }
  if (adoption.error) {
    return (
      <SectionCard title="Its offerings">
        <ErrorState
          compact
          title="The adoption of its offerings could not be loaded"
          error={adoption.error}
          retry={adoption.retry}
        />
      </SectionCard>
    );
  }
  if (adoption.isPending) {
    return (
      <SectionCard title="Its offerings">
        <LoadingState
          label="Loading adoption"
          layout="table"
          rows={offerings.length + 1}
        />
      </SectionCard>
    );
  }
  return (
    <SectionCard
      flush
      title="Its offerings"
      description="Customer teams by where they stand; an offering leads to its teams."
    >
      <OfferingsTable
        offerings={offerings}
        rows={adoption.rows}
        title={title}
      />
    </SectionCard>
  );
}
