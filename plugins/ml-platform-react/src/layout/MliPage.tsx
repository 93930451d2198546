import type { ReactNode } from 'react';
import { SimulatedDataBanner } from '../states';
import '../tokens/tokens.css';
import styles from './layout.module.css';

export interface MliPageProps {
  /** Heading of the page; leave it out where the plugin's own header and tabs name it already. */
  readonly title?: string;
  readonly subtitle?: ReactNode;
  /** Buttons for the next step. */
  readonly actions?: ReactNode;
  /** The page's `<ScopeBar/>`; it stays in view while the page scrolls. */
  readonly scopeBar?: ReactNode;
  readonly simulated?: boolean;
  readonly children: ReactNode;
}

/** The frame of every page: heading, scope bar, content in one column, the same space between all of them. */
export function MliPage(props: MliPageProps) {
  const { title, subtitle, actions, scopeBar, simulated, children } = props;
  return (
    <main className={styles.page}>
      {(title || actions) && (
        <header className={styles.head}>
          <div className={styles.headText}>
            {title && <h1 className={styles.title}>{title}</h1>}
            {subtitle && <div className={styles.subtitle}>{subtitle}</div>}
          </div>
          {actions && <div className={styles.actions}>{actions}</div>}
        </header>
      )}
      {scopeBar && <div className={styles.scopeBar}>{scopeBar}</div>}
      {children}
      <SimulatedDataBanner simulated={simulated} />
    </main>
  );
}
