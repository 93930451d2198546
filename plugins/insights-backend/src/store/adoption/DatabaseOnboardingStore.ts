import { ConflictError, NotFoundError } from '@backstage/errors';
import { OnboardingState } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { Day } from '../../core/metrics/windows';
import { rowsOf } from '../rows';

export interface StoredOnboarding {
  readonly id: string;
  readonly team: string;
  readonly offering: string;
  readonly component?: string;
  readonly goal: string;
  readonly wantedOn?: Day;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly state: OnboardingState;
  readonly stopReason?: string;
  readonly changedAt: Date;
  readonly version: number;
  readonly history: readonly {
    readonly state: OnboardingState;
    readonly at: Date;
    readonly by?: string;
    readonly text?: string;
  }[];
}

export interface NewOnboarding {
  readonly team: string;
  readonly offering: string;
  readonly component?: string;
  readonly goal: string;
  readonly wantedOn?: Day;
  readonly by: string;
  readonly at: Date;
}

interface DbRow {
  id: string;
  team_ref: string;
  offering_ref: string;
  component_ref: string | null;
  goal: string;
  wanted_on: string | null;
  asked_by: string;
  asked_at: Date;
  state: OnboardingState;
  stop_reason: string | null;
  changed_at: Date;
  version: number;
  history: {
    state: OnboardingState;
    at: string;
    by: string | null;
    text: string | null;
  }[];
}

export class DatabaseOnboardingStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** @throws ConflictError where the team has an open request for the offering */
  async add(request: NewOnboarding): Promise<string> {
    const rows = await rowsOf<{ id: string }>(
      this.#knex,
      `with added as (
         insert into onboarding_request
           (team_ref, offering_ref, component_ref, goal, wanted_on, asked_by, asked_at, changed_at)
         values (?, ?, ?, ?, ?::date, ?, ?, ?)
         on conflict (team_ref, offering_ref) where state in ('asked', 'helped', 'first-success') do nothing
         returning id
       )
       insert into onboarding_event (request_id, state, at, by_ref, text)
       select id, 'asked', ?, ?, ? from added returning request_id as id`,
      [
        request.team,
        request.offering,
        request.component ?? null,
        request.goal,
        request.wantedOn ?? null,
        request.by,
        request.at,
        request.at,
        request.at,
        request.by,
        request.goal,
      ],
    );
    const [row] = rows;
    if (!row) {
      throw new ConflictError(
        `The team has asked for '${request.offering}' already, and the request is open. Change that one, or let it be stopped first.`,
      );
    }
    return row.id;
  }

  async list(
    where: {
      id?: string;
      teams?: readonly string[];
      offerings?: readonly string[];
      open?: boolean;
    } = {},
  ): Promise<StoredOnboarding[]> {
    const rows = await rowsOf<DbRow>(
      this.#knex,
      `select r.id, r.team_ref, r.offering_ref, r.component_ref, r.goal, to_char(r.wanted_on, 'YYYY-MM-DD') as wanted_on,
         r.asked_by, r.asked_at, r.state, r.stop_reason, r.changed_at, r.version,
         (select jsonb_agg(jsonb_build_object('state', e.state, 'at', e.at, 'by', e.by_ref, 'text', e.text) order by e.id)
          from onboarding_event e where e.request_id = r.id) as history
       from onboarding_request r
       where (?::bigint is null or r.id = ?) and (?::text[] is null or r.team_ref = any(?::text[]))
         and (?::text[] is null or r.offering_ref = any(?::text[]))
         and (not ?::boolean or r.state in ('asked', 'helped', 'first-success'))
       order by r.state in ('asked', 'helped', 'first-success') desc, r.wanted_on nulls last, r.asked_at, r.id`,
      [
        where.id ?? null,
        where.id ?? null,
        where.teams ?? null,
        where.teams ?? null,
        where.offerings ?? null,
        where.offerings ?? null,
        where.open ?? false,
      ],
    );
    return rows.map(readRow);
  }

  /**
   * @throws ConflictError where somebody changed it since it was looked at
   * @throws NotFoundError where there is none
   */
  async change(change: {
    id: string;
    version: number;
    state: OnboardingState;
    text?: string;
    by?: string;
    at: Date;
  }): Promise<void> {
    const { id, version, state, text, by, at } = change;
    const rows = await rowsOf<{ id: string }>(
      this.#knex,
      `with changed as (
         update onboarding_request set state = ?, changed_at = ?, version = version + 1,
           stop_reason = case when ? = 'stopped' then ? else stop_reason end
         where id = ? and version = ? returning id
       )
       insert into onboarding_event (request_id, state, at, by_ref, text)
       select id, ?, ?, ?, ? from changed returning request_id as id`,
      [
        state,
        at,
        state,
        text || null,
        id,
        version,
        state,
        at,
        by ?? null,
        text || null,
      ],
    );
    if (rows.length > 0) {
      return;
    }
    const [known] = await this.list({ id });
    if (!known) {
      throw new NotFoundError(`There is no onboarding request '${id}'.`);
    }
    throw new ConflictError(
      `Somebody changed this request since you looked at it: it is '${known.state}' now. Look again, then change it.`,
    );
  }

  /** Pairs of which a run succeeded on or after a day. */
  async succeededSince(
    pairs: readonly { team: string; offering: string; day: Day }[],
  ): Promise<Set<string>> {
    const rows = await rowsOf<{ key: string }>(
      this.#knex,
      `select distinct concat(p.team, '|', p.offering) as key
       from jsonb_to_recordset(?::jsonb) as p (team text, offering text, day date)
       join cell_offering c on c.team_ref = p.team and c.offering_ref = p.offering and c.day >= p.day
         and c.metric = 'run_time' and c.n > 0`,
      [JSON.stringify(pairs)],
    );
    return new Set(rows.map(({ key }) => key));
  }
}

function readRow(row: DbRow): StoredOnboarding {
  return {
    id: row.id,
    team: row.team_ref,
    offering: row.offering_ref,
    ...(row.component_ref ? { component: row.component_ref } : {}),
    goal: row.goal,
    ...(row.wanted_on ? { wantedOn: row.wanted_on } : {}),
    askedBy: row.asked_by,
    askedAt: row.asked_at,
    state: row.state,
    ...(row.stop_reason ? { stopReason: row.stop_reason } : {}),
    changedAt: row.changed_at,
    version: row.version,
    history: (row.history ?? []).map(({ state, at, by, text }) => ({
      state,
      at: new Date(at),
      ...(by ? { by } : {}),
      ...(text ? { text } : {}),
    })),
  };
}
