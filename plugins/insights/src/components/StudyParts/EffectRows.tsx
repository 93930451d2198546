import type {
  OfferingEffect,
  StudyHeadline,
  StudySummary,
} from '@mli/plugin-insights-common';
import {
  IntervalAxis,
  intervalAxis,
  IntervalBar,
} from '@mli/plugin-ml-platform-react';
import { Link } from '@backstage/ui';
import { ReactNode } from 'react';
import {
  asSentence,
  isEffect,
  measuredText,
  OUTCOME_TEXTS,
  studyHref,
} from '../../model/studies';
import styles from './StudyParts.module.css';

export interface EffectRow {
  readonly id: string;
  readonly offering: string;
  readonly outcome: StudySummary['outcome'];
  readonly stage?: string;
  readonly sentence: string;
  readonly headline: StudyHeadline;
  readonly chips?: ReactNode;
}

export interface EffectRowsProps {
  readonly rows: readonly EffectRow[];
  readonly titleOf: (ref: string) => string;
  /** Leaves the offering out where the page is about it. */
  readonly isOneOffering?: boolean;
}

/** Answers as sentences, each with its interval on one axis they all share. */
export function EffectRows({ rows, titleOf, isOneOffering }: EffectRowsProps) {
  const axis = intervalAxis(rows.map(({ headline }) => headline.effect));
  return (
    <ul className={styles.list}>
      {rows.map(row => (
        <li key={row.id} className={styles.row}>
          <div className={styles.what}>
            <Link href={studyHref(row.id)} className={styles.name}>
              {isOneOffering
                ? measuredText(row)
                : `${titleOf(row.offering)}: ${measuredText(row).toLocaleLowerCase('en-GB')}`}
            </Link>
            <p
              className={
                isEffect(row.headline)
                  ? styles.sentence
                  : `${styles.sentence} ${styles.quiet}`
              }
            >
              {asSentence(row.sentence)}
            </p>
            {row.chips}
          </div>
          <IntervalBar
            axis={axis}
            {...row.headline.effect}
            strong={isEffect(row.headline)}
            label={row.sentence}
          />
        </li>
      ))}
      <li className={`${styles.row} ${styles.axisRow}`} aria-hidden="true">
        <span />
        <AxisText axis={axis} outcomes={rows.map(({ outcome }) => outcome)} />
      </li>
    </ul>
  );
}

function AxisText({
  axis,
  outcomes,
}: {
  axis: IntervalAxis;
  outcomes: readonly StudySummary['outcome'][];
}) {
  const [only, ...others] = [...new Set(outcomes)];
  const words =
    only && others.length === 0
      ? OUTCOME_TEXTS[only]
      : { less: 'less', more: 'more' };
  return (
    <span className={styles.axis}>
      <span>
        {-axis.from} % {words.less}
      </span>
      <span>0</span>
      <span>
        {axis.to} % {words.more}
      </span>
    </span>
  );
}

export function rowOfEffect(effect: OfferingEffect): EffectRow {
  return { ...effect, id: effect.study };
}
