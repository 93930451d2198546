import { MetricAnswer, METRICS } from '@mli/plugin-insights-common';
import { coverageOf, SEEN_ENOUGH } from '../core/metrics/coverage';
import { MetricQuery } from '../core/metrics/MetricQuery';
import { peopleBand } from '../core/metrics/peopleBand';
import { ENOUGH_DATA } from '../core/metrics/quantiles';
import { runClassesOf, triggersOf } from '../core/metrics/views';
import { DayRange } from '../core/metrics/windows';
import { COMPANY } from '../core/release/Organisation';
import {
  directPartOf,
  nodeKey,
  NodePlace,
} from '../core/release/ReleaseLattice';
import { CellView, MetricsStore } from '../store/metrics/MetricsStore';
import { PublishedNode, PublishedStore } from '../store/metrics/PublishedStore';
import { AskedNode } from './askedNodes';
import { Measurable, Measures, measureNodes } from './measureNodes';
import {
  beingPrepared,
  countedIn,
  headOf,
  HIDDEN,
  notAvailable,
  notEnoughData,
  tooLittleSeen,
} from './metricHeads';
import { PublishedMetric } from './PublishedNodes';

/** Runs no rule gives to a team. */
const UNATTRIBUTED = directPartOf('');

/** Turns published nodes into answers; the mask decides, and numbers are computed once for all who ask. */
export class NodeAnswers {
  readonly #store: MetricsStore;
  readonly #published: PublishedStore;

  constructor(options: { store: MetricsStore; published: PublishedStore }) {
    this.#store = options.store;
    this.#published = options.published;
  }

  async of(
    query: MetricQuery,
    metric: PublishedMetric,
    asked: readonly AskedNode[],
  ): Promise<MetricAnswer[]> {
    const { publication } = metric;
    const nodes = await this.#published.nodes(publication.id, [
      ...asked.map(({ place }) => place),
      ...asked.flatMap(({ place }) => unattributedOf(place) ?? []),
    ]);
    const shown: ShownNode[] = [];
    const answers = asked.map((one, position) => {
      const answer = answerOf(query, metric, { asked: one, nodes });
      const node = nodes.get(nodeKey(one.place));
      if (answer.status === 'ok' && node) {
        shown.push({ position, asked: one, node });
      }
      return answer;
    });
    const measures = await this.#measure(query, metric, shown);
    for (const [index, { position }] of shown.entries()) {
      Object.assign(answers[position] ?? {}, measures[index]);
    }
    return answers;
  }

  /** Measures nodes that nobody asked for yet, so that whoever does reads what is kept. */
  async measureAhead(
    query: Pick<MetricQuery, 'metric' | 'view'>,
    metric: PublishedMetric,
    { nodes, window }: { nodes: readonly PublishedNode[]; window: DayRange },
  ): Promise<void> {
    await this.#measure(
      query,
      metric,
      nodes.map(node => ({ asked: { place: node.place, window }, node })),
    );
  }

  /** What is measured already is read; the rest is measured, and kept for the next who asks. */
  async #measure(
    query: Pick<MetricQuery, 'metric' | 'view'>,
    metric: PublishedMetric,
    shown: readonly Shown[],
  ): Promise<Measures[]> {
    const missing = shown.filter(({ node }) => !node.measures);
    const fresh = await measureNodes(
      this.#store,
      cellView(query),
      missing.map(({ asked, node }) => measurable(metric, asked, node)),
    );
    const measured = missing.map(({ node }, index) => ({
      place: node.place,
      dataAt: node.dataAt,
      measures: fresh[index] ?? {},
    }));
    // Of ratios nothing is computed that totals do not say.
    if (measured.length > 0 && METRICS[query.metric].kind !== 'ratio') {
      await this.#published.keepMeasures(metric.publication.id, measured);
    }
    const byNode = new Map(measured.map(m => [nodeKey(m.place), m.measures]));
    return shown.map(
      ({ node }) =>
        // Stored as it was measured by this version of the code or by one before; all fields are optional.
        (node.measures as Measures | undefined) ??
        byNode.get(nodeKey(node.place)) ??
        {},
    );
  }
}

interface Shown {
  readonly asked: Pick<AskedNode, 'place' | 'window'>;
  readonly node: PublishedNode;
}

interface ShownNode extends Shown {
  readonly position: number;
}

function answerOf(
  query: MetricQuery,
  metric: PublishedMetric,
  context: {
    asked: AskedNode;
    nodes: ReadonlyMap<string, PublishedNode>;
  },
): MetricAnswer {
  const { asked, nodes } = context;
  const head = {
    ...headOf(query, asked),
    computedAt: metric.publication.judgedAt.toISOString(),
  };
  const node = nodes.get(nodeKey(asked.place));
  if (metric.isBeingPrepared) {
    return { ...head, ...beingPrepared(query) };
  }
  if (!node) {
    return metric.membersOf(asked.place.unit) < metric.floor
      ? { ...head, ...HIDDEN }
      : { ...head, ...notEnoughData(query, undefined) };
  }
  const { totals } = node;
  const counted = countedIn(query.metric, totals);
  const nothingSeen = counted + totals.neverStarted === 0;
  if (
    nothingSeen &&
    totals.unseen > 0 &&
    metric.membersOf(asked.place.unit) >= metric.floor
  ) {
    return { ...head, ...notAvailable(query) };
  }
  if (!node.released) {
    return { ...head, ...HIDDEN };
  }
  const unattributed = unattributedOf(asked.place);
  const coverage = coverageOf(
    totals,
    unattributed && nodes.get(nodeKey(unattributed))?.totals,
  );
  const people = peopleBand(node.people);
  if (counted < ENOUGH_DATA) {
    return { ...head, ...notEnoughData(query, totals), people, coverage };
  }
  if (coverage !== undefined && coverage < SEEN_ENOUGH) {
    return { ...head, ...tooLittleSeen(query, coverage), people, coverage };
  }
  return { ...head, status: 'ok', people, coverage };
}

/** Of the company as a whole, what belongs to no team; of one source that is its own business. */
function unattributedOf(place: NodePlace): NodePlace | undefined {
  return place.unit === COMPANY &&
    (place.facet.kind === 'none' || place.facet.kind === 'stage')
    ? { ...place, unit: UNATTRIBUTED }
    : undefined;
}

function measurable(
  metric: PublishedMetric,
  asked: Shown['asked'],
  { totals }: PublishedNode,
): Measurable {
  return {
    totals,
    until: metric.publication.closedEnd,
    selection: {
      teams: metric.cellTeamsOf(asked.place.unit),
      range: asked.window,
      facet: asked.place.facet,
      inWeeks: true,
    },
  };
}

export function cellView(
  query: Pick<MetricQuery, 'metric' | 'view'>,
): CellView {
  return {
    metric: query.metric,
    triggers: triggersOf(query.view),
    runClasses: runClassesOf(query.view),
  };
}
