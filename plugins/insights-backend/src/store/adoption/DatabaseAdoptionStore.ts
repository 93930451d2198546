import { Knex } from 'knex';
import { Day } from '../../core/metrics/windows';
import { rowsOf } from '../rows';
import {
  AdoptionStore,
  SourceCoverage,
  StoredActivity,
  StoredDeclaration,
} from './AdoptionStore';

interface DbActivityRow {
  team_ref: string;
  offering_ref: string;
  day: string;
  people: string[];
  human_runs: string;
  production_runs: string;
  rules: string[];
}

interface DbCoverageRow {
  source: string;
  runs: string;
  unattributed: string;
}

export class DatabaseAdoptionStore implements AdoptionStore {
  static create(knex: Knex): DatabaseAdoptionStore {
    return new DatabaseAdoptionStore(knex);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async version(): Promise<string> {
    const changed = (table: string) =>
      `(select extract(epoch from max(greatest(valid_from, coalesce(valid_to, valid_from)))) from ${table})`;
    const [row] = await rowsOf<{ version: string }>(
      this.#knex,
      `select concat_ws('/',
         (select extract(epoch from max(computed_at)) from activity_day),
         (select count(*) from activity_day),
         ${changed('organisation_unit')}, ${changed('organisation_member')},
         ${changed('organisation_offering')}, ${changed('organisation_declaration')}
       ) as version`,
    );
    return row?.version ?? '';
  }

  async activity(upTo: Day): Promise<StoredActivity[]> {
    const rows = await rowsOf<DbActivityRow>(
      this.#knex,
      `select team_ref, offering_ref, to_char(day, 'YYYY-MM-DD') as day,
              array(select encode(person, 'hex') from unnest(people) as person) as people,
              human_runs, production_runs, rules
       from activity_day where day <= ?::date`,
      [upTo],
    );
    return rows.map(row => ({
      team: row.team_ref,
      offering: row.offering_ref,
      day: row.day,
      people: row.people,
      humanRuns: Number(row.human_runs),
      productionRuns: Number(row.production_runs),
      rules: row.rules,
    }));
  }

  async declarations(on: Day): Promise<StoredDeclaration[]> {
    const rows = await rowsOf<{
      team_ref: string;
      offering_ref: string;
      state: StoredDeclaration['state'];
    }>(
      this.#knex,
      // On the day means at its end, or now while it lasts.
      `with at as (select least(now(), (?::date + 1)::timestamp at time zone 'UTC') as time)
       select team_ref, offering_ref, state from organisation_declaration, at
       where valid_from <= at.time and (valid_to is null or valid_to > at.time)`,
      [on],
    );
    return rows.map(row => ({
      team: row.team_ref,
      offering: row.offering_ref,
      state: row.state,
    }));
  }

  async stagesOfTeams(range: {
    from: Day;
    to: Day;
  }): Promise<Map<string, Set<string>>> {
    const rows = await rowsOf<{ team_ref: string; stages: string[] }>(
      this.#knex,
      `select team_ref, array_agg(distinct stage) as stages from cell
       where day >= ?::date and day < ?::date and n > 0 and team_ref <> ''
       group by team_ref`,
      [range.from, range.to],
    );
    return new Map(rows.map(row => [row.team_ref, new Set(row.stages)]));
  }

  async coverage(range: { from: Day; to: Day }): Promise<SourceCoverage[]> {
    const rows = await rowsOf<DbCoverageRow>(
      this.#knex,
      `select s.name as source, sum(c.n) as runs, coalesce(sum(c.n) filter (where c.team_ref = ''), 0) as unattributed
       from cell c join source s on s.id = c.source_id
       where c.metric = 'run_time' and c.day >= ?::date and c.day < ?::date
       group by s.name`,
      [range.from, range.to],
    );
    return rows.map(row => ({
      source: row.source,
      runs: Number(row.runs),
      unattributed: Number(row.unattributed),
    }));
  }
}
