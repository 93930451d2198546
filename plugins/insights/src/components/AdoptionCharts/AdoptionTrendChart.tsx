import type { AdoptionTrend } from '@mli/plugin-insights-common';
import {
  EmptyState,
  ErrorState,
  formatDate,
  formatDayAndMonth,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { useState } from 'react';
import { TrendQuery } from '../../api/AdoptionClient';
import { ChartEvent, chartEvents } from '../../model/chartEvents';
import { useAdoptionTrend } from '../../query/adoptionQueries';
import { useAnnotations } from '../../query/lossQueries';
import { useTitles } from '../../query/queries';
import { ChartEvents } from '../Trend/ChartEvents';
import styles from './AdoptionCharts.module.css';

type Week = AdoptionTrend['weeks'][number];

const STATES = [
  ['inUse', 'in use'],
  ['starting', 'starting'],
  ['doesNotMatch', 'stopped, or said and not seen'],
  ['declined', 'declined'],
  ['cannotTell', 'cannot tell or hidden'],
  ['notStarted', 'not started'],
] as const satisfies ReadonlyArray<[keyof Week, string]>;

/** Eligible places by state, week by week, stacked; the numbers of a week on hover and focus. */
export function AdoptionTrendChart(props: {
  query: TrendQuery;
  title?: string;
}) {
  const { query, title = 'Week by week' } = props;
  const trend = useAdoptionTrend(query);
  const [chosen, setChosen] = useState<string>();
  const titleOf = useTitles();
  const mondays = (trend.data?.weeks ?? []).map(({ week }) => week);
  const annotations = useAnnotations({ team: query.team, from: mondays[0] });
  const events = chartEvents({
    points: mondays,
    adoptions: [],
    annotations: annotations.data ?? [],
    title: titleOf,
  });
  if (trend.isPending) {
    return <LoadingState label="Loading the trend" layout="chart" />;
  }
  if (trend.isError) {
    return (
      <ErrorState
        title="The trend could not be loaded"
        error={trend.error}
        retry={() => trend.refetch()}
      />
    );
  }
  const { weeks } = trend.data;
  const last = weeks.at(-1);
  const shown = weeks.find(({ week }) => week === chosen) ?? last;
  if (!last || !shown) {
    return (
      <SectionCard title={title}>
        <EmptyState title="No week is recorded yet">
          Each day is recorded once it is over; a week stands here after its
          Sunday.
        </EmptyState>
      </SectionCard>
    );
  }
  const highest = Math.max(1, ...weeks.map(({ eligible }) => eligible));
  return (
    <SectionCard
      title={title}
      description={
        query.offering
          ? 'Teams it is meant for, by where they stood at the end of each week.'
          : 'Places, one team with one offering each, by where they stood at the end of each week.'
      }
      footer="By what was seen, whether or not the team says so. A team that moved in the organisation counts where it was in that week."
    >
      <TrendMarks weeks={mondays} events={events} />
      <div
        className={styles.trend}
        role="group"
        aria-label={title}
        onMouseLeave={() => setChosen(undefined)}
      >
        {weeks.map(week => (
          <button
            key={week.week}
            type="button"
            className={styles.week}
            aria-label={wordsOf(week)}
            aria-pressed={week.week === shown.week}
            onMouseEnter={() => setChosen(week.week)}
            onFocus={() => setChosen(week.week)}
          >
            {STATES.map(([key]) => (
              <span
                key={key}
                data-state={key}
                style={{ height: `${(100 * week[key]) / highest}%` }}
              />
            ))}
          </button>
        ))}
      </div>
      <div className={styles.trendAxis} aria-hidden="true">
        <span>{formatDayAndMonth(weeks[0]?.week ?? '')}</span>
        <span>{formatDayAndMonth(last.week)}</span>
      </div>
      <dl className={styles.trendLegend} aria-live="polite">
        <div className={styles.trendWeek}>
          <dt>{`Week of ${formatDate(shown.week)}`}</dt>
          <dd>{`${shown.eligible} eligible`}</dd>
        </div>
        {STATES.filter(([key]) => weeks.some(week => week[key] > 0)).map(
          ([key, label]) => (
            <div key={key} data-state={key}>
              <dt>{label}</dt>
              <dd>{shown[key]}</dd>
            </div>
          ),
        )}
      </dl>
      <ChartEvents
        events={events}
        nothing="Nobody has said what happened in these weeks."
      />
    </SectionCard>
  );
}

/** What people said happened, above the weeks it lasted; the list below the chart says what. */
function TrendMarks(props: {
  weeks: readonly string[];
  events: readonly ChartEvent[];
}) {
  const { weeks, events } = props;
  const marks = new Map(events.map(event => [event.mark, event]));
  return (
    <div className={styles.trendMarks} aria-hidden="true">
      {[...marks.values()].map(({ mark, from, until }) => {
        const first = weeks.indexOf(from);
        const share = (count: number) => `${(100 * count) / weeks.length}%`;
        return (
          <span
            key={mark}
            style={{
              left: share(first),
              width: share(weeks.indexOf(until) - first + 1),
            }}
          >
            {mark}
          </span>
        );
      })}
    </div>
  );
}

function wordsOf(week: Week): string {
  const parts = STATES.filter(([key]) => week[key] > 0).map(
    ([key, label]) => `${week[key]} ${label}`,
  );
  return `Week of ${formatDate(week.week)}: ${parts.join(', ')}`;
}
