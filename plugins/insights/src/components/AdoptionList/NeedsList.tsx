import { AdoptionStateIcon, formatCount } from '@mli/plugin-ml-platform-react';
import { Need } from '../../model/adoptionStatus';
import { AdoptionList } from './AdoptionList';
import styles from './NeedsList.module.css';

export interface NeedsListProps {
  needs: readonly Need[];
  title: (ref: string) => string;
}

/** Who needs somebody, need by need, with what to do about all of its rows. */
export function NeedsList({ needs, title }: NeedsListProps) {
  return (
    <>
      {needs.map(({ id, example, nextStep, rows }) => (
        <section key={id} aria-label={nextStep} className={styles.need}>
          <h3 className={styles.heading}>
            <AdoptionStateIcon
              status={example.status}
              detail={id === 'declining' ? 'less than before' : undefined}
            />
            <span className={styles.count}>{formatCount(rows.length)}</span>
            <span className={styles.next}>{nextStep}</span>
          </h3>
          <AdoptionList
            label={nextStep}
            rows={rows}
            title={title}
            withoutState
          />
        </section>
      ))}
    </>
  );
}
