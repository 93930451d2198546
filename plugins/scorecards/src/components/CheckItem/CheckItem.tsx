import { Link } from '@backstage/ui';
import { CheckStateIcon, formatDate } from '@mli/plugin-ml-platform-react';
import type { ReactNode } from 'react';
import type { CheckOfEntity } from '../../model/checks';
import { httpsUrl } from '../../model/httpsUrl';
import styles from './CheckItem.module.css';

export interface CheckItemProps {
  item: CheckOfEntity;
  /** Say why it matters and what to do, where it does not pass. */
  withRemedy?: boolean;
  /** What can be done, below the text. */
  children?: ReactNode;
}

/** One check of one entity: its state, the reason, and what would change it. */
export function CheckItem({ item, withRemedy, children }: CheckItemProps) {
  const { result, check } = item;
  const remedy = withRemedy ? check?.remediation : undefined;
  const url = httpsUrl(remedy?.url);
  return (
    <div className={styles.item}>
      <CheckStateIcon state={result.state} />
      <div className={styles.text}>
        <p className={styles.title}>{check?.title ?? result.check}</p>
        <p className={styles.reason}>{result.reason}</p>
        {withRemedy && check?.why && (
          <p className={styles.quiet}>Why: {check.why}</p>
        )}
        {(remedy?.text || url) && (
          <p className={styles.remedy}>
            {remedy?.text} {url && <Link href={url}>How to do it</Link>}
          </p>
        )}
        {!result.counted && (
          <p className={styles.quiet}>
            Not counted yet
            {check?.enableAfter && `, from ${formatDate(check.enableAfter)}`}
          </p>
        )}
        {children}
      </div>
    </div>
  );
}
