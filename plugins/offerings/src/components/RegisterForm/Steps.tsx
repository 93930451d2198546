import { useId, useState, type ReactNode } from 'react';
import {
  Checkbox,
  CheckboxGroup,
  Radio,
  RadioGroup,
  SearchField,
  Select,
} from '@backstage/ui';
import type { RegisterScope, Registration } from '@mli/plugin-offerings-common';
import { nameOfRef } from '@mli/plugin-ml-platform-react';
import { Field } from './Field';
import type { RegisterFormState } from './useRegisterForm';
import styles from './RegisterForm.module.css';

/** More of them at once are looked for, not read. */
const MOST_OFFERINGS = 36;

interface StepsProps {
  form: RegisterFormState;
  scope: RegisterScope;
  edited?: Registration;
}

/** Type, name, which offerings, which jobs: all in view, in the order in which a person knows them. */
export function Steps({ form, scope, edited }: StepsProps) {
  return (
    <>
      <Step number={1} title="What is it?">
        <TypeChoice form={form} scope={scope} />
      </Step>
      <Step number={2} title="What is it called?">
        <Field
          form={form}
          field="title"
          label="Title"
          description="How people read it in lists."
          placeholder="Lane net training"
        />
        <Field
          form={form}
          field="name"
          label="Name"
          description="How the catalog refers to it. Letters and digits, single - _ or . between them; it stays as it is."
          placeholder="lane-net-training"
          isRequired
          isReadOnly={edited !== undefined}
        />
        <OwnerChoice form={form} scope={scope} edited={edited} />
        <Field
          form={form}
          field="description"
          label="In a sentence"
          placeholder="Trains Lane Net every second night on fresh labels"
        />
      </Step>
      <Step number={3} title="Which offerings does it use?">
        <OfferingChoice form={form} scope={scope} />
      </Step>
      <Step number={4} title="Which runs are its own?">
        <p className={styles.hint}>
          By the names of its jobs, or where they come from. One is enough;{' '}
          <code>*</code> stands for anything.
        </p>
        <Field
          form={form}
          field="jobs"
          label="Jobs"
          description="One a line, as namespace/name."
          placeholder="perception/lanes-*"
          multiline
        />
        <Field
          form={form}
          field="repositories"
          label="Repositories"
          description="One a line, with https://."
          placeholder="https://git.example.com/perception/lanes"
          multiline
        />
        <Field
          form={form}
          field="experiments"
          label="Experiments"
          description="One a line."
          placeholder="lane-net-*"
          multiline
        />
      </Step>
      <MoreDetails form={form} scope={scope} />
    </>
  );
}

function Step(props: { number: number; title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={styles.step} aria-labelledby={id}>
      <h2 id={id} className={styles.stepTitle}>
        <span className={styles.number} aria-hidden="true">
          {props.number}
        </span>
        {props.title}
      </h2>
      {props.children}
    </section>
  );
}

function TypeChoice({ form, scope }: StepsProps) {
  const problem = form.problemOf('type');
  return (
    <div>
      <RadioGroup
        aria-label="Type"
        // An empty text would count as a choice, and no radio would be reached with the tab key.
        value={form.values.type || null}
        isInvalid={problem !== undefined}
        onChange={type => form.set('type', type)}
        onBlur={() => form.touch('type')}
      >
        <div className={styles.types}>
          {scope.types.map(({ type, title, hint }) => (
            <div key={type} className={styles.type}>
              <Radio value={type} aria-label={`${title}: ${hint}`}>
                {title}
              </Radio>
              <span className={styles.typeHint}>{hint}</span>
            </div>
          ))}
        </div>
      </RadioGroup>
      {problem && <p className={styles.problem}>{problem}</p>}
    </div>
  );
}

function OwnerChoice({ form, scope, edited }: StepsProps) {
  const { owner } = form.values;
  const title =
    scope.teams.find(({ ref }) => ref === owner)?.title ?? nameOfRef(owner);
  if (edited || scope.teams.length < 2) {
    return (
      <p className={styles.hint}>
        For the team <strong>{title}</strong>.
        {edited && ' Another team gets it by being handed over.'}
      </p>
    );
  }
  return (
    <Select
      label="Team"
      description="Its members may change it."
      options={scope.teams.map(team => ({ id: team.ref, label: team.title }))}
      search={{ placeholder: 'Find a team' }}
      value={owner}
      onChange={key => form.set('owner', String(key))}
    />
  );
}

function OfferingChoice({ form, scope }: StepsProps) {
  const [text, setText] = useState('');
  const { offerings } = form.values;
  const wanted = text.trim().toLocaleLowerCase('en-US');
  const found = scope.offerings.filter(
    ({ ref, title, stages }) =>
      offerings.includes(ref) ||
      `${title} ${stages.join(' ')}`
        .toLocaleLowerCase('en-US')
        .includes(wanted),
  );
  const shown = found.filter(
    ({ ref }, index) => index < MOST_OFFERINGS || offerings.includes(ref),
  );
  const problem = form.problemOf('offerings');
  if (scope.offerings.length === 0) {
    return (
      <p className={styles.hint}>
        The catalog has no offerings yet; this can be said later.
      </p>
    );
  }
  return (
    <div className={styles.offerings}>
      <SearchField
        aria-label="Find an offering"
        placeholder="Find by name or stage"
        value={text}
        onChange={setText}
      />
      <CheckboxGroup
        aria-label="Offerings it uses"
        value={offerings}
        onChange={chosen => form.set('offerings', chosen)}
      >
        <div className={styles.offeringList}>
          {shown.map(({ ref, title }) => (
            <Checkbox key={ref} value={ref}>
              {title}
            </Checkbox>
          ))}
        </div>
      </CheckboxGroup>
      {found.length > shown.length && (
        <p className={styles.hint}>
          and {found.length - shown.length} more: find them by name or stage
        </p>
      )}
      {shown.length === 0 && (
        <p className={styles.hint}>No offering is called so.</p>
      )}
      {problem && <p className={styles.problem}>{problem}</p>}
    </div>
  );
}

function MoreDetails({ form, scope }: StepsProps) {
  const { lifecycle, stage, links } = form.values;
  const open = stage !== '' || links !== '' || lifecycle !== 'production';
  return (
    <details className={styles.more} open={open || undefined}>
      <summary>More, if you like: lifecycle, stage, links</summary>
      <div className={styles.step}>
        <Select
          label="Lifecycle"
          options={['experimental', 'production', 'deprecated'].map(id => ({
            id,
            label: id,
          }))}
          value={lifecycle}
          onChange={key => form.set('lifecycle', String(key))}
        />
        <Select
          label="Stage"
          description="Only where the type does not say it."
          options={[
            { id: 'by-type', label: 'by its type' },
            ...scope.stages.map(id => ({ id, label: id })),
          ]}
          value={stage || 'by-type'}
          onChange={key =>
            form.set('stage', key === 'by-type' ? '' : String(key))
          }
        />
        <Field
          form={form}
          field="links"
          label="Links"
          description="One a line: a title, then an https:// address."
          placeholder="Runbook https://wiki.example.com/lane-net"
          multiline
        />
      </div>
    </details>
  );
}
