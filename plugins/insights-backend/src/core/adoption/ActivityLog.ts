import { addDays, Day, mondayOf } from '../metrics/windows';
import { Period } from './periods';
import { ActivityDay } from './types';

/**
 * Days of activity in order.
 *
 * Without `asOf` it holds all days, and answers about a past day are right as long as they ask for periods that were
 * over then: one log serves every day of a history.
 */
export class ActivityLog {
  readonly days: readonly ActivityDay[];
  /** The log of a whole team is asked for the same periods once for each offering. */
  readonly #peopleIn = new Map<string, number>();

  constructor(days: readonly ActivityDay[], asOf?: Day) {
    this.days = days
      .filter(({ day }) => asOf === undefined || day <= asOf)
      .sort((a, b) => (a.day < b.day ? -1 : 1));
  }

  in({ first, last }: Period): readonly ActivityDay[] {
    return this.days.slice(this.#position(first), this.#position(last, true));
  }

  peopleIn(period: Period): number {
    const key = `${period.first} ${period.last}`;
    const known = this.#peopleIn.get(key);
    if (known !== undefined) {
      return known;
    }
    const people = new Set(this.in(period).flatMap(day => day.people)).size;
    this.#peopleIn.set(key, people);
    return people;
  }

  productionRunsIn(period: Period): number {
    return this.in(period).reduce((sum, day) => sum + day.productionRuns, 0);
  }

  anyRunIn(period: Period): boolean {
    return this.in(period).some(isActivity);
  }

  /**
   * Days up to `asOf` on which the team was seen: a member was active, or a scheduled run belonged to a week that had
   * enough of them by then. One stray scheduled run is not use.
   */
  seenDays(productionRunsPerWeek: number, asOf?: Day): Day[] {
    const end =
      asOf === undefined ? this.days.length : this.#position(asOf, true);
    const known = this.days.slice(0, end);
    const runsOfWeek = new Map<Day, number>();
    for (const { day, productionRuns } of known) {
      if (productionRuns > 0) {
        const week = mondayOf(day);
        runsOfWeek.set(week, (runsOfWeek.get(week) ?? 0) + productionRuns);
      }
    }
    return known
      .filter(
        ({ day, people, productionRuns }) =>
          people.length > 0 ||
          (productionRuns > 0 &&
            (runsOfWeek.get(mondayOf(day)) ?? 0) >= productionRunsPerWeek),
      )
      .map(({ day }) => day);
  }

  /** Where the first day at or (`after`) behind the given one stands. */
  #position(day: Day, after = false): number {
    let low = 0;
    let high = this.days.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const at = this.days[middle]?.day ?? '';
      if (at < day || (after && at === day)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

export function weekOf(day: Day): Period {
  const first = mondayOf(day);
  return { first, last: addDays(first, 6) };
}

function isActivity(day: ActivityDay): boolean {
  return day.people.length > 0 || day.humanRuns > 0 || day.productionRuns > 0;
}
