import { useParams, useSearchParams } from 'react-router-dom';
import { ButtonLink, Link } from '@backstage/ui';
import type { Registration } from '@mli/plugin-offerings-common';
import {
  entityHref,
  ErrorState,
  formatDate,
  LoadingState,
  MliPage,
  nameOfRef,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { httpsUrl } from '../../model/offeringDetails';
import { useRegistration } from '../../register/queries';
import { stateWord } from '../../register/words';
import { WaitingHandOver } from '../RegisterPage/HandOvers';
import { ExportCard } from './ExportCard';
import { HistoryCard } from './HistoryCard';
import { RegistrationActions } from './RegistrationActions';
import styles from './RegistrationPage.module.css';

/** One registration: where it stands, what can be done with it, what was done. */
export function RegistrationPage() {
  const { id = '' } = useParams();
  const registration = useRegistration(id);
  const { data } = registration;
  return (
    <MliPage
      title={data ? (data.fields.title ?? data.fields.name) : 'Registration'}
      subtitle={
        data &&
        `${data.fields.type} of ${nameOfRef(data.fields.owner)}, ${stateWord(data)}`
      }
      actions={
        data?.canEdit &&
        data.state === 'active' && (
          <ButtonLink
            href={`/register/registrations/${id}/edit`}
            variant="primary"
          >
            Edit
          </ButtonLink>
        )
      }
    >
      {registration.isPending && (
        <LoadingState label="Loading the registration" />
      )}
      {registration.error && (
        <ErrorState
          error={registration.error}
          title="The registration could not be loaded"
          retry={() => registration.refetch()}
        />
      )}
      {data && <Body registration={data} />}
    </MliPage>
  );
}

function Body({ registration }: { registration: Registration }) {
  const [query] = useSearchParams();
  const { id, fields, handOver, state } = registration;
  return (
    <>
      {query.has('registered') && state === 'active' && (
        <WhatNext registration={registration} />
      )}
      {state === 'in-git' && <InGit registration={registration} />}
      {handOver && (
        <SectionCard title="Being handed over">
          <ul className={styles.plain}>
            <WaitingHandOver handOver={handOver} />
          </ul>
        </SectionCard>
      )}
      <SectionCard
        title="What it says"
        actions={
          state === 'active' && (
            <Link href={entityHref(registration.ref) ?? '/catalog'}>
              Its page in the catalog
            </Link>
          )
        }
        footer={`Version ${registration.version}, ${formatDate(registration.updatedAt)}. ${registration.whoCan.replace(' can.', ' can change it.')}`}
      >
        <Facts registration={registration} />
      </SectionCard>
      {registration.canEdit && (
        <RegistrationActions registration={registration} />
      )}
      <ExportCard id={id} name={fields.name} />
      {registration.canEdit && <HistoryCard id={id} />}
    </>
  );
}

function WhatNext({ registration }: { registration: Registration }) {
  const { fields, ref } = registration;
  const patterns =
    fields.jobs.length + fields.repositories.length + fields.experiments.length;
  return (
    <SectionCard title={`${fields.title ?? fields.name} is registered`}>
      <ol className={styles.next}>
        <li>
          In about a second it has{' '}
          <Link href={entityHref(ref) ?? '/catalog'}>
            its page in the catalog
          </Link>
          ; search finds it within minutes.
        </li>
        <li>
          {patterns > 0
            ? 'Its runs, those of the past included, count for it within a minute or two, and so for the speed of the team.'
            : 'It has no jobs yet. Add them with Edit, so that its runs count for the team.'}
        </li>
        <li>
          {fields.offerings.length > 0
            ? 'What it uses counts as said by the team; the providers see that.'
            : 'It says of no offering that it uses it. Add them with Edit once it does.'}
        </li>
        <li>
          <Link href={`/register?team=${encodeURIComponent(fields.owner)}`}>
            Register the next one
          </Link>
        </li>
      </ol>
    </SectionCard>
  );
}

function InGit({ registration }: { registration: Registration }) {
  const { git } = registration;
  const editUrl = httpsUrl(git?.editUrl);
  return (
    <SectionCard title="A file in Git describes it now">
      <p className={styles.text}>
        Since {git ? formatDate(git.since) : 'a while'} this component comes
        from <code>{git?.location}</code>, so the portal left it to that file.
        What stands below is how it was before.
      </p>
      {editUrl && (
        <ButtonLink href={editUrl} variant="primary">
          Edit the file
        </ButtonLink>
      )}
    </SectionCard>
  );
}

function Facts({ registration: { fields } }: { registration: Registration }) {
  const rows: [string, readonly string[]][] = [
    ['Name', [fields.name]],
    ['Description', fields.description ? [fields.description] : []],
    ['Lifecycle', [fields.lifecycle]],
    ['Stage', fields.stage ? [fields.stage] : ['by its type']],
    ['Uses', fields.offerings.map(nameOfRef)],
    ['Jobs', fields.jobs],
    ['Repositories', fields.repositories],
    ['Experiments', fields.experiments],
  ];
  return (
    <dl className={styles.facts}>
      {rows.map(([label, values]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            {values.length === 0
              ? '–'
              : values.map(value => <div key={value}>{value}</div>)}
          </dd>
        </div>
      ))}
      <div>
        <dt>Links</dt>
        <dd>
          {fields.links.length === 0
            ? '–'
            : fields.links.map(({ url, title }) => (
                <div key={url}>
                  {httpsUrl(url) ? <Link href={url}>{title ?? url}</Link> : url}
                </div>
              ))}
        </dd>
      </div>
    </dl>
  );
}
