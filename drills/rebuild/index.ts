import { Knex } from 'knex';
import { makeEvents } from '../../bench/lib/events';
import { SubjectResolver } from '../../plugins/insights-backend/src/service/ingest/SubjectResolver';
import { RunLinker } from '../../plugins/insights-backend/src/service/linking/RunLinker';
import { rebuildRuns } from '../../plugins/insights-backend/src/service/rebuild/rebuildRuns';
import { DatabaseRollupStore } from '../../plugins/insights-backend/src/store/rollups/DatabaseRollupStore';
import { mergeWeeks } from '../../plugins/insights-backend/src/store/rollups/weekCells';
import { DEFAULT_WORKING_HOURS } from '../../plugins/insights-backend/src/core/workingHours/WorkingCalendar';
import { LossWorker } from '../../plugins/insights-backend/src/service/losses/LossWorker';
import { TeamWorkingHours } from '../../plugins/insights-backend/src/service/losses/readWorkingHours';
import { DatabaseLossStore } from '../../plugins/insights-backend/src/store/losses/DatabaseLossStore';
import { DatabaseOrganisationReader } from '../../plugins/insights-backend/src/store/metrics/DatabaseOrganisationReader';
import { createActorDirectory } from '../../plugins/insights-backend/src/core/actors/ActorDirectory';
import { countLost, settle } from '../lib/check';
import { Acknowledged, sendUntilAcknowledged } from '../lib/producer';
import { playSeconds, runDrill } from '../lib/report';
import { setStage } from '../lib/stage';
import { DerivedTable, digestsOf, readDerivedTables } from './derivedTables';

/**
 * Everything derived is made again in a copy of the database, from events, decisions and organisation alone, and
 * compared with the live tables row by row.
 */
const BATCH = 100;
const EVENTS_A_SECOND = 300;
const ROUND_DAYS = 200;

async function rebuild(
  knex: Knex,
  actorKey: string,
  tables: readonly DerivedTable[],
): Promise<number> {
  // Runs are folded in place: their ids are what edges and sequences are compared by.
  const emptied = tables.filter(({ name }) => name !== 'run');
  await knex.raw(
    `truncate ${emptied.map(() => '??').join(', ')}`,
    emptied.map(({ name }) => name),
  );
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
  await knex.raw(
    `insert into dirty_day (team_ref, day)
     select distinct a.team_ref, (u.at at time zone 'UTC')::date
     from usage_event u join attribution a using (subject_id)
     on conflict (team_ref, day) do update set generation = dirty_day.generation + 1`,
  );
  const store = DatabaseRollupStore.create(knex);
  while ((await store.recompute(ROUND_DAYS)).days > 0);
  await new LossWorker({
    store: DatabaseLossStore.create(knex),
    organisations: DatabaseOrganisationReader.create(knex),
    // as in a configuration that says nothing of them
    workingHours: new TeamWorkingHours(DEFAULT_WORKING_HOURS, new Map()),
  }).drain();
  await mergeWeeks(knex);
  return folded;
}

interface LineageEvent {
  readonly eventType: string;
  readonly run: { readonly runId: string; readonly facets?: object };
}

/** Some of the runs read what others wrote, are tasks of others, are tried again, have names elsewhere. */
function related(events: readonly object[]): object[] {
  // as bench/lib/events.ts makes them: a start and an end of each run
  return (events as readonly LineageEvent[]).map((event, index, all) => {
    const number = index >> 1;
    const dataset = (of: number) => [
      { namespace: 'warehouse', name: `set-${of % 50}` },
    ];
    const parent = all[index - 2 - (index % 2)]?.run.runId;
    const said = (key: string, value: string) => ({
      tags: { tags: [{ key, value }] },
    });
    return {
      ...event,
      ...(number % 4 === 0 && { outputs: dataset(number / 4) }),
      ...(number % 4 === 1 && { inputs: dataset((number - 1) / 4) }),
      run: {
        ...event.run,
        facets: {
          ...event.run.facets,
          ...(number % 7 === 6 &&
            parent !== undefined && {
              parent: {
                run: { runId: parent },
                job: { namespace: 'training', name: 'parent' },
              },
            }),
          ...(number % 9 === 5 &&
            event.eventType === 'COMPLETE' &&
            said('attempt', '2')),
          ...(number % 11 === 3 &&
            event.eventType === 'COMPLETE' &&
            said('slurm_job_id', `${Math.floor(number / 2)}`)),
        },
      },
    };
  });
}

runDrill('rebuild', async () => {
  const stage = await setStage('rebuild');
  try {
    const acknowledged = new Acknowledged();
    const [backEnd] = stage.backEnds;
    const target = { url: backEnd?.url ?? '', token: stage.token };
    const events = related(
      makeEvents(Math.round(playSeconds(20) * EVENTS_A_SECOND)),
    );
    for (let from = 0; from < events.length; from += BATCH) {
      await sendUntilAcknowledged(
        target,
        events.slice(from, from + BATCH),
        acknowledged,
      );
    }
    const live = stage.connect();
    // what is lost every minute and merged every ten seconds too
    await settle(live, { seconds: 150, marks: ['loss_mark', 'cell_change'] });
    const lost = await countLost(live, acknowledged);
    await backEnd?.end();
    const tables = await readDerivedTables(live);
    const before = await digestsOf(live, tables);
    await live.destroy();
    const admin = stage.connect('postgres');
    await admin.raw('create database copy template bench');
    await admin.destroy();
    const copy = stage.connect('copy');
    const runs = await rebuild(copy, stage.actorKey, tables);
    const after = await digestsOf(copy, tables);
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
      acknowledged: acknowledged.ids.size,
      lost,
      countedTwice: acknowledged.acceptedTwice,
      runs,
      tables: before.size,
      unexpected: differing + acknowledged.refused,
    };
  } finally {
    await stage.end();
  }
});
