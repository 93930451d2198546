export {
  QuantileBandChart,
  type ChartAnnotation,
  type QuantileBandChartProps,
} from './QuantileBandChart';
export { pointsFromAnswers, type QuantileBandPoint } from './bandSeries';
export { HeatMap, type HeatMapLine, type HeatMapProps } from './HeatMap';
export type { HeatMapCell } from './HeatMapCellView';
export { Sparkline, type SparklineProps } from './Sparkline';
export {
  EventStudyChart,
  type EventStudyChartProps,
  type EventStudyPoint,
} from './EventStudyChart';
export {
  IntervalBar,
  intervalAxis,
  type IntervalAxis,
  type IntervalBarProps,
} from './IntervalBar';
