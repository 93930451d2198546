import { ButtonLink } from '@backstage/ui';
import {
  AnswerSentence,
  EmptyState,
  ErrorState,
  LoadingState,
  MliPage,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import type { ScorecardItem } from '@mli/plugin-scorecards-common';
import { useParams } from 'react-router-dom';
import { distributionSentence, levelShares } from '../../model/levels';
import { scorecardRef } from '../../model/scorecardPath';
import {
  useLevels,
  useScorecards,
  useSimulated,
  useTrend,
} from '../../query/queries';
import { EntityName } from '../EntityName/EntityName';
import { Faults } from '../Faults/Faults';
import { LevelTrend } from '../LevelTrend';
import { LevelDistribution } from '../LevelDistribution/LevelDistribution';
import { ChecksTable } from './ChecksTable';
import { EntitiesTable } from './EntitiesTable';
import { FailingEntities } from './FailingEntities';

/** One scorecard: its levels, its checks worst first, and where each entity stands. */
export function ScorecardPage() {
  const { namespace = '', name = '' } = useParams();
  const ref = scorecardRef(namespace, name);
  const scorecards = useScorecards();
  const simulated = useSimulated();
  const scorecard = scorecards.data?.find(item => item.ref === ref);
  return (
    <MliPage
      title={scorecard?.title}
      subtitle={scorecard && <Subtitle scorecard={scorecard} />}
      simulated={simulated}
    >
      {scorecards.isPending && (
        <LoadingState label="Loading the scorecard" layout="table" />
      )}
      {scorecards.isError && (
        <ErrorState
          title="The scorecard could not be loaded"
          error={scorecards.error}
          retry={() => scorecards.refetch()}
        />
      )}
      {scorecards.data && !scorecard && (
        <EmptyState
          title={`There is no scorecard ${name}, or you may not see it`}
          actions={
            <ButtonLink variant="secondary" href="/scorecards">
              All scorecards
            </ButtonLink>
          }
        >
          It may have been renamed, or its catalog file removed.
        </EmptyState>
      )}
      {scorecard && <ScorecardContent scorecard={scorecard} />}
    </MliPage>
  );
}

function Subtitle({ scorecard }: { scorecard: ScorecardItem }) {
  return (
    <>
      {scorecard.description && <div>{scorecard.description}</div>}
      {scorecard.owner && (
        <div>
          Kept by <EntityName entityRef={scorecard.owner} />
        </div>
      )}
    </>
  );
}

function Trend({ scorecard }: { scorecard: ScorecardItem }) {
  const trend = useTrend({ scorecard: scorecard.ref, days: '90' });
  const points = (trend.data ?? []).map(({ day, counts }) => ({
    at: day,
    counts,
  }));
  return points.length > 1 ? (
    <SectionCard
      title="Levels by day"
      description="Each day counts what the teams of that day owned."
    >
      <LevelTrend
        label="Levels by day"
        levels={scorecard.levels}
        points={points}
      />
    </SectionCard>
  ) : null;
}

function ScorecardContent({ scorecard }: { scorecard: ScorecardItem }) {
  const levels = useLevels({ scorecard: scorecard.ref });
  return (
    <>
      <Faults faults={scorecard.faults} />
      {levels.isPending && (
        <LoadingState label="Loading levels" layout="sentence" />
      )}
      {levels.isError && (
        <ErrorState
          title="Its levels could not be loaded"
          error={levels.error}
          retry={() => levels.refetch()}
        />
      )}
      {levels.data && levels.data.length > 0 && (
        <>
          <AnswerSentence>
            {distributionSentence(scorecard, levels.data)}
          </AnswerSentence>
          <LevelDistribution shares={levelShares(scorecard, levels.data)} />
        </>
      )}
      <Trend scorecard={scorecard} />
      <ChecksTable scorecard={scorecard} />
      <FailingEntities scorecard={scorecard} />
      {levels.data && (
        <SectionCard flush title="Where each stands">
          <EntitiesTable scorecard={scorecard} rows={levels.data} />
        </SectionCard>
      )}
    </>
  );
}
