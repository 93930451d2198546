import { Day } from '../metrics/windows';

/** A row of the history of organisation; `to` absent: it holds now. */
export interface Validity {
  readonly from: Date;
  readonly to?: Date;
}

export interface UnitValidity extends Validity {
  readonly unit: string;
}

export interface MemberValidity extends Validity {
  readonly unit: string;
  /** A keyed hash. */
  readonly person: string;
}

export interface SeriesEnd {
  readonly day: Day;
  readonly why: 'split' | 'merged' | 'dissolved' | 'turnover';
}

/** A new unit that takes as much of a team, or an old one that gives as much of itself, makes it another team. */
const SPLIT_SHARE = 1 / 3;
const MERGE_SHARE = 1 / 2;
const LEAST_MOVED = 2;

/** Who was in which unit when, and what changed. */
export class OrganisationTimeline {
  readonly #units: ReadonlyMap<string, readonly UnitValidity[]>;
  readonly #members: ReadonlyMap<string, readonly MemberValidity[]>;
  readonly #all: readonly Validity[];

  constructor(
    units: readonly UnitValidity[],
    members: readonly MemberValidity[],
  ) {
    this.#units = Map.groupBy(units, row => row.unit);
    this.#members = Map.groupBy(members, row => row.unit);
    this.#all = [...units, ...members];
  }

  changesWithin({ from, to }: { from: Date; to: Date }): number[] {
    const times = this.#all.flatMap(row => [
      row.from.getTime(),
      row.to?.getTime() ?? Infinity,
    ]);
    return [...new Set(times)]
      .filter(time => time > from.getTime() && time < to.getTime())
      .sort((a, b) => a - b);
  }

  firstAlive(unit: string, window: { from: Date; to: Date }): Date | undefined {
    const starts = (this.#units.get(unit) ?? [])
      .filter(row => !row.to || row.to > window.from)
      .map(row => Math.max(row.from.getTime(), window.from.getTime()));
    const first = Math.min(...starts);
    return first < window.to.getTime() ? new Date(first) : undefined;
  }

  membersAt(unit: string, at: Date): Set<string> {
    return new Set(
      (this.#members.get(unit) ?? [])
        .filter(row => holds(row, at))
        .map(row => row.person),
    );
  }

  endOf(
    team: string,
    first: ReadonlySet<string>,
    at: Date,
  ): SeriesEnd['why'] | undefined {
    if (!this.#exists(team, at)) return 'dissolved';
    const now = this.membersAt(team, at);
    const before = this.#membersBefore(team, at);
    if (before.size > 0 && this.#splitBy(team, before, at)) return 'split';
    if (this.#mergedInto(team, before, now, at)) return 'merged';
    const left = [...first].filter(person => !now.has(person)).length;
    return left > first.size / 2 ? 'turnover' : undefined;
  }

  #exists(unit: string, at: Date): boolean {
    return (this.#units.get(unit) ?? []).some(row => holds(row, at));
  }

  #membersBefore(unit: string, at: Date): Set<string> {
    return this.membersAt(unit, new Date(at.getTime() - 1));
  }

  /** A unit that came into being now took a part of the team. */
  #splitBy(team: string, before: ReadonlySet<string>, at: Date): boolean {
    for (const [unit, rows] of this.#units) {
      if (unit === team) continue;
      const born = Math.min(...rows.map(row => row.from.getTime()));
      if (born !== at.getTime()) continue;
      const moved = overlap(before, this.membersAt(unit, at));
      if (moved >= LEAST_MOVED && moved >= SPLIT_SHARE * before.size) {
        return true;
      }
    }
    return false;
  }

  /** A unit that ends now gave a part of itself to the team. */
  #mergedInto(
    team: string,
    before: ReadonlySet<string>,
    now: ReadonlySet<string>,
    at: Date,
  ): boolean {
    const joined = new Set([...now].filter(person => !before.has(person)));
    if (joined.size < LEAST_MOVED) return false;
    for (const [unit, rows] of this.#units) {
      const ended = rows.some(row => row.to?.getTime() === at.getTime());
      if (unit === team || !ended || this.#exists(unit, at)) continue;
      const gone = this.#membersBefore(unit, at);
      const moved = overlap(gone, joined);
      if (moved >= LEAST_MOVED && moved >= MERGE_SHARE * gone.size) return true;
    }
    return false;
  }
}

function holds(row: Validity, at: Date): boolean {
  return row.from <= at && (!row.to || row.to > at);
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return [...a].filter(person => b.has(person)).length;
}
