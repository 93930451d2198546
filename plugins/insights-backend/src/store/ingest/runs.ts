import { Knex } from 'knex';
import { formatTime, Micros } from '../../core/ingest/time';
import { RunState } from '../../core/runs/fold';
import { RunView } from '../../core/runs/project';
import { Binding, jsonColumn, rowsOf, SPLIT_JSON, timeOfMicros } from '../rows';

export interface RunKey {
  readonly sourceId: number;
  readonly runKey: string;
}

export interface StoredRun extends RunKey {
  readonly id: string;
  readonly subjectId?: string;
  readonly state: RunState;
  /** One of several rows of a run: its columns are written by whoever joins them. */
  readonly isJoined: boolean;
  readonly hasTrials: boolean;
}

export interface AddedRun extends RunKey {
  readonly id: string;
  /** Another run names it, as itself or as its parent. */
  readonly isNamed: boolean;
}

export interface RunRow extends RunKey {
  readonly jobId?: string;
  readonly subjectId?: string;
  readonly state: RunState;
  readonly view: RunView;
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly cast?: string;
  readonly value: (row: RunRow) => string | number | null;
}

const time = (name: string, of: (view: RunView) => Micros | undefined) => ({
  name,
  type: 'bigint',
  cast: timeOfMicros(`new.${name}`),
  value: ({ view }: RunRow) => of(view) ?? null,
});

const text = (name: string, of: (view: RunView) => string | undefined) => ({
  name,
  type: 'text',
  value: ({ view }: RunRow) => of(view) ?? null,
});

/** What is computed from the state of a run, and written beside it. */
const COLUMNS: readonly Column[] = [
  { name: 'job_id', type: 'bigint', value: row => row.jobId ?? null },
  { name: 'subject_id', type: 'bigint', value: row => row.subjectId ?? null },
  {
    name: 'actor_hash',
    type: 'text',
    cast: `decode(new.actor_hash, 'hex')`,
    value: ({ view }) => view.actorHash ?? '',
  },
  text('actor_kind', view => view.actorKind),
  text('parent_key', view => view.parentKey),
  time('committed_at', view => view.committedAt),
  time('submitted_at', view => view.submittedAt),
  time('started_at', view => view.startedAt),
  time('first_result_at', view => view.firstResultAt),
  time('ended_at', view => view.endedAt),
  time('heartbeat_at', view => view.heartbeatAt),
  text('outcome', view => view.outcome),
  text('cause', view => view.cause),
  text('closed_by', view => view.closedBy),
  text('trigger', view => view.trigger),
  text('run_class', view => view.runClass),
  text('stage_tag', view => view.stageTag),
  text('version', view => view.version),
  {
    name: 'gpus',
    type: 'double precision',
    value: ({ view }) => view.gpus ?? null,
  },
  text('impossible', view => view.impossible),
  {
    name: 'attempts',
    type: 'smallint',
    value: ({ view }) => Math.max(1, view.attempts.length),
  },
];

const NAMES = [...COLUMNS.map(column => column.name), 'state'];
const VALUES = [
  ...COLUMNS.map(column => column.cast ?? `new.${column.name}`),
  'new.state::jsonb',
];
const ROWS = `unnest(?::smallint[], ?::text[], ${COLUMNS.map(
  column => `?::${column.type}[]`,
).join(', ')}, ${SPLIT_JSON}) as new (source_id, run_key, ${NAMES.join(', ')})`;

/**
 * Each name is looked for by itself, and in order: as `exists`, or both in one condition, it would be planned as a pass
 * over all names while those are few, and the plan is kept when they are many. So would children be, by `exists`.
 */
const NAMED_BY = (name: string) => `(
      select run_id from run_external_id
      where external_id = (select ${name} from source where source.id = run.source_id) order by run_id limit 1
    ) is not null`;

const INSERT = `
  insert into run (source_id, run_key, ${NAMES.join(', ')})
  select new.source_id, new.run_key, ${VALUES.join(', ')}
  from ${ROWS}
  on conflict (source_id, run_key) do nothing
  returning source_id, run_key, id,
    ${NAMED_BY("source.kind || ':' || run.run_key")} or ${NAMED_BY("source.name || ':' || run.run_key")} or (
      select true from run child where child.source_id = run.source_id and child.parent_key = run.run_key limit 1
    ) is not null as is_named`;

const UPDATE = `
  update run set updated_at = now(),
    ${NAMES.map((name, index) => `${name} = ${VALUES[index]}`).join(', ')}
  from ${ROWS}
  where run.source_id = new.source_id and run.run_key = new.run_key`;

/**
 * Reads and locks runs until the transaction ends; those that do not exist are left out.
 *
 * Locked in the order of the unique key, the order every writer uses.
 *
 * @param keys - sorted, each once
 */
export async function lockRuns(
  knex: Knex,
  keys: readonly RunKey[],
): Promise<StoredRun[]> {
  const rows = await rowsOf<{
    id: string;
    source_id: number;
    run_key: string;
    subject_id: string | null;
    state: RunState;
    has_trials: boolean;
    is_joined: boolean;
  }>(
    knex,
    // One look into the index a key: a join may be planned as a pass over all runs, and that plan is kept.
    `select r.*
     from (
       select source_id, run_key from unnest(?::smallint[], ?::text[]) as asked (source_id, run_key) order by 1, 2
     ) k
     cross join lateral (
       select r.id, r.source_id, r.run_key, r.subject_id, r.state, r.has_trials,
         r.joined_to is not null or r.joined_subjects is not null as is_joined
       from run r where r.source_id = k.source_id and r.run_key = k.run_key
       limit 1 for update
     ) r`,
    [keys.map(key => key.sourceId), keys.map(key => key.runKey)],
    'insights-lock-runs',
  );
  return rows.map(row => ({
    id: row.id,
    sourceId: row.source_id,
    runKey: row.run_key,
    subjectId: row.subject_id ?? undefined,
    state: row.state,
    hasTrials: row.has_trials,
    isJoined: row.is_joined,
  }));
}

/**
 * Adds runs and answers which were added: one that another writer added meanwhile is not among them.
 *
 * @param runs - sorted by key, each once
 */
export async function insertRuns(
  knex: Knex,
  runs: readonly RunRow[],
): Promise<AddedRun[]> {
  if (runs.length === 0) {
    return [];
  }
  const rows = await rowsOf<{
    source_id: number;
    run_key: string;
    id: string;
    is_named: boolean;
  }>(knex, INSERT, bindings(runs), 'insights-insert-runs');
  return rows.map(row => ({
    sourceId: row.source_id,
    runKey: row.run_key,
    id: row.id,
    isNamed: row.is_named,
  }));
}

/** Rewrites runs this transaction has locked. */
export async function updateRuns(
  knex: Knex,
  runs: readonly RunRow[],
): Promise<void> {
  if (runs.length > 0) {
    await rowsOf(knex, UPDATE, bindings(runs), 'insights-update-runs');
  }
}

/** Rewrites what the events of runs say, and nothing that is concluded from it. */
export async function updateStates(
  knex: Knex,
  runs: readonly Pick<RunRow, 'sourceId' | 'runKey' | 'state'>[],
): Promise<void> {
  if (runs.length > 0) {
    await rowsOf(
      knex,
      `update run set updated_at = now(), state = new.state::jsonb
       from unnest(?::smallint[], ?::text[], ${SPLIT_JSON}) as new (source_id, run_key, state)
       where run.source_id = new.source_id and run.run_key = new.run_key`,
      [
        runs.map(run => run.sourceId),
        runs.map(run => run.runKey),
        jsonColumn(runs.map(run => run.state)),
      ],
    );
  }
}

/** How a row stands to the other rows of its run. */
export interface LinkedRow extends RunRow {
  readonly id: string;
  readonly hasTrials: boolean;
  /** The id of the row that stands for the run; undefined where it is this one. */
  readonly joinedTo?: string;
  /** Of the row that stands for a joined run: the subjects of the others. */
  readonly joinedSubjects?: readonly string[];
  readonly origins?: object;
}

/** Rewrites rows of joined runs this transaction has locked, and their attempts. */
export async function updateLinkedRuns(
  knex: Knex,
  runs: readonly LinkedRow[],
): Promise<void> {
  if (runs.length === 0) {
    return;
  }
  await updateRuns(knex, runs);
  await rowsOf(
    knex,
    `update run set joined_to = new.joined_to, joined_subjects = new.joined_subjects::bigint[],
       origins = new.origins::jsonb, has_trials = new.has_trials
     from unnest(?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::boolean[])
       as new (id, joined_to, joined_subjects, origins, has_trials)
     where run.id = new.id`,
    [
      runs.map(run => run.id),
      runs.map(run => run.joinedTo ?? null),
      runs.map(run =>
        run.joinedSubjects ? `{${run.joinedSubjects.join(',')}}` : null,
      ),
      runs.map(run => (run.origins ? JSON.stringify(run.origins) : null)),
      runs.map(run => run.hasTrials),
    ],
  );
}

/** The attempts of runs, in place of those that are there. A row that another stands for has none. */
export async function replaceAttempts(
  knex: Knex,
  runs: readonly { id: string; view: RunView; joinedTo?: string }[],
): Promise<void> {
  if (runs.length === 0) {
    return;
  }
  const attempts = runs.flatMap(({ id, view, joinedTo }) =>
    joinedTo === undefined
      ? view.attempts.map(item => ({ ...item, id, gpus: view.gpus }))
      : [],
  );
  const timeOf = (at: Micros | undefined) =>
    at === undefined ? null : formatTime(at);
  await rowsOf(
    knex,
    'delete from run_attempt where run_id = any(?::bigint[])',
    [runs.map(run => run.id)],
  );
  if (attempts.length > 0) {
    await rowsOf(
      knex,
      `insert into run_attempt (run_id, attempt, submitted_at, started_at, ended_at, outcome, cause, gpus)
       select * from unnest(?::bigint[], ?::smallint[], ?::timestamptz[], ?::timestamptz[], ?::timestamptz[],
         ?::text[], ?::text[], ?::double precision[])`,
      [
        attempts.map(item => item.id),
        attempts.map(item => item.attempt),
        attempts.map(item => timeOf(item.submittedAt)),
        attempts.map(item => timeOf(item.startedAt)),
        attempts.map(item => timeOf(item.endedAt)),
        attempts.map(item => item.outcome ?? null),
        attempts.map(item => item.cause ?? null),
        attempts.map(item => item.gpus ?? null),
      ],
    );
  }
}

/** Other systems' names of runs; one that is known stays. */
export async function insertExternalIds(
  knex: Knex,
  pairs: readonly { externalId: string; runId: string }[],
): Promise<void> {
  if (pairs.length > 0) {
    await rowsOf(
      knex,
      `insert into run_external_id (external_id, run_id)
       select distinct * from unnest(?::text[], ?::bigint[]) as new (external_id, run_id) order by 1, 2
       on conflict do nothing`,
      [pairs.map(pair => pair.externalId), pairs.map(pair => pair.runId)],
    );
  }
}

function bindings(runs: readonly RunRow[]): Binding[] {
  return [
    runs.map(run => run.sourceId),
    runs.map(run => run.runKey),
    ...COLUMNS.map(column => runs.map(column.value)),
    jsonColumn(runs.map(run => run.state)),
  ];
}
