import { Link } from '@backstage/ui';
import { formatDate, formatWindow } from '@mli/plugin-ml-platform-react';
import { ChartEvent } from '../../model/chartEvents';
import styles from './Trend.module.css';

const DAY_MS = 86_400_000;

/** What the marks of a chart stand for. */
export function ChartEvents(props: {
  events: readonly ChartEvent[];
  /** Said where there are none. */
  nothing: string;
}) {
  const { events, nothing } = props;
  if (events.length === 0) {
    return <p className={styles.quiet}>{nothing}</p>;
  }
  return (
    <ol className={styles.events} aria-label="What happened">
      {events.map(event => (
        <li key={event.key}>
          <span className={styles.mark}>{event.mark}</span>
          <span className={styles.quiet}>{daysInWords(event.days)}</span>
          {event.href ? (
            <Link href={event.href}>{event.words}</Link>
          ) : (
            event.words
          )}
        </li>
      ))}
    </ol>
  );
}

/** An adoption, and much of what people tell of, is of one day. */
function daysInWords(days: ChartEvent['days']): string {
  const length = Date.parse(days.to) - Date.parse(days.from);
  return length <= DAY_MS ? formatDate(days.from) : formatWindow(days);
}
