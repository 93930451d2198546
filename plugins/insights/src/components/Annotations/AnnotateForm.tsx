import { Button } from '@backstage/ui';
import type { Annotation, MetricId } from '@mli/plugin-insights-common';
import { FormEvent, useState } from 'react';
import {
  CONTEXT_OPTIONS,
  DISPUTE_OPTIONS,
  REASON_WORDS,
} from '../../model/annotationWords';
import { errorText } from '../../model/errorText';
import { useAnnotationActions } from '../../query/lossQueries';
import { useInsightsScope } from '../../query/queries';
import styles from './Annotations.module.css';

export interface AnnotateFormProps {
  unit: string | undefined;
  unitTitle: string;
  /** Left out: about everything in the span. */
  metric?: MetricId;
  /** First and last day to begin with. */
  span?: { from: string; last: string };
  onDone: () => void;
}

const DAY_MS = 86_400_000;

function dayBefore(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
}

/** The API takes the first day that is not in the span any more; people say the last one that is. */
function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS)
    .toISOString()
    .slice(0, 10);
}

/** Says what happened in a span of days, or what is wrong with its numbers. */
export function AnnotateForm(props: AnnotateFormProps) {
  const { unit, unitTitle, metric, span, onDone } = props;
  const stages = useInsightsScope().data?.stages ?? [];
  const { add } = useAnnotationActions();
  const [reason, setReason] = useState<Annotation['reason']>('outage');
  const [from, setFrom] = useState(() => span?.from ?? dayBefore(7));
  const [last, setLast] = useState(() => span?.last ?? dayBefore(1));
  const [stage, setStage] = useState('');
  const [text, setText] = useState('');
  const isDispute = DISPUTE_OPTIONS.includes(reason);
  const isBackwards = from !== '' && last !== '' && last < from;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (from === '' || last === '' || isBackwards) return;
    add.mutate(
      {
        reason,
        text,
        from,
        to: dayAfter(last),
        ...(unit ? { unit } : {}),
        ...(stage ? { stage } : {}),
        // what happened happened to every number; what is wrong is this one
        ...(metric && isDispute ? { metric } : {}),
      },
      { onSuccess: onDone },
    );
  };
  const options = (reasons: readonly Annotation['reason'][]) =>
    reasons.map(one => (
      <option key={one} value={one}>
        {REASON_WORDS[one]}
      </option>
    ));
  return (
    <form className={styles.form} onSubmit={submit} aria-label="Annotate">
      <label>
        What is it
        <select
          value={reason}
          onChange={event => {
            const next = [...CONTEXT_OPTIONS, ...DISPUTE_OPTIONS].find(
              one => one === event.target.value,
            );
            if (next) setReason(next);
          }}
        >
          <optgroup label="It happened">{options(CONTEXT_OPTIONS)}</optgroup>
          <optgroup label="The number is wrong">
            {options(DISPUTE_OPTIONS)}
          </optgroup>
        </select>
      </label>
      <label>
        First day
        <input
          type="date"
          required
          value={from}
          onChange={event => setFrom(event.target.value)}
        />
      </label>
      <label>
        Last day
        <input
          type="date"
          required
          value={last}
          aria-invalid={isBackwards}
          onChange={event => setLast(event.target.value)}
        />
      </label>
      <label>
        Stage
        <select value={stage} onChange={event => setStage(event.target.value)}>
          <option value="">all stages</option>
          {stages.map(one => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
      <label className={styles.wide}>
        In your words
        <textarea
          required
          rows={2}
          maxLength={1000}
          value={text}
          onChange={event => setText(event.target.value)}
        />
      </label>
      <p className={styles.wide}>
        About {unitTitle}.{' '}
        {isDispute
          ? 'It goes to those who keep sources and attribution; they are told, and their answer appears here.'
          : 'It is shown to everybody who sees these numbers.'}
        {isBackwards && ' The last day is before the first.'}
        {add.isError && (
          <span role="alert" className={styles.failed}>
            {' '}
            {errorText(add.error)}
          </span>
        )}
      </p>
      <div className={styles.wide}>
        <Button type="submit" size="small" isPending={add.isPending}>
          Say it
        </Button>{' '}
        <Button size="small" variant="tertiary" onPress={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
