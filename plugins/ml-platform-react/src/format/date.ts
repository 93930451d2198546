import { NO_BREAK_SPACE } from './number';

const DAY_MS = 86_400_000;
const MONTHS = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
] as const;

/** Days and weeks of the portal are UTC, so that two readers of one link see the same day. */
export function formatDate(date: string | Date): string {
  const day = toDate(date);
  if (!day) return '–';
  return [
    day.getUTCDate(),
    MONTHS[day.getUTCMonth()],
    day.getUTCFullYear(),
  ].join(NO_BREAK_SPACE);
}

/** A date whose year the reader knows already: `5 Jan`. */
export function formatDayAndMonth(date: string | Date): string {
  const day = toDate(date);
  if (!day) return '–';
  return [day.getUTCDate(), MONTHS[day.getUTCMonth()]].join(NO_BREAK_SPACE);
}

/** The ISO week of a date: `W02`, or `2026-W02` with the year. The year is that of the week's Thursday. */
export function formatWeek(
  date: string | Date,
  options?: { year?: boolean },
): string {
  const day = toDate(date);
  if (!day) return '–';
  const { year, week } = isoWeek(day);
  const name = `W${String(week).padStart(2, '0')}`;
  return options?.year ? `${year}-${name}` : name;
}

/** A half-open window of days, shown with its last day: `5 Jan to 29 Mar 2026`. */
export function formatWindow(window: { from: string; to: string }): string {
  const from = toDate(window.from);
  const end = toDate(window.to);
  if (!from || !end) return '–';
  const last = new Date(end.getTime() - DAY_MS);
  const start =
    from.getUTCFullYear() === last.getUTCFullYear()
      ? formatDayAndMonth(from)
      : formatDate(from);
  return `${start} to ${formatDate(last)}`;
}

/** How long ago, relative only within a week; before that the day. */
export function formatSince(time: string | Date, now: Date): string {
  const then = toDate(time);
  if (!then) return '–';
  const minutes = Math.round((now.getTime() - then.getTime()) / 60_000);
  if (minutes < 0 || minutes >= 7 * 1440) return formatDate(then);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return ago(minutes, 'min');
  if (minutes < 1440) return ago(Math.floor(minutes / 60), 'h');
  const days = Math.floor(minutes / 1440);
  return ago(days, days === 1 ? 'day' : 'days');
}

function ago(count: number, unit: string): string {
  return `${count}${NO_BREAK_SPACE}${unit} ago`;
}

function isoWeek(day: Date): { year: number; week: number } {
  const weekday = day.getUTCDay() || 7;
  const thursday = new Date(
    Date.UTC(
      day.getUTCFullYear(),
      day.getUTCMonth(),
      day.getUTCDate() + 4 - weekday,
    ),
  );
  const year = thursday.getUTCFullYear();
  const week =
    Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / DAY_MS / 7) + 1;
  return { year, week };
}

function toDate(value: string | Date): Date | undefined {
  const date = value instanceof Date ? value : new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
