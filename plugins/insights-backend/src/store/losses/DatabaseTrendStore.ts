import { Knex } from 'knex';
import { MixWeek } from '../../core/losses/changeOf';
import { DayRange } from '../../core/metrics/windows';
import { rowsOf } from '../rows';
import { CellView } from '../metrics/MetricsStore';

export interface StoredAdoption {
  readonly offering: string;
  /** Monday of the first week. */
  readonly date: string;
  readonly disputed: boolean;
}

export interface UnitMember {
  readonly unit: string;
  readonly team: string;
}

interface DbMixWeek {
  week: string;
  kind: string;
  runs: number;
  total: number;
}

export interface TrendStore {
  /**
   * Means of a metric by ISO week and kind of run, from cells.
   *
   * @param teams - undefined for the whole company
   * @param of - the mean of a duration in ms, or the share its first part has
   */
  mixWeeks(
    view: CellView,
    options: {
      teams?: readonly string[];
      range: DayRange;
      of: 'duration' | 'ratio';
    },
  ): Promise<MixWeek[]>;
  /** The same for several units in one statement; `members` says which teams each is made of. */
  mixWeeksByUnit(
    view: CellView,
    options: {
      members: readonly UnitMember[];
      range: DayRange;
      of: 'duration' | 'ratio';
    },
  ): Promise<Map<string, MixWeek[]>>;
  /** Of one team, voided ones left out, oldest first. */
  adoptions(team: string, range: DayRange): Promise<StoredAdoption[]>;
}

export class DatabaseTrendStore implements TrendStore {
  readonly #knex: Knex;

  static create(knex: Knex): DatabaseTrendStore {
    return new DatabaseTrendStore(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async mixWeeks(
    view: CellView,
    options: {
      teams?: readonly string[];
      range: DayRange;
      of: 'duration' | 'ratio';
    },
  ): Promise<MixWeek[]> {
    const { teams, range, of } = options;
    const rows = await rowsOf<DbMixWeek>(
      this.#knex,
      `
      select ${mixColumns(of)}
      from cell
      where metric = ? and day >= cast(? as date) and day < cast(? as date)
        and trigger = any(cast(? as text[])) and run_class = any(cast(? as text[]))
        and (cast(? as text[]) is null or team_ref = any(cast(? as text[])))
      group by 1, 2 having sum(n) > 0
      order by 1, 2
      `,
      [
        view.metric,
        range.from,
        range.to,
        view.triggers,
        view.runClasses,
        teams ?? null,
        teams ?? null,
      ],
    );
    return rows.map(fromDbMixWeek);
  }

  async mixWeeksByUnit(
    view: CellView,
    options: {
      members: readonly UnitMember[];
      range: DayRange;
      of: 'duration' | 'ratio';
    },
  ): Promise<Map<string, MixWeek[]>> {
    const { members, range, of } = options;
    const rows = await rowsOf<DbMixWeek & { unit: string }>(
      this.#knex,
      `
      select ${mixColumns(of)}, m.unit
      from cell
      join unnest(cast(? as text[]), cast(? as text[])) as m (unit, team) on m.team = team_ref
      where metric = ? and day >= cast(? as date) and day < cast(? as date)
        and trigger = any(cast(? as text[])) and run_class = any(cast(? as text[]))
      group by 1, 2, m.unit having sum(n) > 0
      order by 1, 2
      `,
      [
        members.map(({ unit }) => unit),
        members.map(({ team }) => team),
        view.metric,
        range.from,
        range.to,
        view.triggers,
        view.runClasses,
      ],
    );
    const byUnit = Map.groupBy(rows, ({ unit }) => unit);
    return new Map(
      [...byUnit].map(([unit, own]) => [unit, own.map(fromDbMixWeek)]),
    );
  }

  async adoptions(team: string, range: DayRange): Promise<StoredAdoption[]> {
    return await rowsOf<StoredAdoption>(
      this.#knex,
      `
      select offering_ref as offering, adoption_date::text as date, disputed_at is not null as disputed
      from adoption_decision
      where team_ref = ? and voided_at is null and adoption_date >= cast(? as date) and adoption_date < cast(? as date)
      order by adoption_date, offering_ref
      `,
      [team, range.from, range.to],
    );
  }
}

function mixColumns(of: 'duration' | 'ratio'): string {
  return `to_char(date_trunc('week', day::timestamp), 'YYYY-MM-DD') as week,
        concat_ws('|', stage, run_class, trigger) as kind, sum(n)::float8 as runs,
        coalesce(sum(${of === 'duration' ? 'sum_ms' : 'parts[1]'}), 0)::float8 as total`;
}

function fromDbMixWeek({ week, kind, runs, total }: DbMixWeek): MixWeek {
  return { week, kind, runs, mean: total / runs };
}
