export { AnnotatedChart } from './AnnotatedChart';
export { MetricTrend } from './MetricTrend';
