import type { MetricAnswer } from '@mli/plugin-insights-common';
import {
  durationUnitFor,
  EmptyState,
  ErrorState,
  formatCounted,
  formatDuration,
  formatDurationIn,
  HeatMap,
  HeatMapCell,
  LoadingState,
  Scope,
  SectionCard,
  useScope,
} from '@mli/plugin-ml-platform-react';
import { useCallback, useMemo } from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { ScopeUnit } from '../../api/InsightsApi';
import { withoutNumber } from '../../model/metricSentence';
import {
  METRIC_LABELS,
  metricQuery,
  parseMetric,
} from '../../model/metricQuery';
import { unitTitles, withoutIdleProviders } from '../../model/units';
import { useMetricByTeamAndStage } from '../../query/queries';
import { MetricSwitch } from '../MetricSwitch/MetricSwitch';

export interface StageHeatMapProps {
  units: readonly ScopeUnit[] | undefined;
  stages: readonly string[] | undefined;
  scope: Scope;
}

const NO_STAGES: readonly string[] = [];

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

/** p90 of one metric for each team in each stage. */
export function StageHeatMap(props: StageHeatMapProps) {
  const { units, stages = NO_STAGES, scope } = props;
  const [search, setSearch] = useSearchParams();
  const metric = parseMetric(search.get('metric'));
  const query = metricQuery(metric, scope);
  const result = useMetricByTeamAndStage(query, stages);
  const navigate = useNavigate();
  const { hrefWithScope } = useScope();
  const title = useMemo(() => unitTitles(units), [units]);
  const answers = useMemo(
    () =>
      withoutIdleProviders(result.answers, units, answer => ({
        team: answer.group.team,
        answers: [answer],
      })),
    [result.answers, units],
  );
  const rows = useMemo(
    () =>
      [...new Set(answers.map(answer => answer.group.team ?? ''))]
        .filter(Boolean)
        .map(id => ({ id, name: title(id) }))
        .sort((a, b) => a.name.localeCompare(b.name)),
    [answers, title],
  );
  const byPlace = useMemo(
    () => new Map(answers.map(a => [`${a.group.team} ${a.group.stage}`, a])),
    [answers],
  );
  const cell = useCallback(
    (row: { id: string }, column: { id: string }) =>
      describe(byPlace.get(`${row.id} ${column.id}`)),
    [byPlace],
  );
  const label = METRIC_LABELS[metric];
  const unit = durationUnitFor(answers.map(answer => answer.p90 ?? 0));
  return (
    <SectionCard
      title={`${label} by team and stage`}
      actions={
        <MetricSwitch
          metric={metric}
          onChange={next => {
            const changed = new URLSearchParams(search);
            changed.set('metric', next);
            setSearch(changed);
          }}
        />
      }
      description="One in ten runs is above the value in the cell (p90). Choose a cell to see the team."
    >
      {result.isPending && (
        <LoadingState label="Loading the map" layout="table" rows={10} />
      )}
      {result.error !== undefined && (
        <ErrorState
          compact
          title="The map could not be loaded"
          error={result.error}
          retry={result.retry}
        />
      )}
      {!result.isPending && !result.error && rows.length === 0 && (
        <EmptyState compact title="No team has runs in this window">
          A cell fills with the first runs of a team in a stage.
        </EmptyState>
      )}
      {rows.length > 0 && (
        <HeatMap
          caption={`p90 of ${label.toLocaleLowerCase('en-US')} by team and stage`}
          rows={rows}
          columns={stages.map(stage => ({ id: stage, name: stage }))}
          cell={cell}
          format={value => formatDurationIn(value, unit)}
          legend={`p90 of ${label.toLocaleLowerCase('en-US')}`}
          rowHeading="Team"
          onPress={row =>
            navigate(
              hrefWithScope(`/teams/iteration?metric=${metric}`, {
                team: row.id,
              }),
            )
          }
        />
      )}
    </SectionCard>
  );
}
