import { FormEvent, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { Button, Checkbox } from '@backstage/ui';
import type { RegisterScope, Registration } from '@mli/plugin-offerings-common';
import { FormValues } from '../../register/formValues';
import { Conflict } from './Conflict';
import { Preview } from './Preview';
import { Steps } from './Steps';
import { useRegisterForm } from './useRegisterForm';
import styles from './RegisterForm.module.css';

export interface RegisterFormProps {
  scope: RegisterScope;
  /** Under whose name the browser keeps the form. */
  person: string;
  /** What is edited; absent for a new one. */
  registration?: Registration;
  start: () => FormValues;
}

/** One column of four steps; beside it what would come of them. */
export function RegisterForm(props: RegisterFormProps) {
  const { scope, registration } = props;
  const navigate = useNavigate();
  const form = useRegisterForm(props, saved =>
    navigate(
      `/register/registrations/${saved.id}${registration ? '' : '?registered=1'}`,
    ),
  );
  const [askedForFaults, setAskedForFaults] = useState(0);
  const formElement = useRef<HTMLFormElement>(null);
  const saveButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Otherwise the tab key goes on behind the link that led here, and passes the first step by.
    formElement.current?.focus({ preventScroll: true });
  }, []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!form.save()) setAskedForFaults(asked => asked + 1);
  };
  const { duplicates } = form;
  const mayOverlap =
    duplicates.length > 0 && !duplicates.some(({ blocks }) => blocks);
  return (
    <div className={styles.columns}>
      {/* The back end judges the fields, so the browser does not. */}
      <form
        ref={formElement}
        tabIndex={-1}
        aria-label={
          registration ? `Edit ${registration.fields.name}` : 'New component'
        }
        className={styles.form}
        onSubmit={submit}
        noValidate
      >
        <Steps form={form} scope={scope} edited={registration} />
        <div className={styles.end}>
          {form.refusal?.changed && form.refusal.current ? (
            <Conflict
              form={form}
              refusal={form.refusal}
              onDecided={() => saveButton.current?.focus()}
            />
          ) : (
            form.refusal && (
              <p className={styles.problem} role="alert">
                {form.refusal.message}
              </p>
            )
          )}
          {mayOverlap && (
            <Checkbox
              isSelected={form.acceptDuplicates}
              onChange={form.setAcceptDuplicates}
            >
              The overlap beside is meant so: both keep their patterns
            </Checkbox>
          )}
          <div className={styles.buttons}>
            <Button
              ref={saveButton}
              type="submit"
              variant="primary"
              isDisabled={form.saving || (mayOverlap && !form.acceptDuplicates)}
            >
              {registration ? 'Save' : 'Register'}
            </Button>
            {!registration && (
              <Button variant="tertiary" onPress={form.reset}>
                Empty the form
              </Button>
            )}
          </div>
          <FaultSummary count={askedForFaults > 0 ? form.faultCount : 0} />
        </div>
      </form>
      <Preview form={form} edited={registration} />
    </div>
  );
}

function FaultSummary({ count }: { count: number }) {
  return (
    <p className={styles.problem} role="alert">
      {count > 0 &&
        `${count === 1 ? 'One field is' : `${count} fields are`} not right yet; what and why stands beside ${count === 1 ? 'it' : 'each'}.`}
    </p>
  );
}
