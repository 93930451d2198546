const DAY_MS = 86_400_000;

/** The day that many days ahead, as forms write it: 2027-01-31 (UTC). */
export function dayFromNow(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
}
