import type { Knex } from 'knex';
import type { ReadScope } from '../service/ReadScope';
import { narrow } from './narrow';

export interface StoredCampaign {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly scorecard: string;
  readonly checks?: readonly string[];
  readonly level?: string;
  readonly audience?: unknown;
  readonly owner: string;
  readonly startsAt: Date;
  readonly deadline: Date;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly cancelledAt?: Date;
}

interface DbCampaign {
  id: string;
  title: string;
  description: string;
  scorecard_ref: string;
  checks: string[] | null;
  level_name: string | null;
  audience: unknown;
  owner_ref: string;
  starts_at: Date;
  deadline: Date;
  created_by: string;
  created_at: Date;
  cancelled_at: Date | null;
}

function fromDbCampaign(row: DbCampaign): StoredCampaign {
  return {
    id: row.id,
    title: row.title,
    description: row.description,
    scorecard: row.scorecard_ref,
    checks: row.checks ?? undefined,
    level: row.level_name ?? undefined,
    audience: row.audience ?? undefined,
    owner: row.owner_ref,
    startsAt: row.starts_at,
    deadline: row.deadline,
    createdBy: row.created_by,
    createdAt: row.created_at,
    cancelledAt: row.cancelled_at ?? undefined,
  };
}

export async function insertCampaign(
  knex: Knex,
  campaign: Omit<StoredCampaign, 'id' | 'cancelledAt'>,
): Promise<string> {
  const { rows } = await knex.raw<{ rows: { id: string }[] }>(
    `insert into campaign (title, description, scorecard_ref, checks, level_name, audience, owner_ref, starts_at,
       deadline, created_by, created_at)
     values (?, ?, ?, ?::text[], ?, ?::jsonb, ?, ?, ?, ?, ?) returning id`,
    [
      ...[campaign.title, campaign.description, campaign.scorecard],
      campaign.checks ? [...campaign.checks] : null,
      campaign.level ?? null,
      campaign.audience === undefined
        ? null
        : JSON.stringify(campaign.audience),
      ...[campaign.owner, campaign.startsAt, campaign.deadline],
      ...[campaign.createdBy, campaign.createdAt],
    ],
  );
  const id = rows[0]?.id;
  if (id === undefined) {
    throw new Error('PostgreSQL did not answer with the id of the campaign');
  }
  return id;
}

export interface CampaignSelection {
  readonly id?: string;
  readonly scorecards?: readonly string[];
  readonly after?: readonly string[];
  readonly limit: number;
}

/** One page, the latest deadline first. */
export async function selectCampaigns(
  knex: Knex,
  scorecards: 'all' | readonly string[],
  { id, after, limit, ...selection }: CampaignSelection,
): Promise<StoredCampaign[]> {
  const conditions = ['true'];
  const bindings: Knex.RawBinding[] = [];
  const add = (condition: string, ...values: Knex.RawBinding[]) => {
    conditions.push(condition);
    bindings.push(...values);
  };
  if (scorecards !== 'all') {
    add('scorecard_ref = any(?::text[])', [...scorecards]);
  }
  if (selection.scorecards) {
    add('scorecard_ref = any(?::text[])', [...selection.scorecards]);
  }
  if (id !== undefined) {
    add('id = ?', id);
  }
  if (after) {
    add('(deadline, id) < (?::timestamptz, ?::uuid)', ...after);
  }
  const { rows } = await knex.raw<{ rows: DbCampaign[] }>(
    `select * from campaign where ${conditions.join(' and ')} order by deadline desc, id desc limit ?`,
    [...bindings, limit],
  );
  return rows.map(fromDbCampaign);
}

export async function cancelCampaign(
  knex: Knex,
  { id, actor, at }: { id: string; actor: string; at: Date },
): Promise<boolean> {
  const { rowCount } = await knex.raw<{ rowCount: number }>(
    `update campaign set cancelled_at = ?, cancelled_by = ? where id = ? and cancelled_at is null`,
    [at, actor, id],
  );
  return rowCount > 0;
}

export interface CampaignGoal {
  readonly scorecard: string;
  readonly checks?: readonly string[];
  /** Rank of the level aimed at, where it is no list of checks. */
  readonly rank?: number;
  /** Entities of the audience. */
  readonly entities: readonly string[];
}

/** The spans of results or levels of the goal that the caller may see: entity, whether reached, from, to. */
function spansOf(
  scope: ReadScope,
  { scorecard, checks, rank, entities }: CampaignGoal,
): { sql: string; bindings: Knex.RawBinding[] } {
  const { where, bindings } = narrow(
    scope,
    { entities, scorecards: [scorecard], checks },
    [],
  );
  const table = checks ? 'result' : 'level';
  const reached = checks
    ? `r.state in ('pass', 'exempt', 'not-applicable')`
    : `r.rank >= ${Number(rank ?? 0)}`;
  const columns = `r.entity_ref, r.team_ref, ${reached} as reached, r.valid_from`;
  return {
    sql: `select ${columns}, 'infinity'::timestamptz as valid_to from ${table} r where ${where}
          union all select ${columns}, r.valid_to from ${table}_history r where ${where}`,
    bindings: [...bindings, ...bindings],
  };
}

/** How many of the audience had reached the goal at the end of each day. */
export async function selectProgress(
  knex: Knex,
  scope: ReadScope,
  { goal, from, to }: { goal: CampaignGoal; from: Date; to: Date },
): Promise<{ day: string; total: number; reached: number }[]> {
  const { sql, bindings } = spansOf(scope, goal);
  const { rows } = await knex.raw<{
    rows: { day: string; total: number; reached: number }[];
  }>(
    `with span as materialized (${sql}), day as (
       select d::date as day, least(?::timestamptz, (d::date + 1)::timestamp at time zone 'UTC') as moment
       from generate_series((?::timestamptz at time zone 'UTC')::date, (?::timestamptz at time zone 'UTC')::date, '1 day') d
     ), standing as (
       select day.day, s.entity_ref, bool_and(s.reached) as reached
       from day join span s on s.valid_from < day.moment and s.valid_to >= day.moment
       group by day.day, s.entity_ref
     )
     select to_char(day, 'YYYY-MM-DD') as day, count(*)::int as total, (count(*) filter (where reached))::int as reached
     from standing group by day order by day`,
    [...bindings, to, from, to],
  );
  return rows;
}

export interface CampaignStanding {
  readonly entity: string;
  readonly team: string;
  readonly reached: boolean;
}

/** Where each entity of the audience stands now. */
export async function selectStandings(
  knex: Knex,
  scope: ReadScope,
  goal: CampaignGoal,
): Promise<CampaignStanding[]> {
  const { sql, bindings } = spansOf(scope, goal);
  const { rows } = await knex.raw<{ rows: CampaignStanding[] }>(
    `select entity_ref as entity, max(team_ref) as team, bool_and(reached) as reached
     from (${sql}) span where valid_to = 'infinity' group by entity_ref order by entity_ref`,
    bindings,
  );
  return rows;
}
