import {
  ErrorState,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { useAdoptionOf, useTitles } from '../../query/queries';
import { NeedsView } from '../AdoptionWork/NeedsView';
import { OnboardingRequests } from '../AdoptionWork/OnboardingRequests';
import { OfferingsTable } from './OfferingsTable';

/** What a provider wants to know first: which of its customers need somebody, then the counts. */
export function ProvidedOfferings(props: { offerings: readonly string[] }) {
  const { offerings } = props;
  const adoption = useAdoptionOf(offerings);
  const title = useTitles();
  if (adoption.error) {
    return (
      <ErrorState
        title="The adoption of its offerings could not be loaded"
        error={adoption.error}
        retry={adoption.retry}
      />
    );
  }
  if (adoption.isPending) {
    return <LoadingState label="Loading adoption" layout="table" />;
  }
  return (
    <>
      <OnboardingRequests query={{}} offerings={offerings} title={title} />
      <NeedsView query={{}} offerings={offerings} title={title} />
      <SectionCard flush title="Its offerings">
        <OfferingsTable
          offerings={offerings}
          rows={adoption.rows}
          title={title}
        />
      </SectionCard>
    </>
  );
}
