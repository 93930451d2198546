/** `[days-]hours:minutes:seconds`, `minutes:seconds`, `minutes`, `days-hours[:minutes]`: as Slurm writes time limits. */
const FORMAT = /^(?:(\d{1,4})-)?(\d{1,6})(?::(\d{1,2}))?(?::(\d{1,2}))?$/;

/** Seconds of a time limit as schedulers write it; undefined for none (`UNLIMITED`) and for what is no limit. */
export function parseTimeLimit(text: string): number | undefined {
  const match = FORMAT.exec(text.trim());
  if (!match) {
    return undefined;
  }
  const [, days, first, second, third] = match;
  const [a, b, c] = [first, second, third].map(part => Number(part ?? 0));
  if (a === undefined || b === undefined || c === undefined) {
    return undefined;
  }
  if (days !== undefined) {
    return Number(days) * 86_400 + a * 3_600 + b * 60 + c;
  }
  if (third !== undefined) {
    return a * 3_600 + b * 60 + c;
  }
  return a * 60 + b;
}
