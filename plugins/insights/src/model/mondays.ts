const DAY_MS = 86_400_000;

/** The next Mondays after a day (UTC), so many weeks apart, as days (`2027-01-11`). */
export function nextMondays(
  now: Date,
  count: number,
  weeksBetween: number,
): string[] {
  const day = Date.UTC(
    now.getUTCFullYear(),
    now.getUTCMonth(),
    now.getUTCDate(),
  );
  const untilMonday = ((8 - now.getUTCDay()) % 7 || 7) * DAY_MS;
  return Array.from({ length: count }, (_, k) =>
    new Date(day + untilMonday + k * weeksBetween * 7 * DAY_MS)
      .toISOString()
      .slice(0, 10),
  );
}
