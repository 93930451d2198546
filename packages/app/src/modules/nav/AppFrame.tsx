import type { ReactNode } from 'react';
import { SidebarPinStateProvider } from '@backstage/core-components';
import { useQueryThroughRedirects } from './useQueryThroughRedirects';
import styles from './nav.module.css';

export interface AppFrameProps {
  readonly navigation: ReactNode;
  readonly children: ReactNode;
}

/** Our navigation does not fold, so the settings page offers no pin for it, as on a narrow screen of the stock app. */
const NO_PIN = {
  isPinned: true,
  isMobile: true,
  toggleSidebarPinState: () => {},
};

/** Navigation beside the page; on a narrow screen a bar above and one below it. */
export function AppFrame({ navigation, children }: AppFrameProps) {
  useQueryThroughRedirects();
  return (
    <SidebarPinStateProvider value={NO_PIN}>
      <div className={styles.frame}>
        <a className={styles.skip} href="#content">
          Skip to content
        </a>
        {navigation}
        <div id="content" className={styles.content} tabIndex={-1}>
          {children}
        </div>
      </div>
    </SidebarPinStateProvider>
  );
}
