import { useParams } from 'react-router-dom';
import { ButtonLink, Link } from '@backstage/ui';
import type { RegisterScope, Registration } from '@mli/plugin-offerings-common';
import {
  EmptyState,
  ErrorState,
  ForbiddenNote,
  LoadingState,
  MliPage,
} from '@mli/plugin-ml-platform-react';
import { httpsUrl } from '../../model/offeringDetails';
import { fromRegistration } from '../../register/formValues';
import {
  usePerson,
  useRegisterScope,
  useRegistration,
} from '../../register/queries';
import { RegisterForm } from './RegisterForm';

/** The form for a registration there is. */
export function EditPage() {
  const { id = '' } = useParams();
  const scope = useRegisterScope();
  const registration = useRegistration(id);
  const person = usePerson();
  const error = registration.error ?? scope.error;
  const { fields } = registration.data ?? {};
  return (
    <MliPage
      title={fields ? `Edit ${fields.title ?? fields.name}` : 'Edit'}
      subtitle={
        <Link href={`/register/registrations/${id}`}>
          Back without changing anything
        </Link>
      }
    >
      {error && (
        <ErrorState
          error={error}
          title="The registration could not be loaded"
          retry={() => registration.refetch()}
        />
      )}
      {!error && (!registration.data || !scope.data || !person) && (
        <LoadingState label="Loading the registration" />
      )}
      {registration.data && scope.data && person && (
        <Editable
          registration={registration.data}
          scope={scope.data}
          person={person}
        />
      )}
    </MliPage>
  );
}

function Editable(props: {
  registration: Registration;
  scope: RegisterScope;
  person: string;
}) {
  const { registration } = props;
  if (!registration.canEdit) {
    return (
      <ForbiddenNote
        title={`You can’t change ${registration.fields.name}`}
        who={registration.whoCan}
      />
    );
  }
  if (registration.state !== 'active') {
    const inGit = registration.state === 'in-git';
    const editUrl = httpsUrl(registration.git?.editUrl);
    return (
      <EmptyState
        title={
          inGit
            ? 'A file in Git describes this component now'
            : 'This registration is retired'
        }
        actions={
          editUrl && (
            <ButtonLink href={editUrl} variant="primary">
              Edit the file
            </ButtonLink>
          )
        }
      >
        {inGit
          ? `Changes go into ${registration.git?.location ?? 'that file'}.`
          : 'Restore it, then change it.'}
      </EmptyState>
    );
  }
  return (
    <RegisterForm
      {...props}
      key={registration.id}
      start={() => fromRegistration(registration)}
    />
  );
}
