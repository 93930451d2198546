import { PeopleBand } from '@mli/plugin-insights-common';

/** People are never shown as a number. Below 5 there is no band: such an answer is hidden. */
export function peopleBand(people: number): PeopleBand | undefined {
  if (people < 5) {
    return undefined;
  }
  if (people < 10) {
    return '5-9';
  }
  if (people < 20) {
    return '10-19';
  }
  return people < 50 ? '20-49' : '50+';
}
