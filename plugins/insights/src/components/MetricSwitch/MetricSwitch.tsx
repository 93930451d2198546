import { ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import {
  METRIC_LABELS,
  SHOWN_METRICS,
  ShownMetric,
} from '../../model/metricQuery';

export interface MetricSwitchProps {
  metric: ShownMetric;
  onChange: (metric: ShownMetric) => void;
}

export function MetricSwitch({ metric, onChange }: MetricSwitchProps) {
  return (
    <ToggleButtonGroup
      aria-label="Metric"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[metric]}
      onSelectionChange={keys => {
        const chosen = SHOWN_METRICS.find(id => keys.has(id));
        if (chosen) onChange(chosen);
      }}
    >
      {SHOWN_METRICS.map(id => (
        <ToggleButton key={id} id={id}>
          {METRIC_LABELS[id]}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
