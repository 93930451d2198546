import type { MetricAnswer } from '@mli/plugin-insights-common';
import {
  durationUnitFor,
  formatCounted,
  formatDuration,
  formatDurationIn,
  HeatMapCell,
} from '@mli/plugin-ml-platform-react';
import { useMemo } from 'react';
import { MetricQuery, ScopeUnit } from '../../api/InsightsApi';
import { withoutNumber } from '../../model/metricSentence';
import { unitTitles, withoutIdleProviders } from '../../model/units';
import { useMetricByTeamAndStage } from '../../query/queries';

function describe(answer: MetricAnswer | undefined): HeatMapCell {
  if (!answer) return { status: 'not-available', description: 'no runs' };
  const words =
    answer.p90 === undefined
      ? (withoutNumber(answer) ?? 'too few runs for p90')
      : `p90 ${formatDuration(answer.p90)}, p50 ${formatDuration(
          answer.p50 ?? 0,
        )}, ${formatCounted(answer.n ?? 0, 'run')}`;
  return { status: answer.status, value: answer.p90, description: words };
}

/** The map's rows and cells: p90 of a metric for each team in each stage, all in one unit. */
export function useStageHeat(
  query: MetricQuery,
  stages: readonly string[],
  units: readonly ScopeUnit[] | undefined,
) {
  const result = useMetricByTeamAndStage(query, stages);
  const answers = useMemo(
    () =>
      withoutIdleProviders(result.answers, units, answer => ({
        team: answer.group.team,
        answers: [answer],
      })),
    [result.answers, units],
  );
  const map = useMemo(() => {
    const title = unitTitles(units);
    const byPlace = new Map(
      answers.map(a => [`${a.group.team} ${a.group.stage}`, a]),
    );
    const unit = durationUnitFor(answers.map(answer => answer.p90 ?? 0));
    return {
      rows: [...new Set(answers.map(answer => answer.group.team ?? ''))]
        .filter(Boolean)
        .map(id => ({ id, name: title(id) }))
        .sort((a, b) => a.name.localeCompare(b.name)),
      cell: (row: { id: string }, column: { id: string }) =>
        describe(byPlace.get(`${row.id} ${column.id}`)),
      format: (value: number) => formatDurationIn(value, unit),
    };
  }, [answers, units]);
  const { isPending, error, retry } = result;
  return { ...map, isPending, error, retry };
}
