import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  TextField,
} from '@backstage/ui';
import {
  messageOf,
  formatDate,
  nameOfRef,
} from '@mli/plugin-ml-platform-react';
import type {
  ExemptionDecisionRequest,
  ExemptionRow,
} from '@mli/plugin-scorecards-common';
import { useState } from 'react';
import { useDecideExemption } from '../../query/queries';
import styles from './ExemptionsPage.module.css';

export interface AskedDecision {
  row: ExemptionRow;
  decision: ExemptionDecisionRequest['decision'];
  /** What the button says. */
  label: string;
}

/** Asks once more, with room for a note that the other side reads. */
export function DecisionDialog({
  asked: { row, decision, label },
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
    <Dialog isOpen onOpenChange={open => !open && onClose()} width={520}>
      <DialogHeader>{label} the exemption</DialogHeader>
      <DialogBody>
        <div className={styles.fields}>
          <p className={styles.note}>
            {nameOfRef(row.entity)}, {row.check}, until {formatDate(row.until)}:{' '}
            {row.reason}
          </p>
          <TextField
            label="Note"
            description="Optional; the other side reads it."
            value={note}
            onChange={setNote}
          />
          {decide.isError && (
            <Alert status="danger" icon title={messageOf(decide.error)} />
          )}
        </div>
      </DialogBody>
      <DialogFooter>
        <Button
          variant="primary"
          isPending={decide.isPending}
          isDisabled={decide.isPending}
          onPress={act}
        >
          {label}
        </Button>
        <Button variant="secondary" onPress={onClose}>
          Cancel
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
