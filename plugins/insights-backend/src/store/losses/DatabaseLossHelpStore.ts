import { Knex } from 'knex';
import { rowsOf } from '../rows';

export interface LossHelpStore {
  /** Components a team owns now. */
  componentsOf(team: string): Promise<string[]>;
  /** By offering, teams with an adoption decision that stands. */
  adopters(offerings: readonly string[]): Promise<Map<string, string[]>>;
  /** By offering, what the newest finished study about it says; one about the stage before one about all. */
  effects(
    offerings: readonly string[],
    stage: string,
  ): Promise<Map<string, string>>;
}

export class DatabaseLossHelpStore implements LossHelpStore {
  readonly #knex: Knex;

  static create(knex: Knex): DatabaseLossHelpStore {
    return new DatabaseLossHelpStore(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async componentsOf(team: string): Promise<string[]> {
    const rows = await rowsOf<{ component_ref: string }>(
      this.#knex,
      `select component_ref from organisation_component where owner_ref = ? and valid_to is null order by 1`,
      [team],
    );
    return rows.map(row => row.component_ref);
  }

  async adopters(offerings: readonly string[]): Promise<Map<string, string[]>> {
    const rows = await rowsOf<{ offering_ref: string; teams: string[] }>(
      this.#knex,
      `
      select offering_ref, array_agg(distinct team_ref) as teams
      from adoption_decision
      where offering_ref = any(cast(? as text[])) and voided_at is null and disputed_at is null
      group by offering_ref
      `,
      [offerings],
    );
    return new Map(rows.map(row => [row.offering_ref, row.teams]));
  }

  async effects(
    offerings: readonly string[],
    stage: string,
  ): Promise<Map<string, string>> {
    const rows = await rowsOf<{ offering_ref: string; sentence: string }>(
      this.#knex,
      `
      select distinct on (s.offering_ref) s.offering_ref, r.sentence
      from study s
      join study_version v on v.study_id = s.id and v.state = 'finished'
      join study_result r on r.study_id = v.study_id and r.version = v.version
      where s.offering_ref = any(cast(? as text[])) and s.stage in ('', ?)
        and r.verdict is not null and r.sentence is not null
      order by s.offering_ref, s.stage desc, v.computed_at desc
      `,
      [offerings, stage],
    );
    return new Map(rows.map(row => [row.offering_ref, row.sentence]));
  }
}
