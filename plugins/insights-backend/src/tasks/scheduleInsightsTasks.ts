import { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import { OrganisationService } from '../organisation/OrganisationService';
import { RollupStore } from '../store/rollups/RollupStore';
import { OrganisationTask } from './OrganisationTask';
import { RecomputeWorker } from './RecomputeWorker';
import { Reaper } from './Reaper';

export interface InsightsTasks {
  readonly organisation: OrganisationService;
  readonly organisationTask: OrganisationTask;
  readonly worker: RecomputeWorker;
  readonly rollups: RollupStore;
  readonly reaper: Reaper;
  readonly logger: LoggerService;
  /** Takes over whom another back end was told to forget. */
  readonly followErased: () => Promise<void>;
  readonly refreshSeconds: number;
}

const AUDITED_DAYS = 50;

/** `global`: one back end at a time does it for all. `local`: every back end does it for itself. */
export async function scheduleInsightsTasks(
  scheduler: SchedulerService,
  tasks: InsightsTasks,
): Promise<void> {
  await scheduler.scheduleTask({
    id: 'insights-organisation-refresh',
    frequency: { seconds: tasks.refreshSeconds },
    timeout: { minutes: 10 },
    scope: 'global',
    fn: async () => await tasks.organisationTask.run(),
  });
  await scheduler.scheduleTask({
    id: 'insights-organisation-follow',
    frequency: { seconds: Math.min(10, tasks.refreshSeconds) },
    timeout: { minutes: 1 },
    scope: 'local',
    fn: async () => await follow(tasks),
  });
  await scheduler.scheduleTask({
    id: 'insights-recompute',
    frequency: { seconds: 10 },
    timeout: { minutes: 30 },
    scope: 'local',
    // paced like every other reason to work: what is marked without a break must not be computed without one
    fn: async () => tasks.worker.poke(),
  });
  await scheduler.scheduleTask({
    id: 'insights-reaper',
    frequency: { hours: 1 },
    timeout: { minutes: 10 },
    scope: 'global',
    fn: async () => {
      await tasks.reaper.run(new Date());
    },
  });
  await scheduler.scheduleTask({
    id: 'insights-rollup-audit',
    frequency: { hours: 6 },
    timeout: { minutes: 10 },
    scope: 'global',
    fn: async () => await audit(tasks),
  });
}

/** Until there is an organisation nothing is attributed: a minute is too long to wait for the catalog then. */
async function follow({
  organisation,
  organisationTask,
  followErased,
}: InsightsTasks): Promise<void> {
  await followErased();
  await organisation.follow();
  if (organisation.version === 0) {
    organisationTask.poke();
  }
}

async function audit({
  rollups,
  logger,
  worker,
}: InsightsTasks): Promise<void> {
  const { sampled, differences } = await rollups.audit(AUDITED_DAYS);
  if (differences.length > 0) {
    logger.error(
      'Stored cells differ from what their runs say; the days are computed anew. A mark was missed: please report it',
      { sampled, differences: JSON.stringify(differences.slice(0, 10)) },
    );
    worker.poke();
  }
}
