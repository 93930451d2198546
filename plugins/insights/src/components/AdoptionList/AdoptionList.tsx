import { Link } from '@backstage/ui';
import type { AdoptionRow } from '@mli/plugin-insights-common';
import { AdoptionStateIcon, entityHref } from '@mli/plugin-ml-platform-react';
import { isDeclining, nextStepOf, Reader } from '../../model/adoptionStatus';
import { ReactNode } from 'react';
import styles from './AdoptionList.module.css';

export interface AdoptionListProps {
  label: string;
  rows: readonly AdoptionRow[];
  title: (ref: string) => string;
  /** Leave out what every row of the list shares. */
  without?: 'team' | 'offering';
  /** Leave out the status, where the heading says it for all rows. */
  withoutState?: boolean;
  /** To whom the next step is said; without it none is. */
  reader?: Reader;
  /** What can be done about a row, at its end. */
  action?: (row: AdoptionRow) => ReactNode;
}

/** One row a team and offering: where they stand, the evidence as a sentence, and what to do. */
export function AdoptionList(props: AdoptionListProps) {
  const { label, rows, title, without, withoutState, reader, action } = props;
  return (
    <ul className={styles.list} aria-label={label}>
      {rows.map(row => (
        <li
          key={`${row.team} ${row.offering}`}
          className={withoutState ? styles.rowWithoutState : styles.row}
        >
          {!withoutState && (
            <div className={styles.state}>
              <AdoptionStateIcon
                status={row.status}
                detail={isDeclining(row) ? 'less than before' : undefined}
              />
            </div>
          )}
          <p className={styles.names}>
            {without !== 'team' && (
              <Link href={entityHref(row.team)}>{title(row.team)}</Link>
            )}
            {without === undefined && <span> · </span>}
            {without !== 'offering' && (
              <Link href={entityHref(row.offering)}>{title(row.offering)}</Link>
            )}
          </p>
          <p className={styles.evidence}>
            {row.evidence.sentence}
            {row.inside && `. ${row.inside.sentence}`}
          </p>
          {reader && <p className={styles.next}>{nextStepOf(row, reader)}</p>}
          {action && <div className={styles.action}>{action(row)}</div>}
        </li>
      ))}
    </ul>
  );
}
