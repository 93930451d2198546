import { Link } from '@backstage/ui';
import type { Registration, SeenDuplicate } from '@mli/plugin-offerings-common';
import {
  entityHref,
  ErrorState,
  formatCounted,
  nameOfRef,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { lines } from '../../register/formValues';
import type { RegisterFormState } from './useRegisterForm';
import styles from './RegisterForm.module.css';

interface PreviewProps {
  form: RegisterFormState;
  edited?: Registration;
}

/** What would come of the form: the runs that would count, what is registered already, and the entity. */
export function Preview({ form }: PreviewProps) {
  const { values, review, reviewError } = form;
  return (
    <aside className={styles.preview} aria-label="Preview">
      <SectionCard title="Runs that would count">
        <Matches form={form} />
      </SectionCard>
      {form.duplicates.length > 0 && (
        <SectionCard title="Registered already">
          <Duplicates duplicates={form.duplicates} />
        </SectionCard>
      )}
      <SectionCard title={values.title || values.name || 'The component'}>
        {reviewError ? (
          <ErrorState
            compact
            error={reviewError}
            title="The preview could not be made"
          />
        ) : (
          <Entity form={form} />
        )}
        {review?.yaml && (
          <details className={styles.yaml}>
            <summary>As a file in Git it would be</summary>
            {/* A region that scrolls must be reachable by keyboard. */}
            {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
            <pre tabIndex={0}>{review.yaml}</pre>
          </details>
        )}
      </SectionCard>
    </aside>
  );
}

function Matches({ form: { values, matches } }: PreviewProps) {
  const asked = [values.jobs, values.repositories, values.experiments].some(
    text => lines(text).length > 0,
  );
  if (!asked) {
    return (
      <p className={styles.hint}>
        Say in step 4 which jobs are its own; what matches shows up here.
      </p>
    );
  }
  if (!matches) return <p className={styles.hint}>Looking…</p>;
  return (
    <div className={styles.matches} aria-live="polite">
      <p className={styles.count}>
        {matches.jobs === 0
          ? 'No job matches yet. That is fine for something new: its runs count from the first one.'
          : `${formatCounted(matches.runs, 'run')} of ${formatCounted(matches.jobs, 'job')}, those of the past included.`}
      </p>
      {matches.examples.length > 0 && (
        <ul className={styles.names}>
          {matches.examples.slice(0, 8).map(({ name, runs }) => (
            <li key={name}>
              <code>{name}</code>
              <span>{formatCounted(runs, 'run')}</span>
            </li>
          ))}
        </ul>
      )}
      {matches.jobs > 8 && (
        <p className={styles.hint}>and {matches.jobs - 8} more jobs</p>
      )}
      {matches.elsewhere > 0 && (
        <p className={styles.hint}>
          {formatCounted(matches.elsewhere, 'matching job')} belong
          {matches.elsewhere === 1 ? 's' : ''} to other components or teams
          already. The longer pattern wins; a job never counts twice.
        </p>
      )}
    </div>
  );
}

const KIND_WORDS: Record<SeenDuplicate['kind'], string> = {
  name: 'has this name; choose another',
  repository: 'has this repository too',
  jobs: 'claims some of the same jobs',
  experiments: 'claims some of the same experiments',
};

function Duplicates(props: { duplicates: readonly SeenDuplicate[] }) {
  return (
    <ul className={styles.duplicates}>
      {props.duplicates.map(({ kind, ref, title, owner, yours, theirs }) => (
        <li key={`${kind} ${ref ?? yours}`}>
          {ref ? (
            <Link href={entityHref(ref) ?? '/catalog'}>
              {title ?? nameOfRef(ref)}
            </Link>
          ) : (
            'A component you may not see'
          )}
          {owner && ` of ${nameOfRef(owner)}`} {KIND_WORDS[kind]}
          {theirs && theirs !== yours ? (
            <>
              : <code>{yours}</code> and <code>{theirs}</code>
            </>
          ) : (
            <>
              : <code>{yours}</code>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function Entity({ form: { values } }: PreviewProps) {
  const rows: [string, string][] = [
    ['Name', values.name],
    ['Type', values.type],
    ['Team', nameOfRef(values.owner)],
    ['Uses', values.offerings.map(nameOfRef).join(', ')],
    ['Lifecycle', values.lifecycle],
  ];
  return (
    <>
      {values.description && (
        <p className={styles.description}>{values.description}</p>
      )}
      <dl className={styles.facts}>
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value || '–'}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
