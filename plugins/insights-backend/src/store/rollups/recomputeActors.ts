import { Knex } from 'knex';
import { firstSuccessOf } from '../../core/iterations/firstSuccess';
import {
  SequenceRow,
  sequenceRowsOf,
} from '../../core/iterations/sequenceRows';
import { attributionTimeSql } from '../attribution/validity';
import { OWN_FAMILY } from '../linking/families';
import { Binding, rowsOf } from '../rows';
import { markDaysOfRuns, ON_MARKED_DAY } from './markDirty';
import { EVALUATES, IN_SEQUENCE, STATE_DIGEST } from './sequenceState';

/** Keeps the advisory locks of actors apart from everybody else's. */
const LOCK_SEED = 7_305;

interface DbActorMark {
  source_id: number;
  actor_hash: Buffer;
  marked_at: string;
}

interface DbSequenceRun {
  id: string;
  source_id: number;
  actor: string;
  experiment: string;
  submitted_ms: string | null;
  started_ms: string;
  ended_ms: string | null;
  outcome: string | null;
  version: string | null;
  evaluates: boolean;
  began_ms: string | null;
}

/**
 * Makes the sequences of up to `limit` marked actors anew from all of their runs, writes what differs, and marks the
 * days of it: a late run changes the iteration of its neighbour on another day.
 *
 * Locks: an advisory lock per actor until the transaction ends. Rows of marks only at the end, actors before days as
 * everywhere: ingest marks days all the time and must not wait for sequences to be computed.
 *
 * @returns how many actors were worked on
 */
export async function recomputeActors(
  tx: Knex,
  limit: number,
): Promise<number> {
  const marks = await claimActors(tx, limit);
  if (marks.length === 0) {
    return 0;
  }
  const actors = [
    marks.map(mark => mark.source_id),
    marks.map(mark => mark.actor_hash),
  ];
  const runs = await readRuns(tx, actors);
  const changed = await writeRows(tx, actors, sequencesOf(runs));
  const started = await recomputeExperiments(tx, actors);
  await deleteActorMarks(tx, marks);
  await markDaysOfRuns(
    tx,
    changed.map(row => row.run_id),
  );
  await markOtherDays(tx, [...changed, ...started]);
  return marks.length;
}

/**
 * Runs of the actors of one transaction, unless a single one has more: all of them are in memory at once, and what
 * computes with them keeps everybody else waiting.
 */
const MOST_RUNS = 5_000;

const ACTOR = `unnest(cast(? as smallint[]), cast(? as bytea[])) as actor (source_id, actor_hash)`;

/** The oldest marks that nobody else works on; read once more after their locks are held. */
async function claimActors(tx: Knex, limit: number): Promise<DbActorMark[]> {
  const taken = await rowsOf<DbActorMark>(
    tx,
    `
    with oldest as materialized (
      select source_id, actor_hash, marked_at from dirty_actor order by marked_at, source_id, actor_hash limit ?
    ),
    counted as (
      select o.source_id, o.actor_hash, sum(own.runs) over (order by o.marked_at, o.source_id, o.actor_hash) - own.runs as before
      from oldest o
      cross join lateral (
        select count(*) as runs from (
          select from run r
          where r.actor_hash = o.actor_hash and r.source_id = o.source_id and r.parent_key is null and r.actor_hash <> ''
          limit ${MOST_RUNS}
        ) as capped
      ) own
    ),
    few as materialized (
      select source_id, actor_hash from counted where before < ${MOST_RUNS}
    )
    select source_id, actor_hash from few
    where pg_try_advisory_xact_lock(hashtextextended(source_id || '|' || encode(actor_hash, 'hex'), ${LOCK_SEED}))
    `,
    [limit],
  );
  if (taken.length === 0) {
    return [];
  }
  return await rowsOf<DbActorMark>(
    tx,
    `
    select d.source_id, d.actor_hash, d.marked_at::text
    from ${ACTOR} join dirty_actor d using (source_id, actor_hash)
    `,
    [taken.map(mark => mark.source_id), taken.map(mark => mark.actor_hash)],
  );
}

/** Deletes the marks that are as they were taken: one that was set again meanwhile stays. */
async function deleteActorMarks(
  tx: Knex,
  marks: readonly DbActorMark[],
): Promise<void> {
  await tx.raw(
    `
    delete from dirty_actor d
    using unnest(cast(? as smallint[]), cast(? as bytea[]), cast(? as timestamptz[]))
      as done (source_id, actor_hash, marked_at)
    where d.source_id = done.source_id and d.actor_hash = done.actor_hash and d.marked_at = done.marked_at
    `,
    [
      marks.map(mark => mark.source_id),
      marks.map(mark => mark.actor_hash),
      marks.map(mark => mark.marked_at),
    ],
  );
}

type Actors = readonly Binding[];

const floorMs = (column: string) =>
  `floor(extract(epoch from ${column}) * 1000)::bigint::text`;

/** Of the experiment and of the job that is its own experiment; a source's experiments are its own. */
const EXPERIMENT = `case when j.experiment <> '' then 'e' || j.experiment else 'j' || j.namespace || '/' || j.name end`;

async function readRuns(tx: Knex, actors: Actors): Promise<DbSequenceRun[]> {
  return await rowsOf<DbSequenceRun>(
    tx,
    `
    select r.id, r.source_id, encode(r.actor_hash, 'hex') as actor, coalesce(${EXPERIMENT}, '') as experiment,
      ${floorMs('r.submitted_at')} as submitted_ms, ${floorMs('r.started_at')} as started_ms,
      ${floorMs('r.ended_at')} as ended_ms, r.outcome, r.version,
      ${EVALUATES('r')}
        or exists (select from run child where child.source_id = r.source_id and child.parent_key = r.run_key
          and ${EVALUATES('child')})
        or exists (select from run child where child.family_key = ${OWN_FAMILY('r')} and ${EVALUATES('child')})
        or exists (select from run_edge e join run consumer on consumer.id = e.consumer_run_id
          where e.producer_run_id = r.id and ${EVALUATES('consumer')}) as evaluates,
      ${floorMs('b.began_at')} as began_ms
    from ${ACTOR}
    join run r on r.actor_hash = actor.actor_hash and r.source_id = actor.source_id
    left join job j on j.id = r.job_id
    left join source_beginning b on b.source_id = r.source_id
    where ${IN_SEQUENCE}
    `,
    actors,
  );
}

interface NewRow extends SequenceRow {
  firstMs?: number;
  firstSuccessMs?: number;
}

function sequencesOf(runs: readonly DbSequenceRun[]): NewRow[] {
  const rows: NewRow[] = [];
  const byActor = Map.groupBy(runs, run => `${run.source_id} ${run.actor}`);
  for (const ofActor of byActor.values()) {
    const ofRun = sequenceRowsOf(ofActor.map(toSequenceRun));
    const first = firstSuccessOf(
      ofActor.map(run => ({
        id: run.id,
        firstMs: Number(run.submitted_ms ?? run.started_ms),
        succeededMs:
          run.outcome === 'succeeded' && run.ended_ms !== null
            ? Number(run.ended_ms)
            : undefined,
      })),
      Number(ofActor[0]?.began_ms ?? 0),
    );
    for (const row of ofRun.values()) {
      rows.push(
        row.runId === first?.runId
          ? {
              ...row,
              firstMs: first.firstMs,
              firstSuccessMs: first.afterMs,
            }
          : row,
      );
    }
  }
  return rows;
}

function toSequenceRun(run: DbSequenceRun) {
  return {
    id: run.id,
    experiment: run.experiment,
    submittedMs:
      run.submitted_ms === null ? undefined : Number(run.submitted_ms),
    startedMs: Number(run.started_ms),
    endedMs: run.ended_ms === null ? undefined : Number(run.ended_ms),
    lost: run.outcome === 'lost',
    version: run.version ?? undefined,
    evaluates: run.evaluates,
  };
}

interface ChangedRun {
  run_id: string;
  /** Days on which it did or does count. */
  days: readonly string[];
}

/** Writes what differs. */
async function writeRows(
  tx: Knex,
  actors: Actors,
  rows: readonly NewRow[],
): Promise<ChangedRun[]> {
  return await rowsOf<ChangedRun>(
    tx,
    `
    with computed as materialized (
      select n.run_id, r.source_id, r.actor_hash, ${STATE_DIGEST} as state_digest, r.started_at, n.start_gap_ms,
        n.overlapping, to_timestamp(n.began_ms / 1000.0) as iteration_began_at, n.iteration_ms, n.cycle_ms, n.think_ms,
        n.reaches_evaluation, to_timestamp(n.first_ms / 1000.0) as first_at, n.first_success_ms
      from unnest(cast(? as bigint[]), cast(? as bigint[]), cast(? as boolean[]), cast(? as bigint[]), cast(? as bigint[]),
        cast(? as bigint[]), cast(? as bigint[]), cast(? as boolean[]), cast(? as bigint[]), cast(? as bigint[]))
        as n (run_id, start_gap_ms, overlapping, began_ms, iteration_ms, cycle_ms, think_ms, reaches_evaluation, first_ms,
          first_success_ms)
      join run r on r.id = n.run_id
    ),
    stored as materialized (
      select s.* from ${ACTOR} join run_sequence s using (source_id, actor_hash)
    ),
    gone as (
      delete from run_sequence s using stored
      where s.run_id = stored.run_id and not exists (select from computed c where c.run_id = s.run_id)
      returning s.run_id
    ),
    written as (
      insert into run_sequence as known (run_id, source_id, actor_hash, state_digest, started_at, start_gap_ms,
        overlapping, iteration_began_at, iteration_ms, cycle_ms, think_ms, reaches_evaluation, first_at, first_success_ms)
      select c.* from computed c
      on conflict (run_id) do update set source_id = excluded.source_id, actor_hash = excluded.actor_hash,
        state_digest = excluded.state_digest, started_at = excluded.started_at, start_gap_ms = excluded.start_gap_ms,
        overlapping = excluded.overlapping, iteration_began_at = excluded.iteration_began_at,
        iteration_ms = excluded.iteration_ms, cycle_ms = excluded.cycle_ms, think_ms = excluded.think_ms,
        reaches_evaluation = excluded.reaches_evaluation, first_at = excluded.first_at,
        first_success_ms = excluded.first_success_ms
      where known is distinct from excluded
      returning run_id
    )
    select touched.run_id::text,
      array(
        select distinct (at at time zone 'UTC')::date::text
        from (values (s.iteration_began_at), (s.first_at), (c.iteration_began_at), (c.first_at)) as t (at)
        where at is not null
      ) as days
    from (select run_id from gone union select run_id from written) touched
    left join stored s using (run_id)
    left join computed c using (run_id)
    `,
    [
      rows.map(row => row.runId),
      rows.map(row => row.startGapMs ?? null),
      rows.map(row => row.overlaps ?? null),
      rows.map(row => row.iterationBeganMs ?? null),
      rows.map(row => row.iterationMs ?? null),
      rows.map(row => row.cycleMs ?? null),
      rows.map(row => row.thinkMs ?? null),
      rows.map(row => row.reachesEvaluation ?? null),
      rows.map(row => row.firstMs ?? null),
      rows.map(row => row.firstSuccessMs ?? null),
      ...actors,
    ],
  );
}

/** Iterations and first steps may be anchored at a time of another run. */
async function markOtherDays(
  tx: Knex,
  changed: readonly ChangedRun[],
): Promise<void> {
  const pairs = changed.flatMap(({ run_id: run, days }) =>
    days.map(day => ({ run, day })),
  );
  if (pairs.length === 0) {
    return;
  }
  await tx.raw(
    `
    insert into dirty_day (team_ref, day)
    select distinct coalesce(a.team_ref, ''), touched.day
    from unnest(cast(? as bigint[]), cast(? as date[])) as touched (run_id, day)
    join run r on r.id = touched.run_id
    left join attribution a on a.subject_id = r.subject_id
      and a.valid_from <= ${attributionTimeSql('r')}
      and (a.valid_to is null or a.valid_to > ${attributionTimeSql('r')})
    order by 1, 2
    ${ON_MARKED_DAY}
    `,
    [pairs.map(({ run }) => run), pairs.map(({ day }) => day)],
  );
}

/**
 * First run and first deployment of the experiments these actors took part in. A deployment is a run of the stage
 * deployment that succeeded, in the experiment or of the component of its first run.
 */
async function recomputeExperiments(
  tx: Knex,
  actors: Actors,
): Promise<ChangedRun[]> {
  const stage = `coalesce(r.stage_tag, nullif(a.stage, ''))`;
  const decision = `
    left join attribution a on a.subject_id = r.subject_id
      and a.valid_from <= ${attributionTimeSql('r')}
      and (a.valid_to is null or a.valid_to > ${attributionTimeSql('r')})
  `;
  const rows = await rowsOf<{ run_id: string; day: string }>(
    tx,
    `
    with touched as materialized (
      select distinct r.source_id, ${EXPERIMENT} as experiment
      from ${ACTOR}
      join run r on r.actor_hash = actor.actor_hash and r.source_id = actor.source_id
      join job j on j.id = r.job_id
      where ${IN_SEQUENCE}
    ),
    ships as (
      select exists (select from run r where r.stage_tag = 'deployment')
        or exists (
          select from attribution a
          join run r on r.subject_id = a.subject_id
            and a.valid_from <= ${attributionTimeSql('r')}
            and (a.valid_to is null or a.valid_to > ${attributionTimeSql('r')})
          where a.stage = 'deployment'
        ) as ever
    ),
    member as materialized (
      select r.id, r.source_id, t.experiment, a.component_ref, ${stage} as stage, r.outcome, r.ended_at, r.actor_kind,
        r.started_at as began_at
      from touched t
      join job j on j.source_id = t.source_id and (${EXPERIMENT}) = t.experiment
      join run r on r.job_id = j.id
      ${decision}
      where (select ever from ships)
        and r.parent_key is null and r.joined_to is null and r.impossible is null and r.started_at is not null
        and r.outcome is distinct from 'skipped'
    ),
    first as (
      select distinct on (source_id, experiment) source_id, experiment, id, began_at, component_ref
      from member where stage is distinct from 'deployment'
      order by source_id, experiment, began_at, id
    ),
    computed as materialized (
      select f.source_id, sha256(convert_to(f.experiment, 'UTF8')) as experiment_key, f.id as run_id, f.began_at,
        (
          select floor(extract(epoch from min(m.ended_at) - f.began_at) * 1000)::bigint from (
            select m.ended_at from member m
            where m.source_id = f.source_id and m.experiment = f.experiment
              and m.stage = 'deployment' and m.outcome = 'succeeded' and m.ended_at >= f.began_at
            union all
            select r.ended_at
            from attribution a
            join run r on r.subject_id = a.subject_id
            where f.component_ref <> '' and a.component_ref = f.component_ref
              and coalesce(r.stage_tag, nullif(a.stage, '')) = 'deployment' and r.outcome = 'succeeded'
              and r.ended_at >= f.began_at and r.joined_to is null and r.impossible is null
          ) m
        ) as deployed_ms
      from first f
    ),
    stored as materialized (
      select e.* from experiment_start e
      join touched t on t.source_id = e.source_id and sha256(convert_to(t.experiment, 'UTF8')) = e.experiment_key
    ),
    gone as (
      delete from experiment_start e using stored s
      where e.source_id = s.source_id and e.experiment_key = s.experiment_key
        and not exists (
          select from computed c where c.source_id = e.source_id and c.experiment_key = e.experiment_key
        )
      returning e.run_id, e.began_at
    ),
    written as (
      insert into experiment_start as known (source_id, experiment_key, run_id, began_at, deployed_ms)
      select * from computed
      on conflict (source_id, experiment_key) do update
        set run_id = excluded.run_id, began_at = excluded.began_at, deployed_ms = excluded.deployed_ms
        where known is distinct from excluded
      returning source_id, experiment_key, run_id, began_at
    )
    select run_id::text, (began_at at time zone 'UTC')::date::text as day from (
      select run_id, began_at from gone
      union select run_id, began_at from written
      union select s.run_id, s.began_at from stored s join written w using (source_id, experiment_key)
    ) changed
    `,
    actors,
  );
  return rows.map(row => ({ run_id: row.run_id, days: [row.day] }));
}
