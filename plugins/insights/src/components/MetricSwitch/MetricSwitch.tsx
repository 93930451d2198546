import { Select, ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import { metricDefinition, METRIC_TOPICS } from '@mli/plugin-insights-common';
import {
  METRIC_LABELS,
  METRICS_BY_TOPIC,
  SHOWN_METRICS,
  ShownMetric,
} from '../../model/metricQuery';
import styles from './MetricSwitch.module.css';

export interface MetricSwitchProps {
  metric: ShownMetric;
  onChange: (metric: ShownMetric) => void;
}

/** First what it is about, then which metric: twenty buttons in a row nobody reads. */
export function MetricSwitch({ metric, onChange }: MetricSwitchProps) {
  const { topic } = metricDefinition(metric);
  const ofTopic = METRICS_BY_TOPIC.find(group => group.topic === topic);
  return (
    <div className={styles.switch}>
      <ToggleButtonGroup
        aria-label="What about"
        className={styles.topics}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[topic]}
        onSelectionChange={keys => {
          const chosen = METRIC_TOPICS.find(each => keys.has(each));
          const [first] =
            METRICS_BY_TOPIC.find(group => group.topic === chosen)?.metrics ??
            [];
          if (first && chosen !== topic) onChange(first);
        }}
      >
        {METRICS_BY_TOPIC.map(group => (
          <ToggleButton key={group.topic} id={group.topic}>
            {group.title}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <Select
        aria-label="Metric"
        className={styles.metric}
        options={(ofTopic?.metrics ?? []).map(id => ({
          id,
          label: METRIC_LABELS[id],
        }))}
        value={metric}
        onChange={key => {
          const chosen = SHOWN_METRICS.find(id => id === key);
          if (chosen) onChange(chosen);
        }}
      />
    </div>
  );
}
