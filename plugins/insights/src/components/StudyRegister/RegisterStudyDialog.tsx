import { TextField } from '@backstage/ui';
import type { StudyProposal } from '@mli/plugin-insights-common';
import { useNavigate } from 'react-router-dom';
import { useState } from 'react';
import { measuredText, studyHref } from '../../model/studies';
import { useRegisterStudy } from '../../query/studies';
import { DAY } from './day';
import { StudyDialog } from './StudyDialog';
import styles from './StudyRegister.module.css';

export interface RegisterStudyDialogProps {
  readonly proposal: StudyProposal;
  readonly offeringTitle: string;
  readonly onClose: () => void;
}

/** Fixes the question: what is compared, and when. What it finds can then not choose what was asked. */
export function RegisterStudyDialog(props: RegisterStudyDialogProps) {
  const { proposal, offeringTitle, onClose } = props;
  const navigate = useNavigate();
  const register = useRegisterStudy();
  const [analysisDate, setAnalysisDate] = useState(proposal.analysisDate ?? '');
  const [ownQueue, setOwnQueue] = useState('');
  const isWaiting = proposal.outcome === 'queue_time';
  const submit = () =>
    register.mutate(
      {
        offering: proposal.offering,
        outcome: proposal.outcome,
        ...(proposal.stage !== undefined && { stage: proposal.stage }),
        ...(analysisDate !== '' && { analysisDate }),
        ...(ownQueue.trim() !== '' && { ownQueue: ownQueue.trim() }),
      },
      { onSuccess: study => navigate(studyHref(study.id)) },
    );
  return (
    <StudyDialog
      title="Register a study"
      action="Register"
      isReady={analysisDate === '' || DAY.test(analysisDate)}
      sending={register}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>
        Did adopting <strong>{offeringTitle}</strong> change the{' '}
        <strong>{measuredText(proposal).toLocaleLowerCase('en-GB')}</strong>?
        Every team the offering is meant for is compared, over the 52 weeks
        before now and on to the analysis date.
      </p>
      <TextField
        label="Analysis date"
        description="Until then the page shows counts only, so that nobody stops at a good moment. 26 weeks after the third adopter, unless there is a reason for another day."
        placeholder="2027-03-01"
        value={analysisDate}
        onChange={setAnalysisDate}
        isInvalid={analysisDate !== '' && !DAY.test(analysisDate)}
      />
      {isWaiting && (
        <TextField
          label="Adopting teams have a queue of their own, because"
          description="Optional. Where all teams wait for the same machines, what the ones gain the others may lose, and there is no badge."
          value={ownQueue}
          onChange={setOwnQueue}
        />
      )}
      {proposal.exploratory && (
        <p className={styles.note}>
          Teams have adopted already, so what came of it could be known: the
          study will be called exploratory.
        </p>
      )}
    </StudyDialog>
  );
}
