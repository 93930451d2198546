import { RunStatus } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { formatTime, Micros } from '../core/ingest/time';
import { RunState } from '../core/runs/fold';
import { project } from '../core/runs/project';
import { rowsOf } from './rows';

type Decision = NonNullable<RunStatus['attribution']>;

interface DbRunRow {
  source: string;
  run_key: string;
  namespace: string | null;
  name: string | null;
  repository: string | null;
  experiment: string | null;
  parent_key: string | null;
  committed_at: string | null;
  submitted_at: string | null;
  started_at: string | null;
  first_result_at: string | null;
  ended_at: string | null;
  heartbeat_at: string | null;
  outcome: RunStatus['outcome'] | null;
  cause: RunStatus['cause'] | null;
  closed_by: RunStatus['closedBy'] | null;
  trigger: RunStatus['trigger'];
  run_class: RunStatus['runClass'];
  stage_tag: string | null;
  gpus: number | null;
  impossible: string | null;
  attempts: DbAttempt[] | null;
  origins: RunStatus['origins'] | null;
  is_split: boolean;
  members: DbMember[] | null;
  state: RunState;
  events: string;
  team_ref: string | null;
  team_rule: string | null;
  component_ref: string | null;
  component_rule: string | null;
  stage: string | null;
  stage_rule: string | null;
  offerings: Decision['offerings'] | null;
  note: string | null;
}

interface DbAttempt {
  attempt: number;
  submitted_at: string | null;
  started_at: string | null;
  ended_at: string | null;
  outcome: RunStatus['outcome'] | null;
  cause: RunStatus['cause'] | null;
}

interface DbMember {
  source: string;
  run_key: string;
  represents: boolean;
  state: RunState;
}

const asText = (column: string) =>
  `to_char(r.${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as ${column}`;

const TIMES = [
  'committed_at',
  'submitted_at',
  'started_at',
  'first_result_at',
  'ended_at',
  'heartbeat_at',
];

/** `own` is the row asked for, `r` the one that stands for its run: the same one where it is not joined. */
const SELECT = `
  select s.name as source, own.run_key, j.namespace, j.name, j.repository, j.experiment, r.parent_key,
    ${TIMES.map(asText).join(', ')},
    r.outcome, r.cause, r.closed_by, r.trigger, r.run_class, r.stage_tag, r.gpus, r.impossible, own.state, r.origins,
    (select count(*) from event e where e.source_id = own.source_id and e.run_key = own.run_key) as events,
    exists (
      select from run_split split where split.source_id = own.source_id and split.run_key = own.run_key
    ) as is_split,
    (
      select json_agg(json_build_object(
        'attempt', t.attempt, 'submitted_at', ${attemptTime('submitted_at')}, 'started_at', ${attemptTime('started_at')},
        'ended_at', ${attemptTime('ended_at')}, 'outcome', t.outcome, 'cause', t.cause) order by t.attempt)
      from run_attempt t where t.run_id = r.id
    ) as attempts,
    case when r.joined_subjects is not null then (
      select json_agg(json_build_object(
        'source', ms.name, 'run_key', m.run_key, 'represents', m.id = r.id, 'state', m.state
      ) order by m.id <> r.id, ms.name, m.run_key)
      from run m join source ms on ms.id = m.source_id
      where m.id = r.id or m.joined_to = r.id
    ) end as members,
    a.team_ref, a.team_rule, a.component_ref, a.component_rule, a.stage, a.stage_rule, a.offerings, a.note
  from run own
  join run r on r.id = coalesce(own.joined_to, own.id)
  join source s on s.id = own.source_id
  left join job j on j.id = r.job_id
  left join attribution a on a.subject_id = r.subject_id and a.valid_to is null`;

function attemptTime(column: string): string {
  return `to_char(t.${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

/** Reads runs for those who sent them. Actors are not among what it answers. */
export class DatabaseRunStore {
  readonly #knex: Knex;

  static create(knex: Knex): DatabaseRunStore {
    return new DatabaseRunStore(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** By the key of the run, or by the id another system gave it; at most 100. */
  async find(source: string, id: string): Promise<RunStatus[]> {
    const rows = await rowsOf<DbRunRow>(
      this.#knex,
      `${SELECT} where s.name = ? and own.id in (
         select run.id from run join source on source.id = run.source_id where source.name = ? and run_key = ?
         union
         select run_id from run_external_id where external_id = ?
       ) order by own.run_key limit 100`,
      [source, source, id, id],
    );
    return rows.map(fromDbRun);
  }
}

function fromDbRun(row: DbRunRow): RunStatus {
  return {
    source: row.source,
    id: row.run_key,
    job:
      row.namespace === null || row.name === null
        ? undefined
        : {
            namespace: row.namespace,
            name: row.name,
            repository: row.repository || undefined,
            experiment: row.experiment || undefined,
          },
    parentId: row.parent_key ?? undefined,
    committedAt: row.committed_at ?? undefined,
    submittedAt: row.submitted_at ?? undefined,
    startedAt: row.started_at ?? undefined,
    firstResultAt: row.first_result_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    heartbeatAt: row.heartbeat_at ?? undefined,
    outcome: row.outcome ?? undefined,
    cause: row.cause ?? undefined,
    closedBy: row.closed_by ?? undefined,
    trigger: row.trigger,
    runClass: row.run_class,
    stage: row.stage_tag ?? undefined,
    gpus: row.gpus ?? undefined,
    impossible: row.impossible ?? undefined,
    externalIds: [...row.state.externalIds],
    attempts: row.attempts?.map(fromDbAttempt),
    origins: row.origins ?? undefined,
    isSplit: row.is_split || undefined,
    members: row.members?.map(fromDbMember),
    events: Number(row.events),
    attribution: fromDbAttribution(row),
  };
}

function fromDbAttempt(row: DbAttempt) {
  return {
    attempt: row.attempt,
    submittedAt: row.submitted_at ?? undefined,
    startedAt: row.started_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    outcome: row.outcome ?? undefined,
    cause: row.cause ?? undefined,
  };
}

/** What the source of the row says itself. */
function fromDbMember(row: DbMember) {
  const view = project(row.state);
  const time = (at: Micros | undefined) =>
    at === undefined ? undefined : formatTime(at);
  return {
    source: row.source,
    id: row.run_key,
    represents: row.represents,
    submittedAt: time(view.submittedAt),
    startedAt: time(view.startedAt),
    firstResultAt: time(view.firstResultAt),
    endedAt: time(view.endedAt),
    outcome: view.outcome,
    externalIds: [...row.state.externalIds],
  };
}

function fromDbAttribution(row: DbRunRow): Decision | undefined {
  if (row.team_rule === null) {
    return undefined;
  }
  return {
    team: row.team_ref || undefined,
    teamRule: row.team_rule,
    component: row.component_ref || undefined,
    componentRule: row.component_rule ?? 'none',
    stage: row.stage || undefined,
    stageRule: row.stage_rule ?? 'none',
    offerings: row.offerings ?? [],
    note: row.note ?? undefined,
  };
}
