import type { MetricAnswer } from '@mli/plugin-insights-common';
import { Command } from 'commander';
import { ConnectionOptions, PortalClient, withConnection } from '../client';
import { printJson, printTable } from '../output';

interface MetricsOptions extends ConnectionOptions {
  json?: boolean;
  [filter: string]: string | boolean | undefined;
}

const FILTERS = {
  team: 'team or organisation unit',
  stage: 'stage of the ML workflow',
  offering: 'offering',
  source: 'source of the runs',
  trigger: 'human, scheduled, ci, unknown or all',
  'run-class': 'debug, full, sweep, evaluation or all',
  window: '4w, 12w, 52w or all',
  from: 'first day of the window',
  to: 'day after the window',
  'group-by': 'team, stage, offering or week',
};

export function addMetricsCommand(program: Command) {
  const command = program
    .command('metrics')
    .description('answer of one metric')
    .argument('<metric>', 'for example queue_time')
    .option('--json', 'print the answer as JSON');
  for (const [name, description] of Object.entries(FILTERS)) {
    command.option(`--${name} <value>`, description);
  }
  withConnection(command).action(
    async (metric: string, options: MetricsOptions) => {
      const client = new PortalClient(options);
      const query = Object.fromEntries(
        Object.keys(FILTERS).map(name => {
          const key = name.replace(/-(\w)/g, (_, letter) =>
            letter.toUpperCase(),
          );
          const value = options[key];
          return [key, typeof value === 'string' ? value : undefined];
        }),
      );
      const answer = await client.get(
        `/api/insights/metrics/${encodeURIComponent(metric)}`,
        query,
      );
      if (options.json) {
        printJson(answer);
        return;
      }
      const items: MetricAnswer[] = answer.items ?? [answer];
      printTable(
        ['team', 'stage', 'week', 'status', 'n', 'p50', 'p90', 'unit'],
        items.map(item => [
          item.group.team ?? item.group.source ?? item.group.offering,
          item.group.stage,
          item.group.week,
          item.status,
          item.n,
          item.p50,
          item.p90,
          item.unit,
        ]),
      );
    },
  );
}
