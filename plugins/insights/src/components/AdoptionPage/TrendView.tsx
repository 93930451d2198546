import {
  ErrorState,
  formatCount,
  formatShare,
  HiddenValue,
  LoadingState,
  NotEnoughData,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import type { MetricAnswer } from '@mli/plugin-insights-common';
import { useMetricBy } from '../../query/queries';
import { AdoptionTrendChart } from '../AdoptionCharts/AdoptionTrendChart';
import styles from './AdoptionPage.module.css';

/** How adoption moved over the last half year, and how much of each stage runs outside every offering. */
export function TrendView(props: {
  team: string | undefined;
  stages: readonly string[];
}) {
  const { team, stages } = props;
  return (
    <div className={styles.stack}>
      <AdoptionTrendChart
        query={{ team }}
        title="All offerings, week by week"
      />
      {team && (
        <AdoptionTrendChart
          query={{ team, scope: 'direct' }}
          title="Only teams right below it"
        />
      )}
      <OutsideShares team={team} stages={stages} />
    </div>
  );
}

function OutsideShares(props: {
  team: string | undefined;
  stages: readonly string[];
}) {
  const { team, stages } = props;
  const shares = useMetricBy('stage', { metric: 'outside_share', team });
  return (
    <SectionCard
      title="Runs outside every offering"
      description="Share of the runs of a stage that are on no offering: home-grown, bought, or unknown. Last 12 closed weeks."
    >
      {shares.isPending && (
        <LoadingState
          label="Loading the shares"
          layout="table"
          rows={stages.length}
        />
      )}
      {shares.isError && (
        <ErrorState
          compact
          title="The shares could not be loaded"
          error={shares.error}
          retry={() => shares.refetch()}
        />
      )}
      {shares.data && (
        <ul className={styles.outside}>
          {stages.map(stage => {
            const answer = shares.data.find(one => one.group.stage === stage);
            const share = shareOf(answer);
            return (
              <li key={stage}>
                <span>{stage}</span>
                <span
                  className={styles.outsideBar}
                  hidden={share === undefined}
                  style={{ width: `${100 * (share ?? 0)}%` }}
                />
                <OutsideValue answer={answer} />
              </li>
            );
          })}
        </ul>
      )}
    </SectionCard>
  );
}

function shareOf(answer: MetricAnswer | undefined): number | undefined {
  return answer?.status === 'ok' ? answer.value : undefined;
}

function OutsideValue({ answer }: { answer: MetricAnswer | undefined }) {
  if (answer?.status === 'hidden') return <HiddenValue />;
  const share = shareOf(answer);
  if (share === undefined) return <NotEnoughData n={answer?.n} />;
  return (
    <span>
      {`${formatShare(share)} of ${formatCount(answer?.n ?? 0)} runs`}
    </span>
  );
}
