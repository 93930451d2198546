import {
  METRIC_PARTS,
  MetricAnswer,
  metricDefinition,
  MetricId,
} from '@mli/plugin-insights-common';
import { NodeTotals } from '../release/ReleaseLattice';

export type RatioMeasures = Pick<
  MetricAnswer,
  'n' | 'numerator' | 'denominator' | 'value' | 'causes' | 'parts'
>;

const MS_PER_HOUR = 3_600_000;
const MS_PER_SECOND = 1_000;

/** Numerator, denominator and value of what is not a duration. All of it adds up, so nothing but totals is read. */
export function ratioOf(metric: MetricId, totals: NodeTotals): RatioMeasures {
  const part = (index: number) => totals.parts[index] ?? 0;
  switch (metric) {
    case 'wait_share':
      return withValue(
        totals,
        part(0) / MS_PER_SECOND,
        part(1) / MS_PER_SECOND,
      );
    case 'runs_per_active_person_week':
      return withValue(totals, totals.runs, totals.personWeeks);
    case 'failed_ratio': {
      const failed = part(0);
      const share = (index: number) => (failed > 0 ? part(index) / failed : 0);
      return {
        ...withValue(totals, failed, totals.runs),
        causes: { user: share(1), system: share(2), unknown: share(3) },
      };
    }
    case 'system_failed_ratio':
      return withValue(totals, part(2), totals.runs);
    default:
      return metricDefinition(metric).kind === 'quantity'
        ? quantityOf(metric, totals)
        : withValue(totals, part(0), totals.runs);
  }
}

/** Hours by cause; those of lost and cancelled runs stand beside the value, not in it. */
function quantityOf(metric: MetricId, totals: NodeTotals): RatioMeasures {
  const names = METRIC_PARTS[metric] ?? ['value'];
  const hours: Record<string, number> = {};
  for (const [index, name] of names.entries()) {
    hours[name] = (totals.parts[index] ?? 0) / MS_PER_HOUR;
  }
  const { all, value, ...parts } = hours;
  if (all === undefined) {
    return { n: totals.runs, value: value ?? 0 };
  }
  const failed = ['user', 'system', 'unknown'].reduce(
    (sum, cause) => sum + (hours[cause] ?? 0),
    0,
  );
  return {
    n: totals.runs,
    numerator: failed,
    denominator: all,
    value: failed,
    parts,
  };
}

function withValue(
  totals: NodeTotals,
  numerator: number,
  denominator: number,
): RatioMeasures {
  return {
    n: totals.runs,
    numerator,
    denominator,
    value: denominator > 0 ? numerator / denominator : undefined,
  };
}
