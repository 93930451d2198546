import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  TextField,
} from '@backstage/ui';
import type { StudyDetail } from '@mli/plugin-insights-common';
import { useState } from 'react';
import { errorText } from '../StudyParts/errorText';
import { useExtendStudy } from '../../query/studies';
import styles from './StudyRegister.module.css';

export interface ExtendStudyDialogProps {
  readonly study: StudyDetail;
  readonly onClose: () => void;
}

const LEAST_REASON = 10;

/** A later look at the same question: a new version, with the reason for looking again. */
export function ExtendStudyDialog({ study, onClose }: ExtendStudyDialogProps) {
  const extend = useExtendStudy(study.id);
  const [analysisDate, setAnalysisDate] = useState('');
  const [reason, setReason] = useState('');
  const isReady =
    /^\d{4}-\d{2}-\d{2}$/.test(analysisDate) &&
    reason.trim().length >= LEAST_REASON;
  return (
    <Dialog isOpen onOpenChange={isOpen => !isOpen && onClose()} width={560}>
      <DialogHeader>Extend the study</DialogHeader>
      <DialogBody>
        <div className={styles.form}>
          <p>
            What was found stays as version {study.version}. The new version
            says that it looked again, and counts as a study of its own among
            all finished ones.
          </p>
          <TextField
            label="New analysis date"
            placeholder="2027-03-01"
            value={analysisDate}
            onChange={setAnalysisDate}
          />
          <TextField
            label="Why look again"
            value={reason}
            onChange={setReason}
          />
          {extend.isError && (
            <p role="alert" className={styles.error}>
              {errorText(extend.error)}
            </p>
          )}
        </div>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          Cancel
        </Button>
        <Button
          variant="primary"
          isPending={extend.isPending}
          isDisabled={!isReady}
          onPress={() =>
            extend.mutate(
              { analysisDate, reason: reason.trim() },
              { onSuccess: onClose },
            )
          }
        >
          Extend
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
