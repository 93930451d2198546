import {
  EmptyState,
  ErrorState,
  HeatMap,
  LoadingState,
  Scope,
  SectionCard,
  useScope,
} from '@mli/plugin-ml-platform-react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { ScopeUnit } from '../../api/InsightsApi';
import {
  METRIC_LABELS,
  metricQuery,
  parseMetric,
} from '../../model/metricQuery';
import { MetricSwitch } from '../MetricSwitch/MetricSwitch';
import { useStageHeat } from './useStageHeat';

export interface StageHeatMapProps {
  units: readonly ScopeUnit[] | undefined;
  stages: readonly string[] | undefined;
  scope: Scope;
}

const NO_STAGES: readonly string[] = [];

/** p90 of one metric for each team in each stage. */
export function StageHeatMap(props: StageHeatMapProps) {
  const { units, stages = NO_STAGES, scope } = props;
  const [search, setSearch] = useSearchParams();
  const navigate = useNavigate();
  const { hrefWithScope } = useScope();
  const metric = parseMetric(search.get('metric'));
  const heat = useStageHeat(metricQuery(metric, scope), stages, units);
  const label = METRIC_LABELS[metric];
  const value = `p90 of ${label.toLocaleLowerCase('en-US')}`;
  const chooseMetric = (next: string) => {
    const changed = new URLSearchParams(search);
    changed.set('metric', next);
    setSearch(changed);
  };
  const open = (team: string) =>
    navigate(hrefWithScope(`/teams/iteration?metric=${metric}`, { team }));
  const isEmpty = heat.rows.length === 0;
  return (
    <SectionCard
      title={`${label} by team and stage`}
      actions={<MetricSwitch metric={metric} onChange={chooseMetric} />}
      description="One in ten runs is above the value in the cell (p90). Choose a cell to see the team."
    >
      {isEmpty && heat.isPending && (
        <LoadingState label="Loading the map" layout="table" rows={10} />
      )}
      {heat.error && (
        <ErrorState
          compact
          title="The map could not be loaded"
          error={heat.error}
          retry={heat.retry}
        />
      )}
      {isEmpty && !heat.isPending && !heat.error && (
        <EmptyState compact title="No team you may see has runs in this window">
          A cell fills with the first runs of a team in a stage.
        </EmptyState>
      )}
      {!isEmpty && (
        <HeatMap
          caption={`${value} by team and stage`}
          rows={heat.rows}
          columns={stages.map(stage => ({ id: stage, name: stage }))}
          cell={heat.cell}
          format={heat.format}
          legend={value}
          rowHeading="Team"
          onPress={row => open(row.id)}
        />
      )}
    </SectionCard>
  );
}
