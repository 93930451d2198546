import { Button } from '@backstage/ui';
import { FormValues, fromRegistration } from '../../register/formValues';
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
  const merged = (): FormValues => {
    const fields = changed.map(({ field }) => field);
    const taken = Object.entries(theirs).filter(([field]) =>
      fields.includes(field),
    );
    return { ...form.values, ...Object.fromEntries(taken) };
  };
  const goOn = (values: FormValues) => {
    form.rebase(current, values);
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
          </li>
        ))}
      </ul>
      <div className={styles.buttons}>
        <Button variant="primary" onPress={() => goOn(merged())}>
          Take their changes into mine
        </Button>
        <Button variant="secondary" onPress={() => goOn(form.values)}>
          Keep the form as it is
        </Button>
      </div>
      <p>Then save again.</p>
    </section>
  );
}
