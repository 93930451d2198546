import { addDays, Day, mondayOf } from '../metrics/windows';
import { Period } from './periods';
import { ActivityDay } from './types';

/** Days of activity in order, up to a day. */
export class ActivityLog {
  readonly days: readonly ActivityDay[];
  /** The log of a whole team is asked for the same periods once for each offering. */
  readonly #peopleIn = new Map<string, number>();

  constructor(days: readonly ActivityDay[], asOf: Day) {
    this.days = days
      .filter(({ day }) => day <= asOf)
      .sort((a, b) => (a.day < b.day ? -1 : 1));
  }

  in({ first, last }: Period): ActivityDay[] {
    return this.days.filter(({ day }) => first <= day && day <= last);
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
   * Days on which the team was seen: a member was active, or a scheduled run belonged to a week with enough of them.
   * One stray scheduled run is not use.
   */
  seenDays(productionRunsPerWeek: number): Day[] {
    return this.days
      .filter(
        ({ day, people, productionRuns }) =>
          people.length > 0 ||
          (productionRuns > 0 &&
            this.productionRunsIn(weekOf(day)) >= productionRunsPerWeek),
      )
      .map(({ day }) => day);
  }
}

function weekOf(day: Day): Period {
  const first = mondayOf(day);
  return { first, last: addDays(first, 6) };
}

function isActivity(day: ActivityDay): boolean {
  return day.people.length > 0 || day.humanRuns > 0 || day.productionRuns > 0;
}
