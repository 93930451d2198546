import type { MetricAnswer } from '@mli/plugin-insights-common';
import {
  AnswerSentence,
  ErrorState,
  formatCounted,
  formatPeople,
  formatShare,
  formatWindow,
  LoadingState,
  MetricValue,
} from '@mli/plugin-ml-platform-react';
import { MetricQuery } from '../../api/InsightsApi';
import { nounOf } from '../../model/metricQuery';
import { metricSentence } from '../../model/metricSentence';
import { useMetric } from '../../query/queries';
import { QuantileTiles } from '../QuantileTiles/QuantileTiles';
import styles from './IterationPage.module.css';

export interface IterationAnswerProps {
  query: MetricQuery;
  unitTitle?: string;
}

/** The answer as a sentence, then as numbers. */
export function IterationAnswer({ query, unitTitle }: IterationAnswerProps) {
  const metric = useMetric(query);
  if (metric.isPending) {
    return (
      <div className={styles.stack}>
        <LoadingState label="Loading the answer" layout="sentence" />
        <LoadingState label="Loading the numbers" rows={2} />
      </div>
    );
  }
  if (metric.isError) {
    return (
      <ErrorState
        title="The numbers could not be loaded"
        error={metric.error}
        retry={() => metric.refetch()}
      />
    );
  }
  const answer = metric.data;
  return (
    <div className={styles.stack}>
      <AnswerSentence
        note={
          <AnswerNote answer={answer} query={query} unitTitle={unitTitle} />
        }
      >
        {metricSentence(answer)}
      </AnswerSentence>
      <QuantileTiles answer={answer} />
      <Guards answer={answer} />
    </div>
  );
}

const GUARDS = [
  ['failedRatio', 'runs failed'],
  ['reachingEvaluation', 'iterations reached evaluation'],
] as const;

const NO_GUARD: Record<Exclude<MetricAnswer['status'], 'ok'>, string> = {
  hidden: 'hidden: fewer than 5 people',
  'not-enough-data': 'not enough data',
  'too-little-seen': 'too little seen',
  'not-available': 'no source says',
};

/** Faster may mean that more fails or less is evaluated: said with every speed number, of the same window. */
function Guards({ answer }: { answer: MetricAnswer }) {
  const { guards } = answer;
  if (!guards) return null;
  return (
    <p className={styles.note}>
      <span>In the same window:</span>
      {GUARDS.map(([name, words]) => {
        const { status, value } = guards[name];
        return (
          <span key={name}>
            {status === 'ok' && value !== undefined
              ? `${formatShare(value)} of ${words}`
              : `${words}: ${status === 'ok' ? NO_GUARD['not-enough-data'] : NO_GUARD[status]}`}
          </span>
        );
      })}
    </p>
  );
}

function whoCanSee(query: MetricQuery, unitTitle?: string): string {
  if (query.source) return 'Everybody can see the total of one source.';
  if (!query.team) return 'Everybody can see the company as a whole.';
  return `Members of ${unitTitle ?? 'this unit'}, its line and the MLI leads can see this.`;
}

function AnswerNote(props: {
  answer: MetricAnswer;
  query: MetricQuery;
  unitTitle?: string;
}) {
  const { answer, query, unitTitle } = props;
  const { coverage, n, people, status, window } = answer;
  return (
    <div className={styles.note}>
      {status === 'ok' && n !== undefined && (
        <span>{formatCounted(n, ...nounOf(answer.metric))}</span>
      )}
      {coverage !== undefined && coverage < 1 && (
        <span>{formatShare(coverage)} of what it is about was seen</span>
      )}
      {people && <span>{formatPeople(people)}</span>}
      <span>
        {query.source ? `All of source ${query.source}, ` : ''}
        {formatWindow(window)}
      </span>
      <span>
        What this is:{' '}
        <MetricValue
          answer={answer}
          field={answer.value === undefined ? 'p50' : 'value'}
          format={() => answer.definition.title.toLocaleLowerCase('en-US')}
          compact
        />
      </span>
      <span>{whoCanSee(query, unitTitle)}</span>
    </div>
  );
}
