import { Knex } from 'knex';
import { DatabaseAdoptionLedger } from '../../store/adoption/DatabaseAdoptionLedger';
import { lockAttributionShared, markDirtyDays } from '../../store/ingest/marks';
import {
  copyEvents,
  copyInputs,
  copyUses,
  Received,
} from '../../store/rebuild/receivedInputs';
import { readReceivedPage } from '../../store/rebuild/storedRuns';
import { LearnedSubjects } from '../ingest/SubjectResolver';
import { RunWriter } from '../ingest/RunWriter';
import { RebuildOptions } from '../rebuild/rebuildRuns';
import { AdoptionRecorder } from './AdoptionRecorder';

export interface AdoptionRebuildOptions {
  /** What is rebuilt; it is only read. */
  readonly from: Knex;
  /** `into.knex` is another database, migrated and empty; the rest of it works there. */
  readonly into: RebuildOptions;
  /** Computes what is marked in `into`. */
  readonly recompute: () => Promise<unknown>;
  readonly peopleFloor: number;
}

const BEFORE_ALL = new Date(0);
const PAGE = 500;

/**
 * Makes the record of adoption from scratch in another database: for each step that was ever taken, folds the events
 * and takes the uses that had been received by then, computes their days, and takes the step again at its time.
 *
 * Decisions, snapshots and transitions come out as they are in `from`, as far as the events are kept and as far as
 * each step saw all that had been received: what came in the seconds before a step and was computed after it is seen
 * one step earlier here.
 *
 * @returns how many steps were taken
 */
export async function rebuildAdoption(
  options: AdoptionRebuildOptions,
): Promise<number> {
  const { from, into, recompute, peopleFloor } = options;
  const { knex } = into;
  const given = new DatabaseAdoptionLedger(from);
  const made = new DatabaseAdoptionLedger(knex);
  const recorder = new AdoptionRecorder({ knex, peopleFloor });
  const steps = await given.steps();
  const voids = (await given.decisions()).flatMap(
    ({ team, offering, spell, voidedAt, voidedBy, voidReason }) =>
      voidedAt && voidedBy
        ? [
            {
              team,
              offering,
              spell,
              by: voidedBy,
              reason: voidReason ?? '',
              now: voidedAt,
            },
          ]
        : [],
  );
  await copyInputs(from, knex);
  const voidBetween = async (begin: Date, end?: Date) => {
    for (const each of voids) {
      if (each.now > begin && (!end || each.now <= end)) {
        await made.voidDecision(each);
      }
    }
  };
  let after = BEFORE_ALL;
  for (const { takenAt } of steps) {
    await voidBetween(after, takenAt);
    await receive(options, { after, until: takenAt });
    await recompute();
    // Known since this step, whenever it is computed here: the next one asks what changed since.
    await knex('activity_day')
      .where('computed_at', '>', takenAt)
      .update({ computed_at: takenAt });
    await recorder.run(takenAt);
    after = takenAt;
  }
  await voidBetween(after);
  return steps.length;
}

async function receive(
  { from, into }: AdoptionRebuildOptions,
  received: Received,
): Promise<void> {
  const { knex, subjects, projection, linker } = into;
  const writer = new RunWriter(subjects, projection);
  await copyEvents(from, knex, received);
  const uses = await copyUses(from, knex, received);
  await knex.transaction(async tx => await markDirtyDays(tx, uses));
  let last: { sourceId: number; eventId: string } | undefined = {
    sourceId: -1,
    eventId: '',
  };
  while (last) {
    const page = await readReceivedPage(knex, received, {
      after: last,
      limit: PAGE,
    });
    const learned = new LearnedSubjects();
    await knex.transaction(async tx => {
      await lockAttributionShared(tx);
      const { touched } = await writer.apply(tx, page.observations, learned);
      await markDirtyDays(tx, touched);
    });
    subjects.commit(learned);
    last = page.last;
  }
  await linker.drain();
}
