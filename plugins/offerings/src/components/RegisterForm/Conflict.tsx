import { Button } from '@backstage/ui';
import {
  FormField,
  FormValues,
  fromRegistration,
} from '../../register/formValues';
import type { Refusal } from '../../register/refusal';
import { fieldWord, valueText } from '../../register/words';
import type { RegisterFormState } from './useRegisterForm';
import styles from './RegisterForm.module.css';

/** Somebody else was faster: what they changed, and what to make of it. Nothing that was typed is lost. */
export function Conflict(props: {
  form: RegisterFormState;
  refusal: Refusal;
  /** Decided; saving comes next. */
  onDecided: () => void;
}) {
  const { form, refusal, onDecided } = props;
  const { changed = [], current } = refusal;
  if (!current) return null;
  const theirs = fromRegistration(current);
  const isContested = (field: string) => {
    const [mine, before, after] = [form.values, form.base, theirs].map(values =>
      textOf(values, field),
    );
    return mine !== before && mine !== after;
  };
  const contested = changed.filter(({ field }) => isContested(field));
  const goOn = (isTaken: (field: string) => boolean) => {
    const taken = Object.entries(theirs).filter(
      ([field]) =>
        changed.some(change => change.field === field) && isTaken(field),
    );
    form.rebase(current, { ...form.values, ...Object.fromEntries(taken) });
    onDecided();
  };
  return (
    <section className={styles.conflict} role="alert">
      <h3>Somebody changed this while you did</h3>
      <p>Nothing of yours is lost, and nothing was saved yet. They changed:</p>
      <ul>
        {changed.map(({ field, before, after }) => (
          <li key={field}>
            <strong>{fieldWord(field)}</strong>: {valueText(before)} →{' '}
            {valueText(after)}
            {isContested(field) && (
              <>
                . You wrote: <strong>{textOf(form.values, field)}</strong>
              </>
            )}
          </li>
        ))}
      </ul>
      <div className={styles.buttons}>
        {contested.length === 0 ? (
          <Button variant="primary" onPress={() => goOn(() => true)}>
            Take their changes into mine
          </Button>
        ) : (
          <>
            <Button
              variant="primary"
              onPress={() => goOn(field => !isContested(field))}
            >
              Keep mine where we both changed
            </Button>
            <Button variant="secondary" onPress={() => goOn(() => true)}>
              Take theirs
            </Button>
          </>
        )}
      </div>
      <p>
        {contested.length > 0 && 'What only they changed is taken either way. '}
        Then save again.
      </p>
    </section>
  );
}

/** Fields of a registration are fields of the form. */
function textOf(values: FormValues, field: string): string {
  return valueText(values[field as FormField]);
}
