import type { ReactNode } from 'react';
import styles from './nav.module.css';

export interface AppFrameProps {
  readonly navigation: ReactNode;
  readonly children: ReactNode;
}

/** Navigation beside the page; on a narrow screen a bar above and one below it. */
export function AppFrame({ navigation, children }: AppFrameProps) {
  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#content">
        Skip to content
      </a>
      {navigation}
      <div id="content" className={styles.content} tabIndex={-1}>
        {children}
      </div>
    </div>
  );
}
