import { Knex } from 'knex';

/**
 * Tables that a rebuild does not make, each with the reason. Whatever is not listed here is derived: a new table of
 * the schema is emptied, made again and compared unless somebody writes down why not.
 */
export const NOT_REBUILT: Readonly<Record<string, string>> = {
  event: 'what producers sent',
  usage_event: 'what producers sent',
  quarantine: 'what producers sent',
  source: 'who sends',
  pull_source: 'how far a source was read',
  ingest_count: 'what became of items when they came',
  source_hour: 'what became of items when they came',
  job: 'the names that ids of decisions stand for',
  dataset: 'the names that ids of edges stand for',
  attribution_subject: 'what was decided about',
  attribution: 'decisions, with their validity',
  portal_pattern: 'what a person said',
  run_split: 'what a person said',
  declaration: 'what a person said',
  not_relevant_confirmation: 'what a person said',
  onboarding_request: 'what a person said',
  onboarding_event: 'what a person said',
  annotation: 'what a person said',
  annotation_event: 'what a person said',
  rollout: 'what a person said',
  study: 'what a person asked, before it was computed',
  study_version: 'what a person asked, before it was computed',
  study_result: 'computed once, at its date',
  study_cell: 'computed once, at its date',
  actor_erased: 'who is to be forgotten',
  actor_resolution: 'whose an account turned out to be, and when',
  actor_key_state: 'with which keys rows are made',
  actor_rekey: 'with which keys rows are made',
  organisation_alias: 'history of the organisation',
  organisation_component: 'history of the organisation',
  organisation_declaration: 'history of the organisation',
  organisation_member: 'history of the organisation',
  organisation_offering: 'history of the organisation',
  organisation_unit: 'history of the organisation',
  organisation_version: 'history of the organisation',
  adoption_decision: 'decided once, at its time (rebuildAdoption.test)',
  adoption_decision_event: 'decided once, at its time',
  adoption_step: 'decided once, at its time (rebuildAdoption.test)',
  adoption_snapshot: 'decided once, at its time (rebuildAdoption.test)',
  adoption_transition: 'decided once, at its time (rebuildAdoption.test)',
  adoption_notice: 'who was told',
  weekly_digest: 'who was told',
  adoption_team_state: 'an answer about today, kept by a digest of its input',
  adoption_background: 'an answer about today, kept by a digest of its input',
  publication: 'what was published at its time and stands until a week closes',
  published_node: 'what was published at its time',
  node_revision: 'what was published at its time',
  loss_report: 'a report of closed weeks, as of its time (lossesFlow.test)',
  retention_horizon: 'what was deleted',
  rollup_audit: 'what audits found',
  dirty_day: 'work to do',
  dirty_actor: 'work to do',
  loss_mark: 'work to do',
  run_link_mark: 'work to do',
  cell_change: 'work to do',
  week_change: 'which write was the last',
  activity_change: 'which write was the last',
};

/** Columns that say when a row was written; identities are left out by themselves. */
const TIMES_OF_WRITING = [
  'computed_at',
  'data_at',
  'updated_at',
  'first_received_at',
];

export interface DerivedTable {
  readonly name: string;
  /** What has to be the same. */
  readonly columns: readonly string[];
}

/** @throws Error where a listed table is not there: the list is to be kept true */
export async function readDerivedTables(knex: Knex): Promise<DerivedTable[]> {
  const { rows } = await knex.raw<{
    rows: { name: string; columns: string[] }[];
  }>(
    `select t.table_name as name,
       array_agg(c.column_name::text order by c.ordinal_position) filter (
         -- ids of runs are kept by a rebuild, which folds them in place
         where (c.is_identity = 'NO' or t.table_name = 'run') and not c.column_name = any(?)
       ) as columns
     from information_schema.tables t
     join information_schema.columns c using (table_schema, table_name)
     where t.table_schema = current_schema() and t.table_type = 'BASE TABLE'
       -- what Backstage itself keeps beside them
       and t.table_name not like 'knex\\_migrations%' and t.table_name not like 'backstage\\_backend\\_%'
     group by t.table_name order by t.table_name`,
    [TIMES_OF_WRITING],
  );
  const names = new Set(rows.map(({ name }) => name));
  const gone = Object.keys(NOT_REBUILT).filter(name => !names.has(name));
  if (gone.length > 0) {
    throw new Error(`NOT_REBUILT names no table: ${gone.join(', ')}`);
  }
  return rows.filter(({ name }) => !Object.hasOwn(NOT_REBUILT, name));
}

export interface TableDigest {
  readonly rows: number;
  readonly digest: string;
}

/** Number and digest of the rows of each table, in whatever order they lie. */
export async function digestsOf(
  knex: Knex,
  tables: readonly DerivedTable[],
): Promise<Map<string, TableDigest>> {
  const digests = new Map<string, TableDigest>();
  for (const { name, columns } of tables) {
    const { rows } = await knex.raw<{ rows: TableDigest[] }>(
      `select count(*)::int as rows, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text as digest
       from (select ${columns.map(() => '??').join(', ')} from ??) t`,
      [...columns, name],
    );
    const [found] = rows;
    if (found) {
      digests.set(name, found);
    }
  }
  return digests;
}
