import { Link } from '@backstage/ui';
import {
  DataColumn,
  DataTable,
  durationUnitFor,
  DurationUnit,
  formatDurationIn,
  MetricValue,
  NotAvailable,
} from '@mli/plugin-ml-platform-react';
import { useMemo } from 'react';
import { runsText } from '../../model/runsText';
import { TeamRow } from '../../model/teamRows';

type Quantile = 'p50' | 'p75' | 'p90';
type Speed = 'queue' | 'run';

const SPEEDS: ReadonlyArray<[speed: Speed, label: string]> = [
  ['queue', 'Queue'],
  ['run', 'Run'],
];
const QUANTILES: readonly Quantile[] = ['p50', 'p75', 'p90'];

export interface TeamTableProps {
  rows: readonly TeamRow[];
  title: (team: string) => string;
  href: (team: string) => string;
}

function valueOf(row: TeamRow, speed: Speed, field: Quantile) {
  const answer = row[speed];
  return answer?.status === 'ok' ? answer[field] : undefined;
}

/** Queue and run time side by side; each column in one unit. */
export function TeamTable({ rows, title, href }: TeamTableProps) {
  const columns = useMemo(() => {
    const all: DataColumn<TeamRow>[] = [
      {
        id: 'team',
        label: 'Team',
        sortValue: row => title(row.team),
        cell: row => <Link href={href(row.team)}>{title(row.team)}</Link>,
      },
    ];
    for (const [speed, label] of SPEEDS) {
      for (const field of QUANTILES) {
        const unit = durationUnitFor(
          rows.map(row => valueOf(row, speed, field) ?? 0),
        );
        all.push(speedColumn({ speed, field, unit, label }));
      }
      all.push(runsColumn(speed, label));
    }
    return all;
  }, [rows, title, href]);
  return (
    <DataTable
      caption="Queue time and run time of each team"
      columns={columns}
      rows={rows}
      rowKey={row => row.team}
      initialSort={{ column: 'queue-p90', direction: 'descending' }}
    />
  );
}

function speedColumn(options: {
  speed: Speed;
  field: Quantile;
  unit: DurationUnit;
  label: string;
}): DataColumn<TeamRow> {
  const { speed, field, unit, label } = options;
  return {
    id: `${speed}-${field}`,
    label: `${label} ${field}`,
    align: 'end',
    sortValue: row => valueOf(row, speed, field),
    cell: row => {
      const answer = row[speed];
      return answer ? (
        <MetricValue
          answer={answer}
          field={field}
          format={value => formatDurationIn(value, unit)}
          compact
        />
      ) : (
        <NotAvailable iconOnly />
      );
    },
  };
}

function runsColumn(speed: Speed, label: string): DataColumn<TeamRow> {
  return {
    id: `${speed}-n`,
    label: `${label} n`,
    align: 'end',
    sortValue: row => row[speed]?.n,
    cell: row => runsText(row[speed]),
  };
}
