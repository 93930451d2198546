import type { MetricId } from '@mli/plugin-insights-common';
import {
  AnswerSentence,
  EmptyState,
  ErrorState,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { metricLabel } from '../../model/metricQuery';
import { useTitles } from '../../query/queries';
import { useTrend } from '../../query/trendQueries';
import { Histogram } from './Histogram';
import { OutcomeShares } from './OutcomeShares';
import styles from './Trend.module.css';
import { TrendChart } from './TrendChart';

export interface MetricTrendProps {
  metric: MetricId;
  /** Left out: the whole company. */
  team?: string;
}

/** A metric over a year: whether it changed, what happened meanwhile, how it is spread, and how runs ended. */
export function MetricTrend({ metric, team }: MetricTrendProps) {
  const trend = useTrend({ metric, team });
  const title = useTitles();
  const label = metricLabel(metric);
  const unit = team ? title(team) : 'the company';
  if (trend.isPending) {
    return (
      <SectionCard title={`${label} over a year`}>
        <LoadingState label="Loading the year" layout="chart" />
      </SectionCard>
    );
  }
  if (trend.isError) {
    return (
      <SectionCard title={`${label} over a year`}>
        <ErrorState
          compact
          title="The year could not be loaded"
          error={trend.error}
          retry={() => trend.refetch()}
        />
      </SectionCard>
    );
  }
  const { blocks, histogram, change } = trend.data;
  const shown = blocks.some(({ status }) => status === 'ok');
  return (
    <>
      <SectionCard
        title={`${label} over a year`}
        description="4-week blocks, or weeks where those may be shown. What happened meanwhile is marked by its number."
      >
        <div className={styles.stack}>
          <AnswerSentence note={change.mixSentence}>
            {change.status === 'ok'
              ? `${label} of ${unit}: ${change.sentence}`
              : (change.reason ?? 'No change can be said.')}
          </AnswerSentence>
          {shown ? (
            <TrendChart metric={metric} team={team} trend={trend.data} />
          ) : (
            <EmptyState compact title="No block of this year may be shown yet">
              {blocks.at(-1)?.reason ??
                'A block appears here a week after it has ended.'}
            </EmptyState>
          )}
        </div>
      </SectionCard>
      <div className={styles.pair}>
        {histogram && histogram.bins.length > 0 && (
          <Histogram label={label} histogram={histogram} />
        )}
        <OutcomeShares team={team} />
      </div>
    </>
  );
}
