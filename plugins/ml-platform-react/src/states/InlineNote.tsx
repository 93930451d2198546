import type { ReactElement, ReactNode } from 'react';
import { VisuallyHidden } from '@backstage/ui';
import styles from './states.module.css';

export interface InlineNoteProps {
  readonly icon: ReactElement;
  readonly children: ReactNode;
  /** Show only the icon; the words stay for a screen reader and as a tooltip. */
  readonly iconOnly?: boolean;
  readonly tooltip?: string;
}

/** In the place of a number that is not there: an icon and the words for why. */
export function InlineNote({
  icon,
  children,
  iconOnly,
  tooltip,
}: InlineNoteProps) {
  return (
    <span className={styles.note} title={tooltip}>
      <span aria-hidden="true" style={{ display: 'inline-flex' }}>
        {icon}
      </span>
      {iconOnly ? (
        <VisuallyHidden>{children}</VisuallyHidden>
      ) : (
        <span>{children}</span>
      )}
    </span>
  );
}
