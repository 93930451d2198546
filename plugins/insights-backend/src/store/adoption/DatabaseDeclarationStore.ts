import { DeclaredState, DeclineReason } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { rowsOf } from '../rows';

export interface NewDeclaration {
  readonly team: string;
  readonly offering: string;
  readonly state: DeclaredState;
  readonly reason?: DeclineReason;
  readonly text?: string;
  readonly by: string;
  readonly at: Date;
}

/** What teams say in the portal, and what providers answer; nothing is ever changed, only added. */
export class DatabaseDeclarationStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async add(declaration: NewDeclaration): Promise<string> {
    const { team, offering, state, reason, text, by, at } = declaration;
    const [row] = await rowsOf<{ id: string }>(
      this.#knex,
      `insert into declaration (team_ref, offering_ref, state, reason, text, said_by, said_at)
       values (?, ?, ?, ?, ?, ?, ?) returning id`,
      [team, offering, state, reason ?? null, text || null, by, at],
    );
    return row?.id ?? '';
  }

  async addRelevance(answer: {
    declarationId: string;
    team: string;
    offering: string;
    confirmed: boolean;
    text?: string;
    by: string;
    at: Date;
  }): Promise<void> {
    await this.#knex.raw(
      `insert into not_relevant_confirmation
         (declaration_id, team_ref, offering_ref, confirmed, text, decided_by, decided_at)
       values (?, ?, ?, ?, ?, ?, ?)`,
      [
        answer.declarationId,
        answer.team,
        answer.offering,
        answer.confirmed,
        answer.text || null,
        answer.by,
        answer.at,
        // knex's types know no null among bindings; pg does.
      ] as readonly Knex.RawBinding[],
    );
  }
}
