import { stringifyEntityRef } from '@backstage/catalog-model';
import { ButtonLink } from '@backstage/ui';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  entityHref,
  ErrorState,
  LevelSteps,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import type { LevelRow, ScorecardItem } from '@mli/plugin-scorecards-common';
import { useLevels, useScorecards } from '../../query/queries';
import styles from './ScorecardsCard.module.css';

/** On an entity's overview: its level on each scorecard, and the next step. */
export function ScorecardsCard() {
  const { entity } = useEntity();
  const ref = stringifyEntityRef(entity);
  const scorecards = useScorecards();
  const levels = useLevels({ entity: ref });
  const failed = [scorecards, levels].find(({ isError }) => isError);
  return (
    <SectionCard
      title="Scorecards"
      actions={
        levels.data?.length !== 0 && (
          <ButtonLink
            size="small"
            variant="secondary"
            href={`${entityHref(ref)}/scorecards`}
          >
            What to do next
          </ButtonLink>
        )
      }
    >
      {failed && (
        <ErrorState
          compact
          title="Its scorecards could not be loaded"
          error={failed.error}
          retry={() => Promise.all([scorecards.refetch(), levels.refetch()])}
        />
      )}
      {!failed && (scorecards.isPending || levels.isPending) && (
        <LoadingState label="Loading its scorecards" rows={2} />
      )}
      {levels.data?.length === 0 && (
        <p className={styles.next}>No scorecard applies to it yet.</p>
      )}
      {scorecards.data && levels.data && (
        <ul className={styles.list}>
          {levels.data.map(level => (
            <LevelLine
              key={level.scorecard}
              level={level}
              scorecard={scorecards.data.find(
                item => item.ref === level.scorecard,
              )}
            />
          ))}
        </ul>
      )}
    </SectionCard>
  );
}

interface LevelLineProps {
  level: LevelRow;
  scorecard: ScorecardItem | undefined;
}

function LevelLine({ level, scorecard }: LevelLineProps) {
  if (!scorecard) return null;
  const missing = (level.next?.missing ?? []).map(
    id => scorecard.checks.find(check => check.id === id)?.title ?? id,
  );
  return (
    <li className={styles.line}>
      <span className={styles.title}>{scorecard.title}</span>
      <LevelSteps
        name={level.level?.title}
        rank={level.level?.rank ?? 0}
        of={scorecard.levels.length}
      />
      {level.next && missing.length > 0 && (
        <span className={styles.next}>
          To reach {level.next.title}: {missing.join(', ')}
        </span>
      )}
    </li>
  );
}
