import { InsightsContext } from './context';
import { ProjectionContext } from './core/runs/project';
import { SubjectResolver } from './service/ingest/SubjectResolver';
import { LinkRuns } from './service/ingest/IngestWriter';
import { Retention } from './tasks/Retention';
import { RunLinker } from './service/linking/RunLinker';

/** What turns events into runs, shared by ingest and by those that change runs later. */
export interface RunModel {
  readonly subjects: SubjectResolver;
  readonly projection: ProjectionContext;
  readonly linker: RunLinker;
  /** For the writer of events: joins before the answer, everything else soon after it. */
  readonly linkRuns: LinkRuns;
}

export async function createRunModel(
  context: InsightsContext,
): Promise<RunModel> {
  const { knex, logger, scheduler } = context;
  const subjects = new SubjectResolver(context.attributor);
  const projection: ProjectionContext = {
    rules: context.config.runClass,
    resolveActor: actor => context.actors.settle(actor),
  };
  const linker = new RunLinker({
    knex,
    subjects,
    projection,
    logger,
    onMarked: context.pokeRecompute,
    keyGuard: context.keyGuard,
  });
  await scheduler.scheduleTask({
    id: 'insights-link-runs',
    frequency: { seconds: 10 },
    timeout: { minutes: 10 },
    scope: 'local',
    fn: async () => await linker.drainOrLater(),
  });
  const retention = new Retention({
    knex,
    logger,
    eventsDays: context.config.eventRetentionDays,
    runsDays: context.config.runRetentionDays,
    usageDays: context.config.usageRetentionDays,
  });
  await scheduler.scheduleTask({
    id: 'insights-retention',
    frequency: { hours: 24 },
    initialDelay: { minutes: 5 },
    timeout: { hours: 2 },
    scope: 'global',
    fn: async () => {
      await retention.run(new Date());
    },
  });
  return {
    subjects,
    projection,
    linker,
    linkRuns: async toLink => {
      const linked = linker.drainOrLater();
      if (toLink === 'joins') {
        await linked;
      }
    },
  };
}
