import type { ReactNode } from 'react';
import type { MetricAnswer } from '@mli/plugin-insights-common';
import { Button, DialogTrigger, Popover } from '@backstage/ui';
import { plainSpaces } from '../format';
import {
  HiddenValue,
  NotAvailable,
  NotEnoughData,
  TooLittleSeen,
} from '../states';
import { MetricWhy } from './MetricWhy';
import {
  defaultField,
  formatMetricValue,
  type MetricField,
} from './metricText';
import styles from './MetricValue.module.css';

export interface MetricValueProps {
  readonly answer: MetricAnswer;
  /** Which number of the answer; `value`, else `p50`, when not given. */
  readonly field?: MetricField;
  /** Replaces how the number is written, for a column with one unit. */
  readonly format?: (value: number) => string;
  /** In a dense table: icons instead of sentences where there is no number. */
  readonly compact?: boolean;
  /** Where one may look behind the number. */
  readonly links?: ReactNode;
}

/** A number that can be asked why: pressing it shows its definition, window, n, source and what is not in it. */
export function MetricValue(props: MetricValueProps) {
  const { answer, compact, links } = props;
  const field = props.field ?? defaultField(answer);
  const value = answer.status === 'ok' ? answer[field] : undefined;
  const shown =
    value === undefined
      ? undefined
      : (props.format ?? written(answer, field))(value);
  const className =
    shown === undefined ? `${styles.value} ${styles.noValue}` : styles.value;
  return (
    <DialogTrigger>
      <Button
        variant="tertiary"
        className={className}
        aria-label={
          shown && plainSpaces(`${shown}, ${answer.definition.title}: why`)
        }
      >
        {shown ?? <NoValue answer={answer} compact={compact} />}
      </Button>
      <Popover>
        <MetricWhy answer={answer} field={field} value={value} links={links} />
      </Popover>
    </DialogTrigger>
  );
}

function written(answer: MetricAnswer, field: MetricField) {
  return (value: number) => formatMetricValue(value, answer.unit, field);
}

/** Each status has its own sign; none of them looks like zero. */
function NoValue({
  answer,
  compact,
}: {
  answer: MetricAnswer;
  compact?: boolean;
}) {
  const { reason } = answer;
  switch (answer.status) {
    case 'hidden':
      return <HiddenValue iconOnly={compact} reason={reason} />;
    case 'not-enough-data':
      return <NotEnoughData n={answer.n} iconOnly={compact} reason={reason} />;
    case 'too-little-seen':
      return (
        <TooLittleSeen
          coverage={answer.coverage}
          iconOnly={compact}
          reason={reason}
        />
      );
    case 'ok':
      // A quantile needs enough runs beyond it, so an answer may lack its p99 and still be sound.
      return (
        <NotEnoughData
          iconOnly={compact}
          reason="Too few runs for this quantile"
        />
      );
    default:
      return <NotAvailable iconOnly={compact} reason={reason} />;
  }
}
