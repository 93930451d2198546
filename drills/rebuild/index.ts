import { Knex } from 'knex';
import { makeEvents } from '../../bench/ingest/events';
import { SubjectResolver } from '../../plugins/insights-backend/src/service/ingest/SubjectResolver';
import { RunLinker } from '../../plugins/insights-backend/src/service/linking/RunLinker';
import { rebuildRuns } from '../../plugins/insights-backend/src/service/rebuild/rebuildRuns';
import { DatabaseRollupStore } from '../../plugins/insights-backend/src/store/rollups/DatabaseRollupStore';
import { mergeWeeks } from '../../plugins/insights-backend/src/store/rollups/weekCells';
import { createActorDirectory } from '../../plugins/insights-backend/src/core/actors/ActorDirectory';
import { countStored, settle } from '../lib/check';
import { Acknowledged, sendUntilAcknowledged } from '../lib/producer';
import { playSeconds, runDrill } from '../lib/report';
import { setStage } from '../lib/stage';

/**
 * Everything derived is made again in a copy of the database, from events, decisions and organisation alone, and
 * compared with the live tables row by row.
 */
const BATCH = 100;
const EVENTS_A_SECOND = 300;
const ROUND_DAYS = 200;

/** Derived tables, and what of their rows has to be the same. What is not listed are ids and times of writing. */
const COMPARED = {
  run: `r.source_id, run_key, subject_id, actor_hash, actor_kind, parent_key, submitted_at, started_at, first_result_at,
    ended_at, heartbeat_at, outcome, cause, closed_by, trigger, run_class, stage_tag, gpus, impossible, attempts,
    has_trials, joined_to, state from run r`,
  run_attempt: `run_id, attempt, submitted_at, started_at, ended_at, outcome, cause, gpus from run_attempt`,
  run_external_id: `external_id, run_id from run_external_id`,
  run_edge: `producer_run_id, consumer_run_id, dataset_id, produced_at, consumed_at from run_edge`,
  run_sequence: `run_id, source_id, actor_hash, started_at, start_gap_ms, overlapping, iteration_began_at, iteration_ms,
    cycle_ms, think_ms, reaches_evaluation, first_at, first_success_ms from run_sequence`,
  run_timeline: `team_ref, day, stage, component_ref, run_class, trigger, source_id, actor_hash, gpu_class, offerings,
    child, has_trials, submitted_ms, started_ms, first_result_ms, ended_ms from run_timeline`,
  cell: `metric, day, team_ref, stage, trigger, run_class, source_id, n, sum_ms, zeros, never_started, values_ms,
    censored_ms, people, people_ms, parts, unseen, actors from cell where metric not in
    ('blocked_hours', 'rework_hours', 'handoff_time')`,
  cell_offering: `metric, day, team_ref, offering_ref, trigger, run_class, source_id, n, sum_ms, people, people_ms
    from cell_offering where metric not in ('blocked_hours', 'rework_hours', 'handoff_time')`,
  cell_component: `metric, day, team_ref, component_ref, trigger, run_class, source_id, n, sum_ms from cell_component
    where metric not in ('blocked_hours', 'rework_hours', 'handoff_time')`,
  activity_day: `team_ref, offering_ref, day, people, human_runs, production_runs from activity_day`,
} as const;

const EMPTIED = `run_sequence, run_timeline, cell, cell_offering, cell_component, week_cell, activity_day, run_edge,
  run_attempt, run_external_id, source_beginning, experiment_start, dirty_day, dirty_actor, cell_change`;

/** Number and digest of the rows of each table, in whatever order they lie. */
async function digestsOf(
  knex: Knex,
): Promise<Map<string, { rows: number; digest: string }>> {
  const digests = new Map<string, { rows: number; digest: string }>();
  for (const [table, columns] of Object.entries(COMPARED)) {
    const { rows } = await knex.raw(
      `select count(*)::int as rows, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text as digest
       from (select ${columns}) t`,
    );
    digests.set(table, rows[0]);
  }
  return digests;
}

async function rebuild(knex: Knex, actorKey: string): Promise<number> {
  const days = await knex('cell').distinct('team_ref', 'day');
  await knex.raw(`truncate ${EMPTIED}`);
  const aliases = new Map(
    (await knex('organisation_alias')).map(row => [
      row.alias_hash.toString('hex'),
      { actorHash: row.actor_hash.toString('hex'), kind: row.kind },
    ]),
  );
  const actors = createActorDirectory({
    keys: [actorKey],
    findAccount: hash => aliases.get(hash),
  });
  // Decisions are primary: a rebuild that had to take one would have lost it.
  const subjects = new SubjectResolver({
    decide: () => {
      throw new Error('A subject of a stored event has no decision');
    },
  });
  const projection = {
    resolveActor: (actor: Parameters<typeof actors.settle>[0]) =>
      actors.settle(actor),
  };
  const silent = () => {};
  const linker = new RunLinker({
    knex,
    subjects,
    projection,
    logger: {
      error: silent,
      warn: silent,
      info: silent,
      debug: silent,
      child: () => {
        throw new Error('nobody asks for a child of this logger');
      },
    },
    onMarked: silent,
  });
  const folded = await rebuildRuns({ knex, subjects, projection, linker });
  await knex
    .batchInsert(
      'dirty_day',
      days.map(({ team_ref, day }) => ({ team_ref, day })),
    )
    .catch(() => {
      // marked by the rebuild already
    });
  const store = DatabaseRollupStore.create(knex);
  while ((await store.recompute(ROUND_DAYS)).days > 0);
  await mergeWeeks(knex);
  return folded;
}

runDrill('rebuild', async () => {
  const stage = await setStage('rebuild');
  try {
    const acknowledged = new Acknowledged();
    const [backEnd] = stage.backEnds;
    const target = { url: backEnd?.url ?? '', token: stage.token };
    const events = makeEvents(Math.round(playSeconds(20) * EVENTS_A_SECOND));
    for (let from = 0; from < events.length; from += BATCH) {
      await sendUntilAcknowledged(
        target,
        events.slice(from, from + BATCH),
        acknowledged,
      );
    }
    const live = stage.connect();
    const counted = await countStored(live, acknowledged);
    await settle(live);
    await backEnd?.end();
    const before = await digestsOf(live);
    await live.destroy();
    const admin = stage.connect('postgres');
    await admin.raw('create database copy template bench');
    await admin.destroy();
    const copy = stage.connect('copy');
    const runs = await rebuild(copy, stage.actorKey);
    const after = await digestsOf(copy);
    await copy.destroy();
    let differing = 0;
    for (const [table, { rows, digest }] of before) {
      const rebuilt = after.get(table);
      const isSame = rebuilt?.rows === rows && rebuilt.digest === digest;
      differing += Number(!isSame);
      console.log(
        `${table}: ${rows} rows live, ${rebuilt?.rows} rebuilt${isSame ? ', the same' : ', DIFFERENT'}`,
      );
    }
    return {
      ...counted,
      runs,
      tables: before.size,
      unexpected: differing + acknowledged.refused,
    };
  } finally {
    await stage.end();
  }
});
