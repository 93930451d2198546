import type { ReactNode } from 'react';
import type { MetricAnswer } from '@mli/plugin-insights-common';
import {
  formatCount,
  formatPeople,
  formatShare,
  formatWindow,
  nameOfRef,
} from '../format';
import {
  exactMetricValue,
  fieldWords,
  formatMetricValue,
  type MetricField,
} from './metricText';
import styles from './MetricValue.module.css';

export interface MetricWhyProps {
  readonly answer: MetricAnswer;
  readonly field: MetricField;
  readonly value?: number;
  readonly links?: ReactNode;
}

/** What stands behind a number, in words. */
export function MetricWhy({ answer, field, value, links }: MetricWhyProps) {
  const { definition } = answer;
  return (
    <div className={styles.why}>
      <div>
        <p className={styles.whyTitle}>
          {definition.title}
          {value !== undefined &&
            `: ${formatMetricValue(value, answer.unit, field)}`}
        </p>
        <p className={styles.whyText}>
          {value === undefined
            ? (answer.reason ?? 'There is no number here.')
            : fieldWords(field)}
        </p>
      </div>
      <dl className={styles.facts}>
        {factsOf(answer, field, value).map(([name, fact]) => (
          <Fact key={name} name={name} fact={fact} />
        ))}
      </dl>
      {links && <div className={styles.links}>{links}</div>}
    </div>
  );
}

function Fact({ name, fact }: { name: string; fact: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{fact}</dd>
    </>
  );
}

function factsOf(
  answer: MetricAnswer,
  field: MetricField,
  value?: number,
): [string, string][] {
  const { group, definition } = answer;
  const facts: [string, string | undefined][] = [
    [
      'Exact',
      value === undefined
        ? undefined
        : exactMetricValue(value, answer.unit, field),
    ],
    ['Runs', answer.n === undefined ? undefined : formatCount(answer.n)],
    ['People', answer.people && formatPeople(answer.people)],
    ['Window', formatWindow(answer.window)],
    [
      'Team',
      group.team &&
        `${nameOfRef(group.team)}${answer.scope === 'subtree' ? ' and below' : ''}`,
    ],
    ['Stage', group.stage],
    ['Offering', group.offering && nameOfRef(group.offering)],
    ['Source', group.source],
    [
      'Never started',
      answer.neverStarted ? formatCount(answer.neverStarted) : undefined,
    ],
    [
      'Coverage',
      answer.coverage === undefined ? undefined : formatShare(answer.coverage),
    ],
    ['Formula', `${definition.formula} (version ${definition.version})`],
    ['Counted by', definition.anchor],
  ];
  return facts.filter(
    (fact): fact is [string, string] => fact[1] !== undefined,
  );
}
