import { TextAreaField } from '@backstage/ui';
import { useState } from 'react';
import { AdoptionClient } from '../../api/AdoptionClient';
import { useAdoptionChange } from '../../query/adoptionQueries';
import { AdoptionDialog } from './AdoptionDialog';
import styles from './AdoptionDialog.module.css';

export interface TextDialogProps {
  title: string;
  note: string;
  label: string;
  submitLabel: string;
  isRequired?: boolean;
  change: (client: AdoptionClient, text: string) => Promise<unknown>;
  onClose: () => void;
}

/** One question answered in words, and one thing done with them. */
export function TextDialog(props: TextDialogProps) {
  const { title, note, label, submitLabel, isRequired, onClose } = props;
  const [text, setText] = useState('');
  const change = useAdoptionChange(props.change, { onDone: onClose });
  return (
    <AdoptionDialog
      title={title}
      isOpen
      onClose={onClose}
      submitLabel={submitLabel}
      isPending={change.isPending}
      isDisabled={isRequired && text.trim().length < 3}
      error={change.error}
      onSubmit={() => change.mutate(text.trim())}
    >
      <p className={styles.note}>{note}</p>
      <TextAreaField
        label={label}
        isRequired={isRequired}
        value={text}
        onChange={setText}
        maxLength={1000}
        rows={4}
      />
    </AdoptionDialog>
  );
}
