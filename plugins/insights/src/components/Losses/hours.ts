/** Hours a week as they are written: no decimals from 10 on. */
export function formatWeekHours(hours: number): string {
  return `${shortHours(hours)}\u00a0h`;
}

export function shortHours(hours: number): string {
  return hours >= 10 || hours === 0
    ? String(Math.round(hours))
    : String(Math.round(hours * 10) / 10);
}

/** Elapsed time of a hand-off: `2.1 d`, `5 h`. */
export function formatElapsed(seconds: number): string {
  const hours = seconds / 3_600;
  return hours >= 24
    ? `${shortHours(hours / 24)}\u00a0d`
    : `${shortHours(hours)}\u00a0h`;
}
