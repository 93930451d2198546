export { MetricValue, type MetricValueProps } from './MetricValue';
export { MetricWhy, type MetricWhyProps } from './MetricWhy';
export { formatMetricValue, type MetricField } from './metricText';
