import {
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { NotificationService } from '@backstage/plugin-notifications-node';
import express from 'express';
import { registerExplainLosses } from './actions/explainLosses';
import { InsightsContext } from './context';
import {
  createAnnotationsRouter,
  describeAnnotations,
} from './http/annotationsRouter';
import { createLossesRouter, describeLosses } from './http/lossesRouter';
import { createTrendsRouter, describeTrends } from './http/trendsRouter';
import { Day } from './core/metrics/windows';
import { AnnotationsService } from './service/losses/AnnotationsService';
import { DigestService } from './service/losses/DigestService';
import { LossesCaller, LossesService } from './service/losses/LossesService';
import { LossHelp } from './service/losses/LossHelp';
import { LossReporter } from './service/losses/LossReporter';
import { LossWorker } from './service/losses/LossWorker';
import { OfferingClaims } from './service/losses/OfferingClaims';
import { FactSource } from './service/FactSources';
import { ChangeFacts } from './service/losses/ChangeFacts';
import { TrendService } from './service/losses/TrendService';
import { readWorkingHours } from './service/losses/readWorkingHours';
import { metricsCallerOf } from './service/MetricsCaller';
import { MetricsService } from './service/MetricsService';
import { TeamSpeedAccess } from './service/TeamSpeedAccess';
import { DatabaseAnnotationStore } from './store/losses/DatabaseAnnotationStore';
import { DatabaseDigestStore } from './store/losses/DatabaseDigestStore';
import { DatabaseLossHelpStore } from './store/losses/DatabaseLossHelpStore';
import { DatabaseLossStore } from './store/losses/DatabaseLossStore';
import { DatabaseTrendStore } from './store/losses/DatabaseTrendStore';
import { DatabaseMetricsStore } from './store/metrics/DatabaseMetricsStore';
import { DatabaseOrganisationReader } from './store/metrics/DatabaseOrganisationReader';
import { LossTask } from './tasks/LossTask';

export interface LossesAreaOptions {
  readonly metrics: MetricsService;
  readonly firstMonday: Day;
  readonly actionsRegistry: ActionsRegistryService;
  readonly notifications: NotificationService;
  readonly now?: () => Date;
}

/** For tests and the command line. */
export interface LossesArea {
  /** Computes what changed, and all reports whose inputs did. */
  computeLosses(): Promise<void>;
  /** @returns the teams that were told */
  sendDigests(): Promise<string[]>;
  readonly facts: FactSource;
}

/** Losses, annotations and disputes: their tasks, routes and action. Add after the answers, which register teams. */
export async function addLossesArea(
  router: express.Router,
  context: InsightsContext,
  options: LossesAreaOptions,
): Promise<LossesArea> {
  const { auth, catalog, config, httpAuth, knex, logger } = context;
  const { now = () => new Date() } = options;
  const organisations = DatabaseOrganisationReader.create(knex);
  const store = DatabaseLossStore.create(knex);
  const workingHours = readWorkingHours(context.rootConfig);
  const claims = new OfferingClaims({ auth, catalog });
  const task = new LossTask({
    worker: new LossWorker({ store, organisations, workingHours }),
    reporter: new LossReporter({
      store,
      organisations,
      promises: claims,
      workingHours,
      peopleFloor: config.peopleFloor,
    }),
    now,
    logger,
  });
  await scheduleLosses(context, task, logger);

  const losses = new LossesService({
    store,
    organisations,
    help: new LossHelp({
      store,
      helpStore: DatabaseLossHelpStore.create(knex),
      claims,
    }),
    stages: config.stages,
    peopleFloor: config.peopleFloor,
  });
  const access = new TeamSpeedAccess(context);
  const callerOf = async (
    credentials: BackstageCredentials,
  ): Promise<LossesCaller> => ({
    ...(await metricsCallerOf(credentials, {
      visible: context.visibleEntities,
      access,
    })),
    groups: await groupsOf(context, credentials),
  });
  const annotations = new AnnotationsService({
    ...context,
    store: DatabaseAnnotationStore.create(knex),
    organisations,
    notifications: options.notifications,
    bridgeGroups: config.platform.bridgeGroups,
  });
  const trends = new TrendService({
    metrics: options.metrics,
    cells: DatabaseMetricsStore.create(knex),
    store: DatabaseTrendStore.create(knex),
    organisations,
    firstMonday: options.firstMonday,
    peopleFloor: config.peopleFloor,
  });
  const digests = new DigestService({
    store: DatabaseDigestStore.create(knex),
    losses,
    trends,
    organisations,
    notifications: options.notifications,
    logger,
    peopleFloor: config.peopleFloor,
  });
  await scheduleDigests(context, digests, now);
  router.use(createLossesRouter({ httpAuth, losses, callerOf, now }));
  router.use(createTrendsRouter({ httpAuth, trends, callerOf, now }));
  router.use(createAnnotationsRouter({ ...context, annotations, callerOf }));
  describeLosses(context.openApi);
  describeTrends(context.openApi);
  describeAnnotations(context.openApi);
  registerExplainLosses(options.actionsRegistry, { losses, callerOf, now });
  return {
    computeLosses: async () => await task.run(),
    sendDigests: async () => await digests.run(now()),
    facts: new ChangeFacts({
      trends,
      organisations,
      firstMonday: options.firstMonday,
      now,
    }),
  };
}

async function groupsOf(
  { auth, userInfo }: Pick<InsightsContext, 'auth' | 'userInfo'>,
  credentials: BackstageCredentials,
): Promise<string[]> {
  if (!auth.isPrincipal(credentials, 'user')) {
    return [];
  }
  const { ownershipEntityRefs } = await userInfo.getUserInfo(credentials);
  return ownershipEntityRefs.map(ref => ref.toLocaleLowerCase('en-US'));
}

/** One back end at a time: reports are judged over the whole organisation. */
async function scheduleLosses(
  { scheduler }: Pick<InsightsContext, 'scheduler'>,
  task: LossTask,
  logger: LoggerService,
): Promise<void> {
  await scheduler.scheduleTask({
    id: 'insights-losses',
    frequency: { minutes: 1 },
    initialDelay: { seconds: 20 },
    // A back end that is killed holds the task for this long; a round that takes longer goes on, and repeats nothing.
    timeout: { minutes: 5 },
    scope: 'global',
    fn: async () => {
      try {
        await task.run();
      } catch (error) {
        // Marks stay, and reports are replaced whole: the next round is the retry.
        logger.warn(
          'Losses could not be computed; the next round tries again',
          error instanceof Error ? error : { error: String(error) },
        );
      }
    },
  });
}

/** Hourly: whoever could not be told on Monday, because a source was silent or sending failed, is told later. */
async function scheduleDigests(
  { scheduler, logger }: Pick<InsightsContext, 'scheduler' | 'logger'>,
  digests: DigestService,
  now: () => Date,
): Promise<void> {
  await scheduler.scheduleTask({
    id: 'insights-weekly-digest',
    frequency: { hours: 1 },
    initialDelay: { minutes: 2 },
    timeout: { minutes: 15 },
    scope: 'global',
    fn: async () => {
      const told = await digests.run(now());
      if (told.length > 0) {
        logger.info('Weekly digests were sent', { teams: told.length });
      }
    },
  });
}
