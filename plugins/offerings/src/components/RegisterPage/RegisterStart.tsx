import { useSearchParams } from 'react-router-dom';
import { ButtonLink, Link, Select } from '@backstage/ui';
import type { RegisterScope } from '@mli/plugin-offerings-common';
import {
  EmptyState,
  ErrorState,
  LoadingState,
  MliPage,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { readDraft } from '../../register/draftStorage';
import { isStarted } from '../../register/formValues';
import { usePerson, useRegisterScope } from '../../register/queries';
import { Claims } from './Claims';
import styles from './RegisterPage.module.css';

/** What looks like the team's own first; then the other ways to register something. */
export function RegisterStart() {
  const scope = useRegisterScope();
  return (
    <MliPage
      title="Register a component"
      subtitle="A pipeline, model, dataset or suite your team owns. The portal then knows whose runs are whose. It takes two minutes, and no file."
      actions={
        <ButtonLink href="/register/mine" variant="secondary">
          What is registered
        </ButtonLink>
      }
    >
      {scope.isPending && <LoadingState label="Looking up your teams" />}
      {scope.error && (
        <ErrorState
          error={scope.error}
          title="Your teams could not be loaded"
          retry={() => scope.refetch()}
        />
      )}
      {scope.data && <Start scope={scope.data} />}
    </MliPage>
  );
}

function Start({ scope }: { scope: RegisterScope }) {
  const [query, setQuery] = useSearchParams();
  const asked = query.get('team');
  const team =
    scope.teams.find(({ ref }) => ref === asked) ?? scope.teams.at(0);
  if (!team) {
    return (
      <EmptyState title="You are in no team yet">
        Members of a team register for it. Ask whoever keeps your team in the
        catalog to add you, or ask an MLI lead to register for you.
      </EmptyState>
    );
  }
  return (
    <>
      <Resume />
      {scope.teams.length > 1 && (
        <Select
          label="Team"
          className={styles.team}
          options={scope.teams.map(({ ref, title }) => ({
            id: ref,
            label: title,
          }))}
          search={{ placeholder: 'Find a team' }}
          value={team.ref}
          onChange={key => setQuery({ team: String(key) }, { replace: true })}
        />
      )}
      <Claims team={team} />
      <SectionCard title="Something else">
        <ul className={styles.ways}>
          <li>
            <ButtonLink
              href={`/register/new?team=${encodeURIComponent(team.ref)}`}
              variant="primary"
            >
              Start with an empty form
            </ButtonLink>
            <span>Four short steps, with a preview beside them.</span>
          </li>
          <li>
            <Link href="/register/bulk">Register many from a file</Link>
            <span>CSV or YAML, with a trial run that shows every row.</span>
          </li>
          <li>
            <Link href="/catalog-import">Import a catalog-info.yaml</Link>
            <span>For a repository that describes itself already.</span>
          </li>
          <li>
            <Link href="/create/templates/default/register-ml-component">
              Add a catalog-info.yaml to your repository
            </Link>
            <span>A template writes it for you.</span>
          </li>
        </ul>
      </SectionCard>
    </>
  );
}

function Resume() {
  const person = usePerson();
  const draft = person ? readDraft(person) : undefined;
  if (!draft || !isStarted(draft)) return null;
  return (
    <p className={styles.resume} role="note">
      You began to register{' '}
      <strong>{draft.title || draft.name || 'something'}</strong> and left.{' '}
      <Link href="/register/new?draft=1">Go on where you were</Link>
    </p>
  );
}
