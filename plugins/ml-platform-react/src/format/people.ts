import type { PeopleBand } from '@mli/plugin-insights-common';

const BANDS: Record<PeopleBand, string> = {
  '5-9': '5 to 9 people',
  '10-19': '10 to 19 people',
  '20-49': '20 to 49 people',
  '50+': '50 people or more',
};

/** People are only ever told in bands; anything else is hidden. */
export function formatPeople(
  band: PeopleBand | '0' | 'hidden' | undefined,
): string {
  if (band === '0') return 'nobody';
  if (band === undefined || band === 'hidden')
    return 'hidden: fewer than 5 people';
  return BANDS[band];
}
