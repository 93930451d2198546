import { Button, Select } from '@backstage/ui';
import type { Rollout, StudyOutcome } from '@mli/plugin-insights-common';
import { SectionCard } from '@mli/plugin-ml-platform-react';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { OUTCOME_TEXTS, studyHref } from '../../model/studies';
import { useInsightsScope } from '../../query/queries';
import { useRegisterStudy } from '../../query/studies';
import { errorText } from '../StudyParts/errorText';
import styles from './Rollout.module.css';

// The keys are the outcomes: the record has one for each.
const OUTCOMES = Object.keys(OUTCOME_TEXTS) as StudyOutcome[];

/** Registers the study that is analysed by a drawn order, before anybody starts. */
export function AnalyseRollout({ rollout }: { rollout: Rollout }) {
  const navigate = useNavigate();
  const scope = useInsightsScope();
  const register = useRegisterStudy();
  const [outcome, setOutcome] = useState<StudyOutcome>();
  const [stage, setStage] = useState<string>();
  const submit = () => {
    if (outcome === undefined) return;
    register.mutate(
      {
        offering: rollout.offering,
        outcome,
        ...(stage !== undefined && { stage }),
        rollout: rollout.id,
      },
      { onSuccess: study => navigate(studyHref(study.id)) },
    );
  };
  return (
    <SectionCard
      title="Ask what it changed"
      description="Registered now, answered 26 weeks after the third start; by this order, so that it may say “caused”."
    >
      <div className={styles.form}>
        <Select
          label="Outcome"
          isRequired
          options={OUTCOMES.map(value => ({
            value,
            label: OUTCOME_TEXTS[value].title,
          }))}
          value={outcome ?? null}
          onChange={key => setOutcome(OUTCOMES.find(each => each === key))}
        />
        <Select
          label="Stage"
          options={(scope.data?.stages ?? []).map(value => ({
            value,
            label: value,
          }))}
          value={stage ?? null}
          onChange={key => setStage(key === null ? undefined : `${key}`)}
        />
        {register.isError && (
          <p role="alert" className={styles.error}>
            {errorText(register.error)}
          </p>
        )}
        <div className={styles.buttons}>
          <Button
            variant="primary"
            isDisabled={outcome === undefined}
            isPending={register.isPending}
            onPress={submit}
          >
            Register the study
          </Button>
        </div>
      </div>
    </SectionCard>
  );
}
