import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  EmptyState,
  ErrorState,
  LoadingState,
  SimulatedDataBanner,
} from '@mli/plugin-ml-platform-react';
import {
  useHistory,
  useLevels,
  useResults,
  useScorecards,
  useSimulated,
} from '../../query/queries';
import { Attestations } from '../Attestations';
import styles from './EntityScorecards.module.css';
import { ScorecardOfEntity } from './ScorecardOfEntity';

/** An entity on every scorecard that applies to it: first what leads to the next level, then all checks. */
export function EntityScorecards() {
  const { entity } = useEntity();
  const query = { entity: stringifyEntityRef(entity) };
  const scorecards = useScorecards();
  const levels = useLevels(query);
  const results = useResults(query);
  const simulated = useSimulated();
  const history = useHistory(query);
  const all = [scorecards, levels, results];
  const failed = all.find(({ isError }) => isError);
  if (failed) {
    return (
      <ErrorState
        title="Its scorecards could not be loaded"
        error={failed.error}
        retry={() => Promise.all(all.map(({ refetch }) => refetch()))}
      />
    );
  }
  if (!scorecards.data || !levels.data || !results.data) {
    return <LoadingState label="Loading its scorecards" rows={6} />;
  }
  if (levels.data.length === 0) {
    return (
      <EmptyState title="No scorecard applies to it yet">
        A scorecard says in its catalog file what it applies to; results appear
        here with its first evaluation.
      </EmptyState>
    );
  }
  return (
    <div className={styles.stack}>
      {levels.data.map(level => {
        const scorecard = scorecards.data.find(
          ({ ref }) => ref === level.scorecard,
        );
        return (
          scorecard && (
            <ScorecardOfEntity
              key={level.scorecard}
              scorecard={scorecard}
              level={level}
              results={results.data}
              history={history.data ?? []}
            />
          )
        );
      })}
      {levels.data.some(({ scorecard }) => scorecard.includes('ml-test')) && (
        <Attestations entity={query.entity} />
      )}
      <SimulatedDataBanner simulated={simulated} />
    </div>
  );
}
