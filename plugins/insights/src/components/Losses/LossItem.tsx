import type { Loss } from '@mli/plugin-insights-common';
import { RiArrowDownSLine, RiArrowRightSLine } from '@remixicon/react';
import { ReactNode, useId } from 'react';
import { formatWeekHours, shortHours } from './hours';
import styles from './Losses.module.css';

export interface LossItemProps {
  loss: Loss;
  /** The end of the common axis. */
  most: number;
  /** Before the words: whose loss it is. */
  lead?: ReactNode;
  isOpen?: boolean;
  onToggle?: () => void;
  children?: ReactNode;
}

/** One loss as a line: hours, words, and its interval on an axis that all lines share. */
export function LossItem(props: LossItemProps) {
  const { loss, most, lead, isOpen, onToggle, children } = props;
  const id = useId();
  const { value, low, high } = loss.hours;
  const at = (hours: number) => `${most === 0 ? 0 : (hours / most) * 100}%`;
  const interval = `${shortHours(low)} to ${shortHours(high)}`;
  const content = (
    <>
      <span className={styles.hours}>{formatWeekHours(value)}</span>
      <span className={styles.words}>
        {lead}
        {loss.words}
      </span>
      <span className={styles.axis} aria-hidden="true">
        <span
          className={styles.interval}
          style={{ left: at(low), width: at(high - low) }}
        />
        <span className={styles.point} style={{ left: at(value) }} />
      </span>
      <span className={styles.range}>{interval}</span>
    </>
  );
  return (
    <li className={styles.item}>
      {onToggle ? (
        <button
          type="button"
          className={styles.row}
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={onToggle}
        >
          {content}
          {isOpen ? (
            <RiArrowDownSLine size={18} aria-hidden="true" />
          ) : (
            <RiArrowRightSLine size={18} aria-hidden="true" />
          )}
        </button>
      ) : (
        <div className={styles.row}>{content}</div>
      )}
      {isOpen && (
        <div id={id} className={styles.opened}>
          {children}
        </div>
      )}
    </li>
  );
}
