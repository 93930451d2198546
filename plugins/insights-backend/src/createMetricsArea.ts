import { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { VisibleEntities } from '@mli/plugin-ml-platform-node';
import { registerMetricActions } from './actions/registerMetricActions';
import { AnswersArea } from './http/addAnswersArea';
import { metricsCallerOf } from './service/MetricsCaller';

export interface MetricsAreaOptions {
  readonly actionsRegistry: ActionsRegistryService;
  readonly logger: LoggerService;
  readonly scheduler: SchedulerService;
  readonly visibleEntities: VisibleEntities;
  readonly config: { readonly stages: readonly string[] };
}

/** What keeps published metrics up to date, and the action that reads them. */
export async function startMetrics(
  options: MetricsAreaOptions,
  answers: Pick<AnswersArea, 'metrics' | 'nodes' | 'access' | 'firstMonday'>,
): Promise<void> {
  const { actionsRegistry, config, scheduler, visibleEntities } = options;
  await scheduler.scheduleTask({
    id: 'insights-publish',
    frequency: { seconds: 10 },
    timeout: { minutes: 10 },
    scope: 'global',
    fn: async () => {
      const now = new Date();
      const published = await answers.nodes.refresh(now);
      await answers.metrics.measureAhead(published, now);
    },
  });
  registerMetricActions(actionsRegistry, {
    metrics: answers.metrics,
    callerOf: async credentials =>
      await metricsCallerOf(credentials, {
        visible: visibleEntities,
        access: answers.access,
      }),
    firstMonday: answers.firstMonday,
    stages: config.stages,
    now: () => new Date(),
  });
}
