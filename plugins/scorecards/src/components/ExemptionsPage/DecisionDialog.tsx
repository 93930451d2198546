import { TextField } from '@backstage/ui';
import { formatDate, nameOfRef } from '@mli/plugin-ml-platform-react';
import type {
  ExemptionDecisionRequest,
  ExemptionRow,
} from '@mli/plugin-scorecards-common';
import { useState } from 'react';
import { useDecideExemption } from '../../query/queries';
import { FormDialog } from '../FormDialog';
import styles from './ExemptionsPage.module.css';

export interface AskedDecision {
  row: ExemptionRow;
  /** Of the check. */
  title: string;
  decision: ExemptionDecisionRequest['decision'];
  /** What the button says. */
  label: string;
}

/** Asks once more, with room for a note that the other side reads. */
export function DecisionDialog({
  asked: { row, title, decision, label },
  onClose,
}: {
  asked: AskedDecision;
  onClose: () => void;
}) {
  const [note, setNote] = useState('');
  const decide = useDecideExemption();
  const act = () =>
    decide.mutate(
      { id: row.id, decision, note: note.trim() || undefined },
      { onSuccess: onClose },
    );
  return (
    <FormDialog
      title={`${label} the exemption`}
      action={label}
      isComplete
      request={decide}
      onSubmit={act}
      onClose={onClose}
    >
      <p className={styles.note}>
        {nameOfRef(row.entity)}, “{title}”, until {formatDate(row.until)}:{' '}
        {row.reason}
      </p>
      <TextField
        label="Note"
        description="Optional; the other side reads it."
        value={note}
        onChange={setNote}
      />
    </FormDialog>
  );
}
