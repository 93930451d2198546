import { TextField } from '@backstage/ui';
import type { StudyDetail } from '@mli/plugin-insights-common';
import { useState } from 'react';
import { useExtendStudy } from '../../query/studies';
import { DAY } from './day';
import { StudyDialog } from './StudyDialog';

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
  return (
    <StudyDialog
      title="Extend the study"
      action="Extend"
      isReady={DAY.test(analysisDate) && reason.trim().length >= LEAST_REASON}
      sending={extend}
      onSubmit={() =>
        extend.mutate(
          { analysisDate, reason: reason.trim() },
          { onSuccess: onClose },
        )
      }
      onClose={onClose}
    >
      <p>
        What was found stays as version {study.version}. The new version says
        that it looked again, and counts as a study of its own among all
        finished ones.
      </p>
      <TextField
        label="New analysis date"
        placeholder="2027-03-01"
        value={analysisDate}
        onChange={setAnalysisDate}
      />
      <TextField
        label="Why look again"
        description="A sentence; it stands beside the new version."
        value={reason}
        onChange={setReason}
      />
    </StudyDialog>
  );
}
