import type { ReactNode } from 'react';
import { RiFlaskLine } from '@remixicon/react';
import styles from './states.module.css';

export interface SimulatedDataBannerProps {
  /** From `GET /api/insights/scope`; nothing is drawn when it is not true. */
  readonly simulated: boolean | undefined;
  readonly children?: ReactNode;
}

/** Says plainly that the people, teams and runs on this page were made up. */
export function SimulatedDataBanner({
  simulated,
  children,
}: SimulatedDataBannerProps) {
  if (!simulated) return null;
  return (
    <div className={styles.banner} role="note">
      <RiFlaskLine size={16} aria-hidden="true" />
      <span>
        <strong>Simulated data.</strong>{' '}
        {children ??
          'This is the demonstration organisation: its teams and people are made up, and its runs come from a generator.'}
      </span>
    </div>
  );
}
