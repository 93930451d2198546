import { ButtonLink } from '@backstage/ui';
import {
  EmptyState,
  ErrorState,
  LoadingState,
  MliPage,
} from '@mli/plugin-ml-platform-react';
import { useScorecards, useSimulated } from '../../query/queries';
import { ScorecardSummary } from './ScorecardSummary';

/** Every scorecard with how its entities stand, and what is most in their way. */
export function ScorecardsPage() {
  const scorecards = useScorecards();
  const simulated = useSimulated();
  return (
    <MliPage
      title="Scorecards"
      subtitle="What good looks like for a team, a component, an offering, and what is missing for the next level. Nobody is ranked."
      actions={
        <>
          <ButtonLink variant="secondary" href="/scorecards/exemptions">
            Exemptions
          </ButtonLink>
          <ButtonLink variant="secondary" href="/scorecards/campaigns">
            Campaigns
          </ButtonLink>
          <ButtonLink variant="secondary" href="/scorecards/replay">
            Try a definition
          </ButtonLink>
        </>
      }
      simulated={simulated}
    >
      {scorecards.isPending && (
        <LoadingState label="Loading the scorecards" layout="tiles" rows={3} />
      )}
      {scorecards.isError && (
        <ErrorState
          title="The scorecards could not be loaded"
          error={scorecards.error}
          retry={() => scorecards.refetch()}
        />
      )}
      {scorecards.data?.length === 0 && (
        <EmptyState title="No scorecards yet">
          Here stands what good looks like for teams, offerings and components,
          and how far each of them is. A scorecard is a catalog file of kind
          Scorecard; it is evaluated as soon as the catalog has read it.
        </EmptyState>
      )}
      {scorecards.data?.map(scorecard => (
        <ScorecardSummary key={scorecard.ref} scorecard={scorecard} />
      ))}
    </MliPage>
  );
}
