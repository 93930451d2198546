import { MetricAnswer } from '@mli/plugin-insights-common';
import { MetricQuery } from '../core/metrics/MetricQuery';
import { peopleBand } from '../core/metrics/peopleBand';
import { ENOUGH_DATA } from '../core/metrics/quantiles';
import { nodeKey, NodePlace } from '../core/release/ReleaseLattice';
import { StoredOffering } from '../store/metrics/OrganisationReader';
import { PublishedStore } from '../store/metrics/PublishedStore';
import { AskedNode } from './askedNodes';
import { headOf, HIDDEN, notAvailable, notEnoughData } from './metricHeads';
import { PublishedMetric } from './PublishedNodes';

/**
 * Runs on an offering within its stages, of all runs in those stages. Both sides are behind their mask: the share is
 * released where all of its parts are.
 */
export async function offeringShares(
  query: MetricQuery,
  asked: readonly AskedNode[],
  context: {
    onOffering: PublishedMetric;
    inStages: PublishedMetric;
    published: PublishedStore;
    offerings: readonly StoredOffering[];
  },
): Promise<MetricAnswer[]> {
  const { onOffering, inStages, published, offerings } = context;
  const stagesOf = new Map(offerings.map(({ ref, stages }) => [ref, stages]));
  const stagePlaces = (place: NodePlace): NodePlace[] =>
    place.facet.kind === 'offering'
      ? (stagesOf.get(place.facet.value) ?? []).map(value => ({
          ...place,
          facet: { kind: 'stage', value },
        }))
      : [];
  const [used, all] = await Promise.all([
    published.nodes(
      onOffering.publication.id,
      asked.map(({ place }) => place),
    ),
    published.nodes(
      inStages.publication.id,
      asked.flatMap(({ place }) => stagePlaces(place)),
    ),
  ]);
  return asked.map(one => {
    const head = {
      ...headOf(query, one),
      computedAt: onOffering.publication.judgedAt.toISOString(),
    };
    const places = stagePlaces(one.place);
    if (places.length === 0) {
      return { ...head, ...notAvailable(query) };
    }
    const stages = places.flatMap(place => all.get(nodeKey(place)) ?? []);
    const node = used.get(nodeKey(one.place));
    const isSmall = onOffering.membersOf(one.place.unit) < onOffering.floor;
    if (
      isSmall ||
      (node && !node.released) ||
      stages.some(stage => !stage.released)
    ) {
      return { ...head, ...HIDDEN };
    }
    const denominator = stages.reduce(
      (sum, { totals }) => sum + totals.runs,
      0,
    );
    if (denominator < ENOUGH_DATA) {
      const known = stages[0]?.totals;
      return {
        ...head,
        ...notEnoughData(query, known && { ...known, runs: denominator }),
      };
    }
    const numerator = node?.totals.runs ?? 0;
    return {
      ...head,
      status: 'ok',
      people: peopleBand(Math.max(...stages.map(({ people }) => people))),
      n: denominator,
      numerator,
      denominator,
      value: numerator / denominator,
    };
  });
}
