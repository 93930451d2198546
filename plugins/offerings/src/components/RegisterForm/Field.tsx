import { useId } from 'react';
import { TextAreaField, TextField } from '@backstage/ui';
import type { FormField, FormValues } from '../../register/formValues';
import type { RegisterFormState } from './useRegisterForm';
import styles from './RegisterForm.module.css';

type TextFieldName = {
  [F in FormField]: FormValues[F] extends string ? F : never;
}[FormField];

export interface FieldProps {
  form: RegisterFormState;
  field: TextFieldName;
  label: string;
  description?: string;
  placeholder?: string;
  multiline?: boolean;
  isRequired?: boolean;
  isReadOnly?: boolean;
}

/** A text of the form; what is wrong with it stands below it, with an example, once the reader has left it. */
export function Field(props: FieldProps) {
  const { form, field, multiline, isRequired, ...shown } = props;
  const problem = form.problemOf(field);
  const problemId = useId();
  const common = {
    ...shown,
    ...(isRequired ? { secondaryLabel: 'needed' } : {}),
    value: form.values[field],
    isInvalid: problem !== undefined,
    onChange: (text: string) => form.set(field, text),
    onBlur: () => form.touch(field),
    'aria-describedby': problem ? problemId : undefined,
  };
  return (
    <div>
      {multiline ? (
        <TextAreaField {...common} rows={2} />
      ) : (
        <TextField {...common} />
      )}
      {problem && (
        <p id={problemId} className={styles.problem}>
          {problem}
        </p>
      )}
    </div>
  );
}
