/** How many waits ended, or were given up, after exactly this long. */
export interface WaitCount {
  readonly milliseconds: number;
  readonly ended: number;
  readonly givenUp: number;
}

/**
 * Quantiles of a waiting time where some waits were given up before they ended, after Kaplan and Meier (1958).
 *
 * Those given up count as still waiting up to when they were given up; leaving them out would make the queue look
 * shorter the longer it is. A quantile is the first time at which at most 1 - q still wait; it is undefined where
 * the curve never gets there. Of equal times, waits that ended come before those given up.
 *
 * @returns one value per q, in milliseconds
 */
export function kaplanMeierQuantiles(
  waits: Iterable<WaitCount>,
  quantiles: readonly number[],
): (number | undefined)[] {
  const ordered = [...waits].sort((a, b) => a.milliseconds - b.milliseconds);
  let atRisk = ordered.reduce((sum, w) => sum + w.ended + w.givenUp, 0);
  const found: (number | undefined)[] = quantiles.map(() => undefined);
  let stillWaiting = 1;
  for (const { milliseconds, ended, givenUp } of ordered) {
    if (ended > 0 && atRisk > 0) {
      stillWaiting *= 1 - ended / atRisk;
      for (const [position, q] of quantiles.entries()) {
        if (found[position] === undefined && stillWaiting <= 1 - q + 1e-12) {
          found[position] = milliseconds;
        }
      }
    }
    atRisk -= ended + givenUp;
  }
  return found;
}
