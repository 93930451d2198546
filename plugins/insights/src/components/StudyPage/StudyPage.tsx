import { Button, Link } from '@backstage/ui';
import type { StudyDetail } from '@mli/plugin-insights-common';
import {
  AnswerSentence,
  ErrorState,
  formatDate,
  formatWindow,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { useState } from 'react';
import { asSentence } from '../../model/studies';
import { useTitles } from '../../query/queries';
import { useStudy } from '../../query/studies';
import { StudyChips } from '../StudyParts/StudyChips';
import { StudyProgress } from '../StudyParts/StudyProgress';
import { ExtendStudyDialog } from '../StudyRegister/ExtendStudyDialog';
import { StudyAnswerView } from './StudyAnswerView';
import { StudyPlan } from './StudyPlan';
import { StudyTeams } from './StudyTeams';
import { StudyVersions } from './StudyVersions';
import styles from './StudyPage.module.css';

export interface StudyPageProps {
  readonly id: string;
  readonly version?: number;
}

/** One study, in whatever state it is: its answer first, or why there is none. */
export function StudyPage({ id, version }: StudyPageProps) {
  const study = useStudy(id, version);
  const titleOf = useTitles();
  if (study.isPending) {
    return (
      <>
        <LoadingState layout="sentence" label="Loading the study" />
        <LoadingState layout="chart" label="Loading its chart" />
      </>
    );
  }
  if (study.isError) {
    return (
      <ErrorState
        title="The study could not be loaded"
        error={study.error}
        retry={study.refetch}
      />
    );
  }
  return <StudyView study={study.data} titleOf={titleOf} />;
}

interface StudyViewProps {
  readonly study: StudyDetail;
  readonly titleOf: (ref: string) => string;
}

function StudyView({ study, titleOf }: StudyViewProps) {
  const [isExtending, setIsExtending] = useState(false);
  const isLatest = study.version === study.latestVersion;
  const hasAnswer = ['finished', 'refused', 'failed'].includes(study.state);
  return (
    <>
      <div className={styles.head}>
        <Link href="/offerings/impact" className={styles.back}>
          All studies
        </Link>
        <p className={styles.question}>{study.question}</p>
        <AnswerSentence note={<StudyNote study={study} />}>
          {headOf(study)}
        </AnswerSentence>
        <StudyChips study={study} />
        <StudyProgress study={study} />
        {study.mayExtend && isLatest && hasAnswer && (
          <div className={styles.actions}>
            <Button
              size="small"
              variant="secondary"
              onPress={() => setIsExtending(true)}
            >
              Look again later
            </Button>
          </div>
        )}
      </div>
      {!hasAnswer && <StudyPlan study={study} />}
      {study.failure && (
        <SectionCard title="Why it failed">
          <p className={styles.text}>{study.failure}</p>
        </SectionCard>
      )}
      {study.refusal && (
        <SectionCard title="What would make it answerable">
          <p className={styles.text}>{study.refusal.help}</p>
        </SectionCard>
      )}
      {study.answer && study.headline && (
        <StudyAnswerView
          study={study}
          headline={study.headline}
          answer={study.answer}
        />
      )}
      {study.teams.length > 0 && <StudyTeams study={study} titleOf={titleOf} />}
      {study.versions.length > 1 && <StudyVersions study={study} />}
      {isExtending && (
        <ExtendStudyDialog
          study={study}
          onClose={() => setIsExtending(false)}
        />
      )}
    </>
  );
}

function headOf(study: StudyDetail): string {
  switch (study.state) {
    case 'interim':
      return `No answer before ${formatDate(study.analysisDate)}.`;
    case 'queued':
      return 'Waiting to be computed.';
    case 'running':
      return 'Being computed.';
    case 'refused':
      return 'This cannot be answered with the data there are.';
    case 'failed':
      return 'The computation failed three times and is not tried again.';
    default:
      return asSentence(study.sentence);
  }
}

function StudyNote({ study }: { study: StudyDetail }) {
  const { counts } = study;
  const teams = `${counts.adopting} adopting and ${counts.comparison} comparison teams, ${counts.tried} tried and left, ${counts.leftOut} left out`;
  if (study.state === 'finished') {
    return (
      <>
        {teams}. {formatWindow(study.window)}. {study.headline?.badge.why}
      </>
    );
  }
  // The heading says the same.
  if (study.state === 'queued' || study.state === 'running') return null;
  return <>{asSentence(study.sentence)}</>;
}
