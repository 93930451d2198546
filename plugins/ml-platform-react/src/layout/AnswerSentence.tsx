import type { ReactNode } from 'react';
import styles from './layout.module.css';

export interface AnswerSentenceProps {
  /** The answer, with its numbers. The one strong element of the page. */
  readonly children: ReactNode;
  /** Below it, quieter: n, window, what is not in it, who can see it. */
  readonly note?: ReactNode;
}

export function AnswerSentence({ children, note }: AnswerSentenceProps) {
  return (
    <div className={styles.answer}>
      <p className={styles.sentence}>{children}</p>
      {note && <div className={styles.answerNote}>{note}</div>}
    </div>
  );
}
