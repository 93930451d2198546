import { addDays, Day, mondayOf } from '../metrics/windows';
import { AdoptedWhen } from './types';

/** A week or a month; `last` is inside. */
export interface Period {
  readonly first: Day;
  readonly last: Day;
}

export function periodOf(day: Day, cadence: AdoptedWhen['cadence']): Period {
  if (cadence === 'week') {
    const first = mondayOf(day);
    return { first, last: addDays(first, 6) };
  }
  const first = `${day.slice(0, 7)}-01`;
  const inNextMonth = addDays(first, 31);
  return { first, last: addDays(`${inNextMonth.slice(0, 7)}-01`, -1) };
}

/** The periods from the one `from` is in to the last one that is over on `asOf`, in order. */
export function completePeriods(
  from: Day,
  asOf: Day,
  cadence: AdoptedWhen['cadence'],
): Period[] {
  const periods: Period[] = [];
  for (
    let period = periodOf(from, cadence);
    period.last <= asOf;
    period = periodOf(addDays(period.last, 1), cadence)
  ) {
    periods.push(period);
  }
  return periods;
}
