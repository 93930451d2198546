import { Link } from '@backstage/ui';
import type { AdoptionRow } from '@mli/plugin-insights-common';
import {
  AdoptionStateIcon,
  entityHref,
  nameOfRef,
} from '@mli/plugin-ml-platform-react';
import { nextStepOf } from '../../model/adoptionStatus';
import styles from './AdoptionList.module.css';

export interface AdoptionListProps {
  label: string;
  rows: readonly AdoptionRow[];
  /** Leave out what every row of the list shares. */
  without?: 'team' | 'offering';
  teamTitle?: (ref: string) => string;
}

/** One row a team and offering: where they stand, the evidence as a sentence, and what to do. */
export const AdoptionList = (props: AdoptionListProps) => {
  const { label, rows, without, teamTitle = nameOfRef } = props;
  return (
    <ul className={styles.list} aria-label={label}>
      {rows.map(row => (
        <li key={`${row.team} ${row.offering}`} className={styles.row}>
          <div className={styles.state}>
            <AdoptionStateIcon status={row.status} />
          </div>
          <div className={styles.text}>
            <p className={styles.names}>
              {without !== 'team' && (
                <Link href={entityHref(row.team)}>{teamTitle(row.team)}</Link>
              )}
              {without === undefined && ' and '}
              {without !== 'offering' && (
                <Link href={entityHref(row.offering)}>
                  {nameOfRef(row.offering)}
                </Link>
              )}
            </p>
            <p className={styles.evidence}>{row.evidence.sentence}</p>
          </div>
          <p className={styles.next}>{nextStepOf(row)}</p>
        </li>
      ))}
    </ul>
  );
};
