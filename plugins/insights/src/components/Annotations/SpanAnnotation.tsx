import { Button } from '@backstage/ui';
import type { MetricId } from '@mli/plugin-insights-common';
import { formatDate } from '@mli/plugin-ml-platform-react';
import { useState } from 'react';
import { useTitles } from '../../query/queries';
import { AnnotateForm } from './AnnotateForm';
import styles from './Annotations.module.css';

export interface WeekSpan {
  /** Mondays of the first and the last period. */
  from: string;
  to: string;
}

export interface SpanAnnotationProps {
  unit: string | undefined;
  metric?: MetricId;
  /** Mondays, oldest first. */
  periods: readonly string[];
  /** Length of a period. */
  days: number;
  selected: WeekSpan | undefined;
  onSelect: (span: WeekSpan | undefined) => void;
}

const DAY_MS = 86_400_000;

/** A span drawn over on a chart, or chosen here by keyboard, becomes an annotation or a dispute. */
export function SpanAnnotation(props: SpanAnnotationProps) {
  const { unit, metric, periods, days, selected, onSelect } = props;
  const title = useTitles();
  const last = periods.at(-1) ?? '';
  const [from, setFrom] = useState(last);
  const [to, setTo] = useState(last);
  if (selected) {
    return (
      <AnnotateForm
        key={`${selected.from} ${selected.to}`}
        unit={unit}
        unitTitle={unit ? title(unit) : 'the whole company'}
        metric={metric}
        span={{ from: selected.from, last: lastDay(selected.to, days) }}
        onDone={() => onSelect(undefined)}
      />
    );
  }
  const options = periods.map(period => (
    <option key={period} value={period}>
      {formatDate(period)}
    </option>
  ));
  return (
    <form
      className={styles.span}
      aria-label="Choose what to annotate"
      onSubmit={event => {
        event.preventDefault();
        onSelect(from <= to ? { from, to } : { from: to, to: from });
      }}
    >
      <span>Draw over the chart, or choose</span>
      <label>
        from{' '}
        <select value={from} onChange={event => setFrom(event.target.value)}>
          {options}
        </select>
      </label>
      <label>
        to{' '}
        <select value={to} onChange={event => setTo(event.target.value)}>
          {options}
        </select>
      </label>
      <Button type="submit" size="small" variant="secondary">
        Annotate or dispute
      </Button>
    </form>
  );
}

function lastDay(monday: string, days: number): string {
  return new Date(Date.parse(`${monday}T00:00:00Z`) + (days - 1) * DAY_MS)
    .toISOString()
    .slice(0, 10);
}
