import { DeclaredState, DeclineReason } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { Day } from '../../core/metrics/windows';
import { Unit } from '../../core/release/Organisation';
import { rowsOf } from '../rows';
import {
  AdoptionStore,
  ChangedTeam,
  PairKey,
  SourceDay,
  OrganisationHistory,
  Validity,
  StageDay,
  StoredActivity,
  StoredCatalogDeclaration,
  StoredPortalDeclaration,
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

interface DbUnitRow {
  unit_ref: string;
  title: string;
  type: string;
  role: Unit['role'];
  parent_ref: string | null;
  valid_from: Date;
  valid_to: Date | null;
}

interface DbOfferingRow {
  offering_ref: string;
  title: string;
  owner_ref: string | null;
  stages: string[];
  telemetry: Record<string, unknown>[];
  audience: Record<string, unknown> | null;
  adopted_when: Record<string, unknown> | null;
  expected_days: number | null;
  lifecycle: string;
  valid_from: Date;
  valid_to: Date | null;
}

interface DbPortalRow {
  id: string;
  team_ref: string;
  offering_ref: string;
  state: DeclaredState;
  reason: DeclineReason | null;
  text: string | null;
  said_by: string;
  said_at: Date;
  relevance: { confirmed: boolean; by: string; at: string; text?: string }[];
}

const PAIR = `(?::text is null or team_ref = ?) and (?::text is null or offering_ref = ?)`;

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
         (select max(id) from activity_change),
         -- the first row of a key is valid from the beginning, which the times below do not show
         (select max(version) from organisation_version),
         ${changed('organisation_unit')}, ${changed('organisation_member')},
         ${changed('organisation_offering')}, ${changed('organisation_declaration')},
         (select max(id) from declaration), (select max(id) from not_relevant_confirmation),
         (select max(id) from adoption_decision_event)
       ) as version`,
    );
    return row?.version ?? '';
  }

  async teamVersions(): Promise<Map<string, string>> {
    const rows = await rowsOf<{ team_ref: string; version: string }>(
      this.#knex,
      `select team_ref, max(id) as version from activity_change group by team_ref`,
    );
    return new Map(rows.map(row => [row.team_ref, row.version]));
  }

  async firstDay(): Promise<Day | undefined> {
    const [row] = await rowsOf<{ day: string | null }>(
      this.#knex,
      // Of all that was heard, not of what a team did: when the record begins tells nothing about a small one.
      `select to_char(coalesce(
         least((select min(day) from cell), (select min(day) from ingest_count)),
         (select min(day) from activity_day)), 'YYYY-MM-DD') as day`,
    );
    return row?.day ?? undefined;
  }

  async changes(): Promise<ChangedTeam[]> {
    return await rowsOf<ChangedTeam>(
      this.#knex,
      `select team_ref as team, to_char(min(first_day), 'YYYY-MM-DD') as "firstDay", array_agg(id::text) as notes
       from activity_change where not taken group by team_ref order by team_ref`,
    );
  }

  async takeChanges(changes: readonly ChangedTeam[]): Promise<void> {
    await this.#knex.raw(
      `update activity_change set taken = true where id = any(?::bigint[])`,
      [changes.flatMap(({ notes }) => notes)],
    );
    // The newest of each team stays: it is the version of what is known of the team.
    await this.#knex.raw(
      `delete from activity_change c where c.taken
         and exists (select 1 from activity_change n where n.team_ref = c.team_ref and n.id > c.id)`,
    );
  }

  async activity(
    upTo: Day,
    teams?: readonly string[],
  ): Promise<StoredActivity[]> {
    const rows = await rowsOf<DbActivityRow>(
      this.#knex,
      `select team_ref, offering_ref, to_char(day, 'YYYY-MM-DD') as day,
              array(select encode(person, 'hex') from unnest(people) as person) as people,
              human_runs, production_runs, rules
       from activity_day
       where day <= ?::date ${teams ? 'and team_ref = any(?::text[])' : ''}`,
      teams ? [upTo, teams] : [upTo],
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

  async organisationHistory(): Promise<OrganisationHistory> {
    const [units, members, offerings] = await Promise.all([
      rowsOf<DbUnitRow>(
        this.#knex,
        `select unit_ref, title, type, role, parent_ref, valid_from, valid_to from organisation_unit order by unit_ref`,
      ),
      rowsOf<{
        unit_ref: string;
        person: string;
        valid_from: Date;
        valid_to: Date | null;
      }>(
        this.#knex,
        `select unit_ref, encode(actor_hash, 'hex') as person, valid_from, valid_to from organisation_member`,
      ),
      rowsOf<DbOfferingRow>(
        this.#knex,
        `select offering_ref, title, owner_ref, stages, telemetry, audience, adopted_when, expected_days, lifecycle,
           valid_from, valid_to
         from organisation_offering order by offering_ref`,
      ),
    ]);
    return {
      units: units.map(row => ({
        ref: row.unit_ref,
        title: row.title,
        type: row.type,
        role: row.role,
        parent: row.parent_ref ?? undefined,
        valid: validity(row),
      })),
      members: members.map(row => ({
        unit: row.unit_ref,
        person: row.person,
        valid: validity(row),
      })),
      offerings: offerings.map(row => ({
        ref: row.offering_ref,
        title: row.title,
        owner: row.owner_ref ?? undefined,
        stages: row.stages,
        telemetry: row.telemetry,
        audience: row.audience ?? undefined,
        adoptedWhen: row.adopted_when ?? undefined,
        expectedDays: row.expected_days ?? undefined,
        lifecycle: row.lifecycle,
        valid: validity(row),
      })),
    };
  }

  async catalogDeclarations(
    pair: PairKey = {},
  ): Promise<StoredCatalogDeclaration[]> {
    const rows = await rowsOf<{
      team_ref: string;
      offering_ref: string;
      state: StoredCatalogDeclaration['state'];
      valid_from: Date;
      valid_to: Date | null;
    }>(
      this.#knex,
      `select team_ref, offering_ref, state, valid_from, valid_to from organisation_declaration
       where ${PAIR} order by valid_from, team_ref, offering_ref`,
      pairBindings(pair),
    );
    return rows.map(row => ({
      team: row.team_ref,
      offering: row.offering_ref,
      state: row.state,
      from: row.valid_from,
      ...(row.valid_to ? { to: row.valid_to } : {}),
    }));
  }

  async portalDeclarations(
    pair: PairKey = {},
  ): Promise<StoredPortalDeclaration[]> {
    const rows = await rowsOf<DbPortalRow>(
      this.#knex,
      `select d.id, d.team_ref, d.offering_ref, d.state, d.reason, d.text, d.said_by, d.said_at,
         coalesce((
           select jsonb_agg(jsonb_build_object(
             'confirmed', c.confirmed, 'by', c.decided_by, 'at', c.decided_at, 'text', c.text) order by c.id)
           from not_relevant_confirmation c where c.declaration_id = d.id), '[]') as relevance
       from declaration d where ${PAIR} order by d.id`,
      pairBindings(pair),
    );
    return rows.map(row => ({
      id: row.id,
      team: row.team_ref,
      offering: row.offering_ref,
      state: row.state,
      ...(row.reason ? { reason: row.reason } : {}),
      ...(row.text ? { text: row.text } : {}),
      by: row.said_by,
      at: row.said_at,
      relevance: row.relevance.map(({ confirmed, by, at, text }) => ({
        confirmed,
        by,
        at: new Date(at),
        ...(text ? { text } : {}),
      })),
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

  async stageDays(upTo: Day, teams: readonly string[]): Promise<StageDay[]> {
    return await rowsOf<StageDay>(
      this.#knex,
      `select team_ref as team, stage, to_char(day, 'YYYY-MM-DD') as day from cell
       where team_ref = any(?::text[]) and day <= ?::date and n > 0
       group by team_ref, stage, day`,
      [teams, upTo],
    );
  }

  async sourceDays({
    from,
    heardFrom,
    to,
  }: {
    from: Day;
    heardFrom: Day;
    to: Day;
  }): Promise<SourceDay[]> {
    const rows = await rowsOf<{
      source: string;
      day: string;
      runs: string;
      unattributed: string;
      hours: number[];
    }>(
      this.#knex,
      `select s.name as source, to_char(d.day, 'YYYY-MM-DD') as day, sum(d.n) as runs,
         coalesce(sum(d.n) filter (where d.team_ref = ''), 0) as unattributed,
         coalesce(array_agg(d.hour order by d.hour) filter (where d.hour is not null), '{}') as hours
       from (
         select source_id, day, team_ref, case when metric = 'run_time' then n else 0 end as n, null::int as hour
         from cell where day >= ?::date and day < ?::date
         union all
         select source_id, day, null, 0, null from ingest_count
         where day >= ?::date and day < ?::date and status in ('accepted', 'duplicate')
         union all
         select source_id, (hour at time zone 'UTC')::date, null, 0, extract(hour from hour at time zone 'UTC')::int
         from source_hour
         where hour >= ?::date::timestamp at time zone 'UTC' and hour < ?::date::timestamp at time zone 'UTC'
       ) d join source s on s.id = d.source_id
       group by s.name, d.day order by d.day`,
      [from, to, from, to, heardFrom, to],
    );
    return rows.map(row => ({
      source: row.source,
      day: row.day,
      runs: Number(row.runs),
      unattributed: Number(row.unattributed),
      hours: row.hours,
    }));
  }
}

function validity(row: { valid_from: Date; valid_to: Date | null }): Validity {
  return {
    from: row.valid_from,
    ...(row.valid_to ? { to: row.valid_to } : {}),
  };
}

function pairBindings({ team, offering }: PairKey) {
  return [
    team ?? null,
    team ?? null,
    offering ?? null,
    offering ?? null,
  ] as const;
}
