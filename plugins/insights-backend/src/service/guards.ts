import {
  MetricAnswer,
  metricDefinition,
  MetricId,
} from '@mli/plugin-insights-common';
import { MetricView } from '../core/metrics/MetricQuery';
import { ENOUGH_DATA } from '../core/metrics/quantiles';
import { nodeKey } from '../core/release/ReleaseLattice';
import { PublishedNode, PublishedStore } from '../store/metrics/PublishedStore';
import { AskedNode } from './askedNodes';
import { PublishedNodes } from './PublishedNodes';

type Guard = NonNullable<MetricAnswer['guards']>['failedRatio'];

/** Which metrics speak of speed, so that nobody reads them without what speed may cost. */
export function isSpeed(metric: MetricId): boolean {
  const { kind, topic } = metricDefinition(metric);
  return kind === 'duration' || topic === 'waiting';
}

/**
 * Says beside each speed number how many runs failed and how many iterations reach evaluation, of the same node, view
 * and window; behind the mask of their own metrics.
 */
export async function addGuards(
  answers: readonly MetricAnswer[],
  asked: readonly AskedNode[],
  context: {
    published: PublishedStore;
    nodes: PublishedNodes;
    view: MetricView;
    now: Date;
  },
): Promise<void> {
  const { published, nodes, view, now } = context;
  const shown = asked.filter((_, index) => answers[index]?.status === 'ok');
  if (shown.length === 0) {
    return;
  }
  const places = shown.map(({ place }) => place);
  const [failed, iterations] = await Promise.all(
    (['failed_ratio', 'iteration_time'] as const).map(async metric => {
      const { publication } = await nodes.metric(metric, view, now);
      return await published.nodes(publication.id, places);
    }),
  );
  for (const [index, answer] of answers.entries()) {
    const place = asked[index]?.place;
    if (place && answer.status === 'ok') {
      const key = nodeKey(place);
      answer.guards = {
        failedRatio: guardOf(failed?.get(key)),
        reachingEvaluation: evaluationGuardOf(iterations?.get(key)),
      };
    }
  }
}

/**
 * None of enough iterations says more about the sources than about the team: without lineage from evaluations nobody can
 * tell what they evaluate, and a zero would be read as a fault of the team.
 */
export function evaluationGuardOf(node: Parameters<typeof guardOf>[0]): Guard {
  const guard = guardOf(node);
  return guard.value === 0 ? { status: 'not-available' } : guard;
}

/** In both metrics the first part is the numerator and n the denominator. */
export function guardOf(
  node: Pick<PublishedNode, 'released' | 'totals'> | undefined,
): Guard {
  if (node && !node.released) {
    return { status: 'hidden' };
  }
  const { runs = 0, parts = [], unseen = 0 } = node?.totals ?? {};
  if (runs === 0 && unseen > 0) {
    return { status: 'not-available' };
  }
  return runs < ENOUGH_DATA
    ? { status: 'not-enough-data' }
    : { status: 'ok', value: (parts[0] ?? 0) / runs };
}
