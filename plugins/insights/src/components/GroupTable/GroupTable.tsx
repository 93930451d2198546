import type { MetricAnswer } from '@mli/plugin-insights-common';
import {
  DataColumn,
  DataTable,
  durationUnitFor,
  formatCount,
  formatDurationIn,
  formatShare,
  MetricValue,
} from '@mli/plugin-ml-platform-react';
import { ReactNode, useMemo } from 'react';
import { runsText } from '../../model/runsText';

type Quantile = 'p50' | 'p75' | 'p90';
const QUANTILES: readonly Quantile[] = ['p50', 'p75', 'p90'];

export interface GroupTableProps {
  caption: string;
  answers: readonly MetricAnswer[];
  /** What the first column is called. */
  groupLabel: string;
  /** Name of the group, by which the column is sorted. */
  groupName: (answer: MetricAnswer) => string;
  /** How the group is drawn, when it is more than its name. */
  groupCell?: (answer: MetricAnswer) => ReactNode;
  empty?: ReactNode;
}

function shown(answer: MetricAnswer, field: Quantile): number | undefined {
  return answer.status === 'ok' ? answer[field] : undefined;
}

/** One metric for the members of a family, in one unit, so that the column can be compared. */
export function GroupTable(props: GroupTableProps) {
  const { caption, answers, groupLabel, groupName, groupCell, empty } = props;
  const columns = useMemo(() => {
    const all: DataColumn<MetricAnswer>[] = [
      {
        id: 'group',
        label: groupLabel,
        cell: answer => groupCell?.(answer) ?? groupName(answer),
        sortValue: groupName,
      },
      ...(isValued(answers)
        ? [valueColumn()]
        : QUANTILES.map(field => quantileColumn(answers, field))),
      { ...countColumn('n', 'n', answer => answer.n), cell: runsText },
    ];
    if (answers.some(answer => answer.metric === 'queue_time')) {
      all.push(
        countColumn('never', 'Never started', answer => answer.neverStarted),
        {
          ...countColumn('zero', 'Without wait', answer => answer.zeroShare),
          cell: answer => shareText(answer),
        },
      );
    }
    return all;
  }, [answers, groupLabel, groupName, groupCell]);
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={answers}
      rowKey={groupName}
      initialSort={{
        column: isValued(answers) ? 'value' : 'p90',
        direction: 'descending',
      }}
      empty={empty}
    />
  );
}

/** Ratios and quantities are one number; durations are several. */
function isValued(answers: readonly MetricAnswer[]): boolean {
  return answers.some(({ value }) => value !== undefined);
}

function valueColumn(): DataColumn<MetricAnswer> {
  return {
    id: 'value',
    label: 'Value',
    align: 'end',
    sortValue: answer => (answer.status === 'ok' ? answer.value : undefined),
    cell: answer => <MetricValue answer={answer} field="value" compact />,
  };
}

function quantileColumn(
  answers: readonly MetricAnswer[],
  field: Quantile,
): DataColumn<MetricAnswer> {
  const values = answers.map(answer => shown(answer, field) ?? 0);
  const unit = durationUnitFor(values);
  return {
    id: field,
    label: field,
    align: 'end',
    sortValue: answer => shown(answer, field),
    cell: answer => (
      <MetricValue
        answer={answer}
        field={field}
        format={value => formatDurationIn(value, unit)}
        compact
      />
    ),
  };
}

function countColumn(
  id: string,
  label: string,
  valueOf: (answer: MetricAnswer) => number | undefined,
): DataColumn<MetricAnswer> {
  return {
    id,
    label,
    align: 'end',
    sortValue: valueOf,
    cell: answer => {
      const value = valueOf(answer);
      return value === undefined ? '–' : formatCount(value);
    },
  };
}

function shareText(answer: MetricAnswer): string {
  return answer.zeroShare === undefined ? '–' : formatShare(answer.zeroShare);
}
