export { MetricTrend } from './MetricTrend';
