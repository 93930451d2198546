import { formatShare } from '@mli/plugin-ml-platform-react';
import styles from './Losses.module.css';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const HOURS_PER_DAY = 24;
const STEPS = 6;

export interface HourOfWeekProps {
  /** Shares by hour of the week, from Monday midnight. */
  hours: readonly number[];
  timeZone: string;
}

/** When in the week a loss happens; days without any are left out. */
export function HourOfWeek({ hours, timeZone }: HourOfWeekProps) {
  const most = Math.max(0, ...hours);
  const days = DAYS.map((name, day) => ({
    name,
    hours: hours.slice(day * HOURS_PER_DAY, (day + 1) * HOURS_PER_DAY),
  })).filter(day => day.hours.some(share => share > 0));
  const used = hours.flatMap((share, index) =>
    share > 0 ? [index % HOURS_PER_DAY] : [],
  );
  const from = Math.min(...used);
  const to = Math.max(...used);
  if (days.length === 0) return <p>It is spread too thinly to be drawn.</p>;
  const columns = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  return (
    <div className={styles.scroll}>
      <table className={styles.week}>
        <caption>Share of the loss by hour, {timeZone}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className={styles.hidden}>Day</span>
            </th>
            {columns.map(hour => (
              <th key={hour} scope="col">
                {hour}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map(day => (
            <tr key={day.name}>
              <th scope="row">{day.name}</th>
              {columns.map(hour => {
                const share = day.hours[hour] ?? 0;
                const step = Math.ceil((share / most) * STEPS);
                const words = `${day.name} ${hour} h: ${formatShare(share)}`;
                return (
                  <td
                    key={hour}
                    title={words}
                    style={
                      share > 0
                        ? { background: `var(--mli-seq-${step})` }
                        : undefined
                    }
                  >
                    <span className={styles.hidden}>{formatShare(share)}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
