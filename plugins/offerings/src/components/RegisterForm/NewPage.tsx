import { useSearchParams } from 'react-router-dom';
import type { RegisterScope } from '@mli/plugin-offerings-common';
import {
  EmptyState,
  ErrorState,
  LoadingState,
  MliPage,
} from '@mli/plugin-ml-platform-react';
import { readDraft } from '../../register/draftStorage';
import { EMPTY_VALUES, FormValues, fromClaim } from '../../register/formValues';
import { useClaims, usePerson, useRegisterScope } from '../../register/queries';
import { RegisterForm } from './RegisterForm';

/** The empty form, the one a claim fills, or the one that was left. */
export function NewPage() {
  const scope = useRegisterScope();
  const person = usePerson();
  return (
    <MliPage
      title="Register a component"
      subtitle="Four short steps. You can leave and come back: the form stays in this browser."
    >
      {(scope.isPending || !person) && !scope.error && (
        <LoadingState label="Preparing the form" />
      )}
      {scope.error && (
        <ErrorState
          error={scope.error}
          title="The form could not be prepared"
          retry={() => scope.refetch()}
        />
      )}
      {scope.data && person && <Prepared scope={scope.data} person={person} />}
    </MliPage>
  );
}

function Prepared({ scope, person }: { scope: RegisterScope; person: string }) {
  const [query] = useSearchParams();
  const pattern = query.get('claim') ?? undefined;
  const asked = query.get('team');
  const team =
    scope.teams.find(({ ref }) => ref === asked) ?? scope.teams.at(0);
  const claims = useClaims(pattern ? team?.ref : undefined);
  if (!team) {
    return (
      <EmptyState title="You are in no team yet">
        Members of a team register for it, MLI leads for every team.
      </EmptyState>
    );
  }
  if (pattern && claims.isPending) {
    return <LoadingState label="Looking up the jobs" />;
  }
  const claim = claims.data?.items.find(item => item.pattern === pattern);
  const start = (): FormValues => {
    if (claim) return fromClaim(claim, team.ref);
    const left = query.has('draft') ? readDraft(person) : undefined;
    return left ?? { ...EMPTY_VALUES, owner: team.ref, jobs: pattern ?? '' };
  };
  return <RegisterForm scope={scope} person={person} start={start} />;
}
