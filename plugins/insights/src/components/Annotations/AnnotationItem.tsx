import { Button } from '@backstage/ui';
import type { Annotation, AnnotationState } from '@mli/plugin-insights-common';
import { formatDate, formatWindow } from '@mli/plugin-ml-platform-react';
import { useState } from 'react';
import { REASON_WORDS, STATE_WORDS } from '../../model/annotationWords';
import { errorText } from '../../model/errorText';
import { useAnnotationActions } from '../../query/lossQueries';
import styles from './Annotations.module.css';

export interface AnnotationItemProps {
  annotation: Annotation;
  title: (ref: string) => string;
}

const ANSWERS: ReadonlyArray<[AnnotationState, string]> = [
  ['accepted', 'Accept'],
  ['resolved', 'Resolved'],
  ['rejected', 'Reject'],
];

/** One thing somebody said: span, state, answer, and what the reader may do about it. */
export function AnnotationItem({ annotation, title }: AnnotationItemProps) {
  const { answer, withdraw } = useAnnotationActions();
  const [text, setText] = useState('');
  const { id, kind, from, to, unit, stage, state, owner } = annotation;
  const isGone = annotation.withdrawnAt !== undefined;
  const failed = answer.error ?? withdraw.error;
  return (
    <li className={isGone ? `${styles.item} ${styles.gone}` : styles.item}>
      <div className={styles.head}>
        <strong>{REASON_WORDS[annotation.reason]}</strong>
        <span>{formatWindow({ from, to })}</span>
        <span>
          {unit ? title(unit) : 'the whole company'}
          {stage ? `, ${stage}` : ''}
        </span>
        <span className={styles.state}>
          {isGone
            ? 'taken back'
            : kind === 'dispute' &&
              `${STATE_WORDS[state]}; goes to ${title(owner)}`}
        </span>
      </div>
      <p>{annotation.text}</p>
      {annotation.answer && (
        <p className={styles.answer}>Answer: {annotation.answer}</p>
      )}
      <details className={styles.history}>
        <summary>Said {formatDate(annotation.createdAt)}; history</summary>
        <ul>
          {annotation.history.map(event => (
            <li key={`${event.at} ${event.action}`}>
              {formatDate(event.at)}: {event.action}
              {event.answer ? `, “${event.answer}”` : ''}
            </li>
          ))}
        </ul>
      </details>
      <div className={styles.actions}>
        {annotation.mayAnswer && !isGone && (
          <>
            <input
              aria-label="Your answer"
              placeholder="Your answer"
              value={text}
              onChange={event => setText(event.target.value)}
            />
            {ANSWERS.filter(([next]) => next !== state).map(([next, label]) => (
              <Button
                key={next}
                size="small"
                variant="secondary"
                isPending={answer.isPending}
                onPress={() =>
                  answer.mutate({
                    id,
                    state: next,
                    ...(text ? { answer: text } : {}),
                  })
                }
              >
                {label}
              </Button>
            ))}
          </>
        )}
        {annotation.mayWithdraw && (
          <Button
            size="small"
            variant="tertiary"
            isPending={withdraw.isPending}
            onPress={() => withdraw.mutate({ id, withdrawn: !isGone })}
          >
            {isGone ? 'Undo' : 'Take back'}
          </Button>
        )}
        {failed && <span role="alert">{errorText(failed)}</span>}
      </div>
    </li>
  );
}
