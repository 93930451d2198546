import { TextField } from '@backstage/ui';
import { useState } from 'react';
import { dayFromNow } from '../../model/dayFromNow';
import { useRequestExemption } from '../../query/queries';
import { FormDialog } from '../FormDialog';
import styles from './ExemptionDialog.module.css';

export interface ExemptionDialogProps {
  entity: string;
  scorecard: string;
  check: { id: string; title: string };
  owner?: string;
  onClose: () => void;
}

const SHORTEST_REASON = 10;

/** A quarter: long enough to repair what is exempt. */
const USUAL_DAYS = 91;

/** Asks for an exemption: a reason and an end, both needed. */
export function ExemptionDialog(props: ExemptionDialogProps) {
  const { entity, scorecard, check, owner, onClose } = props;
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState(() => dayFromNow(USUAL_DAYS));
  const request = useRequestExemption();
  const complete =
    reason.trim().length >= SHORTEST_REASON &&
    /^\d{4}-\d{2}-\d{2}$/.test(until);
  const submit = () =>
    request.mutate(
      { entity, scorecard, check: check.id, reason: reason.trim(), until },
      { onSuccess: onClose },
    );
  return (
    <FormDialog
      title="Ask for an exemption"
      action="Ask"
      isComplete={complete}
      request={request}
      onSubmit={submit}
      onClose={onClose}
    >
      <p className={styles.note}>
        “{check.title}” will be shown as exempt, never as passed.{' '}
        {owner ?? 'The owner of the check'} decides, and it ends by itself.
      </p>
      <TextField
        label="Reason"
        description="At least ten characters; whoever decides reads it."
        value={reason}
        onChange={setReason}
      />
      <TextField
        label="Ends on"
        description="A day such as 2027-01-31, at most a year ahead."
        placeholder="YYYY-MM-DD"
        value={until}
        onChange={setUntil}
      />
    </FormDialog>
  );
}
