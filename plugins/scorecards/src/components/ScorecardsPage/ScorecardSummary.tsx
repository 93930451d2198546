import { ButtonLink } from '@backstage/ui';
import type { LevelRow, ScorecardItem } from '@mli/plugin-scorecards-common';
import {
  EmptyState,
  ErrorState,
  formatCount,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { levelShares, obstacles } from '../../model/levels';
import { scorecardPath } from '../../model/scorecardPath';
import { useDistribution, useLevels } from '../../query/queries';
import { DepartmentBars } from '../DepartmentBars';
import { EntityName } from '../EntityName/EntityName';
import { Faults } from '../Faults/Faults';
import { LevelDistribution } from '../LevelDistribution/LevelDistribution';
import styles from './ScorecardsPage.module.css';

const SHOWN_OBSTACLES = 3;

/** One scorecard: who stands where, and the checks that keep most from their next level. */
export function ScorecardSummary({ scorecard }: { scorecard: ScorecardItem }) {
  const levels = useLevels({ scorecard: scorecard.ref });
  const distribution = useDistribution();
  const owner = scorecard.owner;
  return (
    <SectionCard
      title={scorecard.title}
      description={scorecard.description}
      actions={
        <ButtonLink
          size="small"
          variant="secondary"
          href={scorecardPath(scorecard.ref)}
        >
          Checks and entities
        </ButtonLink>
      }
      footer={
        owner && (
          <>
            Kept by <EntityName entityRef={owner} />, version{' '}
            {scorecard.version}
          </>
        )
      }
    >
      <div className={styles.stack}>
        <Faults faults={scorecard.faults} />
        {levels.isPending && <LoadingState label="Loading levels" rows={6} />}
        {levels.isError && (
          <ErrorState
            compact
            title="Its levels could not be loaded"
            error={levels.error}
            retry={() => levels.refetch()}
          />
        )}
        {levels.data?.length === 0 && (
          <EmptyState compact title="Nothing is evaluated yet">
            It applies to nothing that you may see, or its first evaluation is
            still to come.
          </EmptyState>
        )}
        {levels.data && levels.data.length > 0 && (
          <>
            <LevelDistribution shares={levelShares(scorecard, levels.data)} />
            <DepartmentBars
              scorecard={scorecard}
              rows={distribution.data ?? []}
            />
            <Obstacles scorecard={scorecard} rows={levels.data} />
          </>
        )}
      </div>
    </SectionCard>
  );
}

interface ObstaclesProps {
  scorecard: ScorecardItem;
  rows: readonly LevelRow[];
}

function Obstacles({ scorecard, rows }: ObstaclesProps) {
  const worst = obstacles(scorecard, rows).slice(0, SHOWN_OBSTACLES);
  if (worst.length === 0) return null;
  return (
    <section aria-label="What keeps most from their next level">
      <h3 className={styles.heading}>What keeps most from their next level</h3>
      <ul className={styles.obstacles}>
        {worst.map(({ check, title, entities }) => (
          <li key={check} className={styles.obstacle}>
            <span>{title}</span>
            <span className={styles.count}>
              {formatCount(entities)} of {formatCount(rows.length)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
