import type { MetricAnswer } from '@mli/plugin-insights-common';
import { formatCount, formatWeek } from '../format';
import { formatMetricValue } from '../metric';
import { DataTable, type DataColumn } from '../table';
import { isShown, type QuantileBandPoint } from './bandSeries';

export interface QuantileBandTableProps {
  readonly title: string;
  readonly points: readonly QuantileBandPoint[];
  readonly unit: MetricAnswer['unit'];
}

const STATUS_WORDS: Record<QuantileBandPoint['status'], string> = {
  ok: '',
  hidden: 'hidden',
  'not-enough-data': 'not enough data',
  'too-little-seen': 'too little seen',
  'not-available': 'not available',
};

/** The chart's numbers, for reading out, copying and checking. */
export function QuantileBandTable({
  title,
  points,
  unit,
}: QuantileBandTableProps) {
  const quantile = (
    id: 'p50' | 'p75' | 'p90',
  ): DataColumn<QuantileBandPoint> => ({
    id,
    label: id,
    align: 'end',
    sortValue: point => (isShown(point) ? point[id] : undefined),
    cell: point => {
      const value = point[id];
      if (!isShown(point))
        return id === 'p50' ? STATUS_WORDS[point.status] : '';
      return value === undefined
        ? 'too few runs'
        : formatMetricValue(value, unit);
    },
  });
  const columns: DataColumn<QuantileBandPoint>[] = [
    {
      id: 'week',
      label: 'Week',
      cell: point => formatWeek(point.week, { year: true }),
      sortValue: point => point.week,
    },
    {
      id: 'n',
      label: 'Runs',
      align: 'end',
      sortValue: point => point.n,
      cell: point => (point.n === undefined ? '' : formatCount(point.n)),
    },
    quantile('p50'),
    quantile('p75'),
    quantile('p90'),
  ];
  return (
    <DataTable
      caption={title}
      columns={columns}
      rows={points}
      rowKey={point => point.week}
      initialSort={{ column: 'week', direction: 'ascending' }}
      maxHeight={320}
    />
  );
}
