import { LAG_STEPS, SourceActivity } from '@mli/plugin-insights-common';

const LATER = 'later than a week';

/** @param within - how many of the events came within each of `LAG_STEPS` */
export function describeLag(
  events: number,
  within: readonly number[],
): SourceActivity['lag'] {
  if (events === 0) {
    return undefined;
  }
  const shares = LAG_STEPS.map((_, index) => (within[index] ?? 0) / events);
  const reached = (share: number) =>
    LAG_STEPS[shares.findIndex(item => item >= share)]?.name ?? LATER;
  return { events, shares, half: reached(0.5), most: reached(0.95) };
}
