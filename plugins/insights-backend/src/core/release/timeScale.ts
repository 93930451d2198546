import { MetricWindow } from '@mli/plugin-insights-common';
import {
  addDays,
  blockStart,
  closedWindow,
  Day,
  DayRange,
  daysBetween,
  DAYS_PER_BLOCK,
  DAYS_PER_WEEK,
  weeksOf,
} from '../metrics/windows';

type RollingWindow = Exclude<MetricWindow, '4w'>;
const NESTED: readonly RollingWindow[] = ['12w', '52w', 'all'];

export function weekKey(week: Day): string {
  return `week ${week}`;
}

export function blockKey(block: Day): string {
  return `block ${block}`;
}

/** The key of a closed window, or of a week or block that was named by its days. */
export function timeKeyOf(window: DayRange & { name?: MetricWindow }): string {
  if (window.name && window.name !== '4w') {
    return window.name;
  }
  return daysBetween(window.from, window.to) === DAYS_PER_WEEK
    ? weekKey(window.from)
    : blockKey(window.from);
}

/** A period and those inside it; where `complete`, they add up to it. */
export interface TimeFamily {
  readonly parent: string;
  readonly members: readonly string[];
  readonly complete: boolean;
}

export interface TimeRank {
  readonly times: ReadonlySet<string>;
  readonly families: readonly TimeFamily[];
}

/**
 * The periods that lie inside each other up to the last closed block: week, 4-week block, the last 12 weeks, the
 * last 52, everything.
 */
export class TimeScale {
  readonly #firstMonday: Day;
  readonly #closedEnd: Day;
  readonly #blocks: readonly Day[];
  readonly #rolling: readonly (readonly [RollingWindow, DayRange])[];

  constructor(options: { firstMonday: Day; closedEnd: Day; firstDay: Day }) {
    this.#firstMonday = options.firstMonday;
    this.#closedEnd = options.closedEnd;
    this.#rolling = NESTED.map(name => [name, closedWindow(name, options)]);
    const blocks: Day[] = [];
    let block = blockStart(options.firstDay, options.firstMonday);
    for (; block < options.closedEnd; block = addDays(block, DAYS_PER_BLOCK)) {
      blocks.push(block);
    }
    this.#blocks = blocks;
  }

  /** Keys of the periods a week lies in; none where its block has not closed. */
  periodsOf(
    week: Day,
  ): { week: string; others: readonly string[] } | undefined {
    const block = blockStart(week, this.#firstMonday);
    if (block >= this.#closedEnd) {
      return undefined;
    }
    const rolling = this.#rolling
      .filter(([, range]) => range.from <= block && block < range.to)
      .map(([name]) => name);
    return { week: weekKey(week), others: [blockKey(block), ...rolling] };
  }

  /**
   * Periods in the order in which they are judged, each with the families that are then known: the last 12 weeks, 52
   * and everything, then blocks, then weeks. A longer window cannot be divided before its blocks are there, so until
   * then it only contains the shorter one.
   */
  ranks(): TimeRank[] {
    const ranks: TimeRank[] = [];
    const divided: TimeFamily[] = [];
    let inner: string | undefined;
    let covered = this.#closedEnd;
    for (const [name, range] of this.#rolling) {
      const shorter = inner === undefined ? [] : [inner];
      ranks.push({
        times: new Set([name]),
        families: [{ parent: name, members: shorter, complete: false }],
      });
      const end = covered;
      const blocks = this.#blocks
        .filter(block => range.from <= block && block < end)
        .map(blockKey);
      divided.push({
        parent: name,
        members: [...shorter, ...blocks],
        complete: true,
      });
      inner = name;
      covered = range.from < covered ? range.from : covered;
    }
    ranks.push({
      times: new Set(this.#blocks.map(blockKey)),
      families: divided,
    });
    const weeksIn = (block: Day) =>
      weeksOf({ from: block, to: addDays(block, DAYS_PER_BLOCK) }).map(weekKey);
    ranks.push({
      times: new Set(this.#blocks.flatMap(weeksIn)),
      families: this.#blocks.map(block => ({
        parent: blockKey(block),
        members: weeksIn(block),
        complete: true,
      })),
    });
    return ranks;
  }
}
