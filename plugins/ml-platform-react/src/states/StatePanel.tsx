import type { ReactElement, ReactNode } from 'react';
import styles from './states.module.css';

export interface StatePanelProps {
  readonly icon: ReactElement;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** In a card or a table cell: no icon, no padding around it. */
  readonly compact?: boolean;
  readonly role?: 'status' | 'alert' | 'note';
}

/** What stands in the place of a view that has nothing to draw; says what, why, and what to do. */
export function StatePanel(props: StatePanelProps) {
  const { icon, title, children, actions, compact, role = 'note' } = props;
  const className = compact
    ? `${styles.panel} ${styles.panelCompact}`
    : styles.panel;
  return (
    <div className={className} role={role}>
      <span className={styles.panelIcon} aria-hidden="true">
        {icon}
      </span>
      <p className={styles.panelTitle}>{title}</p>
      {children && <div className={styles.panelText}>{children}</div>}
      {actions && <div className={styles.panelActions}>{actions}</div>}
    </div>
  );
}
