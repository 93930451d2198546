import { useId, type ReactNode } from 'react';
import { BgProvider } from '@backstage/ui';
import styles from './layout.module.css';

export interface SectionCardProps {
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly footer?: ReactNode;
  /** No space around the content: for a table or list that reaches the card's edges. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

/** One section of a page: a heading, what it shows in a line, the thing itself, and where its numbers come from. */
export function SectionCard(props: SectionCardProps) {
  const { title, description, actions, footer, flush, children } = props;
  const id = useId();
  return (
    <section className={styles.card} aria-labelledby={id}>
      <BgProvider bg="neutral-1">
        <div className={styles.cardHead}>
          <div>
            <h2 id={id} className={styles.cardTitle}>
              {title}
            </h2>
            {description && (
              <div className={styles.cardDescription}>{description}</div>
            )}
          </div>
          {actions && <div className={styles.actions}>{actions}</div>}
        </div>
        <div
          className={
            flush
              ? `${styles.cardBody} ${styles.cardBodyFlush}`
              : styles.cardBody
          }
        >
          {children}
        </div>
        {footer && <div className={styles.cardFoot}>{footer}</div>}
      </BgProvider>
    </section>
  );
}
