import { Knex } from 'knex';
import { EMPTY_RUN_STATE } from '../../core/runs/fold';
import { ProjectionContext } from '../../core/runs/project';
import { lockAttributionShared, markDirtyDays } from '../../store/ingest/marks';
import {
  forgetDerived,
  readRunPage,
  readStoredObservations,
} from '../../store/rebuild/storedRuns';
import { markDaysOfRuns } from '../../store/rollups/markDirty';
import { RunWriter } from '../ingest/RunWriter';
import { LearnedSubjects, SubjectResolver } from '../ingest/SubjectResolver';
import { RunLinker } from '../linking/RunLinker';

export interface RebuildOptions {
  readonly knex: Knex;
  readonly subjects: SubjectResolver;
  readonly projection: ProjectionContext;
  readonly linker: RunLinker;
}

const PAGE = 500;

/**
 * Folds every run of which events are kept anew from its events, and links them: the same rows come out. Runs whose
 * events are past their retention stay as they are.
 *
 * Page by page, each in one transaction with the locks of ingest, so that it may run beside it. Decisions, splits and
 * resolved names are inputs and stay. What the reaper closed is open again until its next round.
 *
 * @returns how many runs were folded
 */
export async function rebuildRuns(options: RebuildOptions): Promise<number> {
  const { knex, subjects, projection, linker } = options;
  const writer = new RunWriter(subjects, projection);
  let folded = 0;
  let after: string | undefined = '0';
  while (after !== undefined) {
    const page = await readRunPage(knex, after, PAGE);
    const runIds = page.map(({ id }) => id);
    const learned = new LearnedSubjects();
    await knex.transaction(async tx => {
      await lockAttributionShared(tx);
      const observations = await readStoredObservations(tx, runIds);
      await markDaysOfRuns(tx, runIds);
      await forgetDerived(tx, runIds, EMPTY_RUN_STATE);
      const { touched } = await writer.apply(tx, observations, learned);
      await markDirtyDays(tx, touched);
    });
    subjects.commit(learned);
    await linker.link(runIds);
    folded += runIds.length;
    after = page.at(-1)?.id;
  }
  await linker.drain();
  return folded;
}
