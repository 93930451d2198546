import { MLFLOW_OUTCOMES } from '@mli/plugin-insights-common';
import { MlflowClient } from './MlflowClient';
import {
  metricHistorySchema,
  MlflowMetric,
  MlflowRun,
  runIdOf,
} from './mlflowSchemas';

const AT_ONCE = 4;
/** Of a history that is read in for the first time nobody asks for each run's first metric. */
const YOUNGEST_MS = 35 * 24 * 3_600_000;

/**
 * When each run that ended logged its first metric, by run.
 *
 * Asks one entry of one history a run, and only where a metric was logged more than once: else the last value, which
 * came with the run, is the first. What cannot be had is left out; the run does not wait for it.
 */
export async function readFirstMetrics(
  client: MlflowClient,
  runs: readonly MlflowRun[],
  nowMs: number,
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  const waiting = runs.filter(
    ({ info, data }) =>
      info.end_time !== undefined &&
      info.end_time > nowMs - YOUNGEST_MS &&
      MLFLOW_OUTCOMES[info.status ?? ''] &&
      (data?.metrics ?? []).length > 0,
  );
  const next = waiting.values();
  const worker = async () => {
    for (const run of next) {
      const first = await firstMetricOf(client, run);
      if (first !== undefined) {
        found.set(runIdOf(run), first);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return found;
}

async function firstMetricOf(
  client: MlflowClient,
  run: MlflowRun,
): Promise<number | undefined> {
  const metrics = run.data?.metrics ?? [];
  const longest = metrics.reduce<MlflowMetric | undefined>(
    (most, metric) => ((metric.step ?? 0) > (most?.step ?? 0) ? metric : most),
    undefined,
  );
  const history = longest ? await firstOf(client, run, longest.key) : [];
  return earliest([...metrics, ...history], run.info.start_time ?? 1);
}

async function firstOf(
  client: MlflowClient,
  run: MlflowRun,
  metricKey: string,
): Promise<readonly MlflowMetric[]> {
  try {
    const { value } = await client.requestOnce({
      method: 'GET',
      path: 'metrics/get-history',
      query: { run_id: runIdOf(run), metric_key: metricKey, max_results: '1' },
      schema: metricHistorySchema,
    });
    return value.metrics ?? [];
  } catch {
    return [];
  }
}

function earliest(
  metrics: readonly MlflowMetric[],
  notBeforeMs: number,
): number | undefined {
  const times = metrics.flatMap(({ timestamp }) =>
    typeof timestamp === 'number' && timestamp >= notBeforeMs
      ? [timestamp]
      : [],
  );
  return times.length > 0
    ? times.reduce((first, time) => Math.min(first, time))
    : undefined;
}
