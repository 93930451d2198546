import type {
  CheckState,
  FactVisibility,
  FactValue,
  LevelRow,
  ResultRow,
} from '@mli/plugin-scorecards-common';
import type { Knex } from 'knex';
import type { ReadScope } from '../service/ReadScope';
import { narrow } from './narrow';
import { type DbLevelCounts, fromDbCounts } from './resultRow';

export interface ResultSelection {
  readonly entities?: readonly string[];
  readonly scorecards?: readonly string[];
  readonly checks?: readonly string[];
  readonly states?: readonly CheckState[];
  /** Key of the last row of the page before. */
  readonly after?: readonly string[];
  readonly limit: number;
}

export const RESULT_KEYS = ['scorecard_ref', 'entity_ref', 'check_id'] as const;
export const LEVEL_KEYS = ['scorecard_ref', 'entity_ref'] as const;

interface DbResultView {
  scorecard_ref: string;
  entity_ref: string;
  check_id: string;
  version: number;
  state: CheckState;
  counted: boolean;
  reason: string;
  fact_id: string | null;
  value: FactValue | null;
  unit: string | null;
  source: string | null;
  team_ref: string;
  valid_from: Date;
  observed_at: Date | null;
  evaluated_at: Date;
}

function fromDbResult(row: DbResultView): ResultRow {
  return {
    entity: row.entity_ref,
    scorecard: row.scorecard_ref,
    version: row.version,
    check: row.check_id,
    state: row.state,
    // a stored list is a list of texts
    value: (row.value ?? undefined) as ResultRow['value'],
    unit: row.unit ?? undefined,
    fact: row.fact_id ?? undefined,
    source: row.source ?? undefined,
    observedAt: row.observed_at?.toISOString(),
    evaluatedAt: row.evaluated_at.toISOString(),
    since: row.valid_from.toISOString(),
    team: row.team_ref || undefined,
    counted: row.counted,
    reason: row.reason,
  };
}

/** One page of current results, in the order of the primary key. */
export async function selectResults(
  knex: Knex,
  scope: ReadScope,
  selection: ResultSelection,
): Promise<ResultRow[]> {
  const { where, bindings } = narrow(scope, selection, RESULT_KEYS);
  const ofStates = selection.states ? 'and r.state = any(?::text[])' : '';
  if (selection.states) {
    bindings.push([...selection.states]);
  }
  const { rows } = await knex.raw<{ rows: DbResultView[] }>(
    `select r.scorecard_ref, r.entity_ref, r.check_id, r.version, r.state, r.counted, r.reason, r.fact_id, r.value,
       r.unit, r.source, r.team_ref, r.valid_from,
       case when r.source is null then null else coalesce(r.observed_at, s.completed_at) end as observed_at,
       greatest(r.evaluated_at, d.evaluated_at) as evaluated_at
     from result r
     join definition d using (scorecard_ref)
     left join fact_source s on s.id = r.source
     where ${where} ${ofStates}
     order by r.scorecard_ref, r.entity_ref, r.check_id
     limit ?`,
    [...bindings, selection.limit],
  );
  return rows.map(fromDbResult);
}

interface DbLevelView extends DbLevelCounts {
  scorecard_ref: string;
  entity_ref: string;
  version: number;
  rank: number;
  levels: number;
  level_name: string | null;
  level_title: string | null;
  next_name: string | null;
  next_title: string | null;
  missing: string[];
  team_ref: string;
  valid_from: Date;
  evaluated_at: Date;
}

function fromDbLevel(row: DbLevelView): LevelRow {
  return {
    entity: row.entity_ref,
    scorecard: row.scorecard_ref,
    version: row.version,
    level:
      row.level_name === null
        ? undefined
        : {
            name: row.level_name,
            title: row.level_title ?? row.level_name,
            rank: row.rank,
            of: row.levels,
          },
    next:
      row.next_name === null
        ? undefined
        : {
            name: row.next_name,
            title: row.next_title ?? row.next_name,
            missing: row.missing,
          },
    counts: fromDbCounts(row),
    team: row.team_ref || undefined,
    since: row.valid_from.toISOString(),
    evaluatedAt: row.evaluated_at.toISOString(),
  };
}

/** One page of current levels, in the order of the primary key. */
export async function selectLevels(
  knex: Knex,
  scope: ReadScope,
  selection: ResultSelection,
): Promise<LevelRow[]> {
  const { where, bindings } = narrow(scope, selection, LEVEL_KEYS);
  const { rows } = await knex.raw<{ rows: DbLevelView[] }>(
    `select r.scorecard_ref, r.entity_ref, r.version, r.rank, r.levels, r.level_name, r.level_title, r.next_name,
       r.next_title, r.missing, r.passing, r.failing, r.exempt, r.not_applicable, r.no_data, r.stale, r.erroneous,
       r.team_ref, r.valid_from, greatest(r.evaluated_at, d.evaluated_at) as evaluated_at
     from level r
     join definition d using (scorecard_ref)
     where ${where}
     order by r.scorecard_ref, r.entity_ref
     limit ?`,
    [...bindings, selection.limit],
  );
  return rows.map(fromDbLevel);
}

/** Kinds of entity there are results about. */
export async function selectKinds(knex: Knex): Promise<string[]> {
  const { rows } = await knex.raw<{ rows: { kind: string }[] }>(
    `select distinct kind from level order by kind`,
  );
  return rows.map(row => row.kind);
}

/** Teams with results that rest on how fast they are; of some entities, or all. */
export async function selectSpeedTeams(
  knex: Knex,
  entities?: readonly string[],
): Promise<string[]> {
  const { rows } = await knex.raw<{ rows: { team_ref: string }[] }>(
    `select distinct team_ref from level
     where visibility = 'team-speed' ${entities ? 'and entity_ref = any(?::text[])' : ''}
     order by team_ref`,
    entities ? [[...entities]] : [],
  );
  return rows.map(row => row.team_ref);
}

/** Who may see one result; the stricter where there is none. */
export async function selectVisibility(
  knex: Knex,
  {
    scorecard,
    entity,
    check,
  }: { scorecard: string; entity: string; check: string },
): Promise<FactVisibility> {
  const { rows } = await knex.raw<{ rows: { visibility: FactVisibility }[] }>(
    `select visibility from result where scorecard_ref = ? and entity_ref = ? and check_id = ?`,
    [scorecard, entity, check],
  );
  return rows[0]?.visibility ?? 'team-speed';
}
