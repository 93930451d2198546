import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import {
  METRIC_GROUPINGS,
  METRIC_IDS,
  METRIC_WINDOWS,
  METRICS,
} from '@mli/plugin-insights-common';
import { parseMetricQuery } from '../http/parseMetricQuery';
import { MetricsCaller } from '../service/MetricsCaller';
import { MetricsService } from '../service/MetricsService';

/** `get-iteration-speed`: the same answers as `GET /metrics/{metric}`, for the caller's own eyes. */
export function registerMetricActions(
  registry: ActionsRegistryService,
  options: {
    metrics: MetricsService;
    callerOf(credentials: BackstageCredentials): Promise<MetricsCaller>;
    firstMonday: string;
    stages: readonly string[];
    now(): Date;
  },
): void {
  registry.register({
    name: 'get-iteration-speed',
    title: 'Read how fast a team iterates',
    description: `A metric of iteration speed for a unit of the organisation, or the whole company, in a closed window, with n, coverage and guards; hidden where fewer than 5 people stand behind it. Metrics: ${Object.values(
      METRICS,
    )
      .map(({ id, title }) => `${id} (${title.toLocaleLowerCase('en-US')})`)
      .join(', ')}. Numbers are about teams, never about people.`,
    attributes: { readOnly: true, destructive: false, idempotent: true },
    schema: {
      input: z =>
        z.object({
          metric: z
            .string()
            .optional()
            .describe(
              `one of ${METRIC_IDS.join(', ')}; absent: iteration_time`,
            ),
          team: z
            .string()
            .optional()
            .describe('a Group, such as lanes or group:default/lanes'),
          stage: z.string().optional(),
          offering: z.string().optional(),
          source: z.string().optional(),
          component: z.string().optional(),
          window: z.enum(METRIC_WINDOWS).optional(),
          groupBy: z.enum(METRIC_GROUPINGS).optional(),
        }),
      output: z => z.object({ answers: z.array(z.record(z.unknown())) }),
    },
    action: async ({ input, credentials }) => {
      const { metric = 'iteration_time', ...raw } = input;
      const now = options.now();
      const query = parseMetricQuery(metric, raw, {
        now,
        firstMonday: options.firstMonday,
        stages: options.stages,
      });
      const caller = await options.callerOf(credentials);
      const answers = await options.metrics.answer(query, caller, now);
      return { output: { answers: answers.map(answer => ({ ...answer })) } };
    },
  });
}
