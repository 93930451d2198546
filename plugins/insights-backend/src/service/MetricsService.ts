import { NotAllowedError, NotFoundError } from '@backstage/errors';
import { MetricAnswer, METRICS } from '@mli/plugin-insights-common';
import { DEFAULT_VIEW, MetricQuery } from '../core/metrics/MetricQuery';
import { closedWindow } from '../core/metrics/windows';
import { COMPANY } from '../core/release/Organisation';
import { MetricsStore } from '../store/metrics/MetricsStore';
import { OrganisationReader } from '../store/metrics/OrganisationReader';
import { Publication, PublishedStore } from '../store/metrics/PublishedStore';
import { AskedNode, askedNodes, windowOf } from './askedNodes';
import { addGuards, isSpeed } from './guards';
import { MetricsCaller } from './MetricsCaller';
import { NodeAnswers } from './NodeAnswers';
import { offeringShares } from './offeringShare';
import { PublishedMetric, PublishedNodes } from './PublishedNodes';
import { viewKey } from './publishing/viewKey';
import { SourceHistories } from './SourceHistories';

/** Nodes of one statement, and how many of those: a metric of the largest organisation has some two thousand. */
const NODES_AHEAD = 50;
const MOST_ROUNDS_AHEAD = 100;
/** What is not measured by then is measured when it is asked for. */
const LONGEST_AHEAD_MS = 60_000;

export interface MetricsServiceOptions {
  readonly store: MetricsStore;
  readonly published: PublishedStore;
  readonly organisations: OrganisationReader;
  readonly nodes: PublishedNodes;
  readonly stages: readonly string[];
  readonly firstMonday: string;
}

/**
 * Answers what a metric is for a unit, window and facet.
 *
 * Owns: which nodes a query means, who may ask for them, what stands beside them. Does not own: the mask
 * (PublishedNodes), the numbers (NodeAnswers), SQL (MetricsStore, PublishedStore).
 */
export class MetricsService {
  readonly #options: MetricsServiceOptions;
  readonly #answers: NodeAnswers;
  readonly #histories: SourceHistories;

  constructor(options: MetricsServiceOptions) {
    this.#options = options;
    this.#answers = new NodeAnswers(options);
    this.#histories = new SourceHistories(options);
  }

  /**
   * @throws NotFoundError for a unit, offering, source or component nobody knows; NotAllowedError for a team of others
   */
  async answer(
    query: MetricQuery,
    caller: MetricsCaller,
    now: Date,
  ): Promise<MetricAnswer[]> {
    if (query.window.kind === 'source-history') {
      const source = query.facet.kind === 'source' ? query.facet.value : '';
      return [await this.#histories.answer(query, source, now)];
    }
    const { firstMonday, nodes, published, stages } = this.#options;
    const metric = await nodes.metric(query.metric, query.view, now);
    const speed = await caller.speedIn(metric.organisation);
    const maySee = (unit: string) =>
      speed.maySee(unit) && isVisible(caller.visibleUnits, unit);
    await this.#refuseUnknown(query, caller, metric);
    refuseTeamOfOthers(query, { metric, maySee, any: speed.any });
    await this.#refuseComponentOfOthers(query, maySee);
    const asked = await askedNodes(query, metric, {
      published,
      window: windowOf(query, metric, firstMonday),
      stages,
      visibleOfferings: caller.visibleOfferings,
      maySee,
    });
    const answers =
      query.metric === METRICS.offering_share.id
        ? await this.#offeringShares(query, metric, { asked, now })
        : await this.#answers.of(query, metric, asked);
    if (isSpeed(query.metric)) {
      await addGuards(answers, asked, {
        published,
        nodes,
        view: query.view,
        now,
      });
    }
    // Where a hidden answer stands must not depend on what it hides; weeks keep their order in time.
    return query.groupBy === 'week'
      ? answers
      : [
          ...answers.filter(answer => answer.status !== 'hidden'),
          ...answers.filter(answer => answer.status === 'hidden'),
        ];
  }

  /**
   * Measures what dashboards show first, the last 12 weeks of all units and their stages, so that the first who looks
   * does not wait for it; for a minute at most. For a task.
   */
  async measureAhead(
    publications: readonly Publication[],
    now: Date,
  ): Promise<void> {
    const { firstMonday, nodes, published } = this.#options;
    const began = performance.now();
    const isTimeUp = () => performance.now() - began > LONGEST_AHEAD_MS;
    for (const { metric, view, id, closedEnd } of publications) {
      if (view !== viewKey(DEFAULT_VIEW) || METRICS[metric].kind === 'ratio') {
        continue;
      }
      const query = { metric, view: DEFAULT_VIEW };
      const window = closedWindow('12w', { closedEnd, firstMonday });
      const of = await nodes.metric(metric, DEFAULT_VIEW, now);
      for (let round = 0; round < MOST_ROUNDS_AHEAD && !isTimeUp(); round += 1) {
        const next = await published.unmeasured(id, {
          time: '12w',
          limit: NODES_AHEAD,
        });
        if (next.length === 0) {
          break;
        }
        await this.#answers.measureAhead(query, of, { nodes: next, window });
      }
    }
  }

  async #offeringShares(
    query: MetricQuery,
    onOffering: PublishedMetric,
    { asked, now }: { asked: readonly AskedNode[]; now: Date },
  ): Promise<MetricAnswer[]> {
    const { nodes, organisations, published } = this.#options;
    const [inStages, offerings] = await Promise.all([
      nodes.metric(METRICS.outside_share.id, query.view, now),
      organisations.offerings(),
    ]);
    return await offeringShares(query, asked, {
      onOffering,
      inStages,
      published,
      offerings,
    });
  }

  async #refuseUnknown(
    query: MetricQuery,
    caller: MetricsCaller,
    { organisation }: PublishedMetric,
  ): Promise<void> {
    const { team, facet } = query;
    const { organisations } = this.#options;
    if (
      team !== undefined &&
      !(organisation.unit(team) && isVisible(caller.visibleUnits, team))
    ) {
      throw new NotFoundError(
        `There is no unit '${team}' in the organisation that you can see. GET /api/insights/scope lists the units.`,
      );
    }
    if (facet.kind === 'offering') {
      const offerings = await organisations.offerings();
      if (
        !offerings.some(({ ref }) => ref === facet.value) ||
        !isVisible(caller.visibleOfferings, facet.value)
      ) {
        throw new NotFoundError(
          `There is no offering '${facet.value}' in the catalog that you can see.`,
        );
      }
    }
    if (facet.kind === 'source') {
      const sources = await organisations.sources();
      if (!sources.some(({ name }) => name === facet.value)) {
        throw await this.#histories.unknown(facet.value);
      }
    }
  }

  /** What a component does is what its team does: who may not read the team's speed may not read it either. */
  async #refuseComponentOfOthers(
    { facet, team }: MetricQuery,
    maySee: (unit: string) => boolean,
  ): Promise<void> {
    if (facet.kind !== 'component') {
      return;
    }
    const owner = await this.#options.organisations.ownerOf(facet.value);
    if (!owner) {
      throw new NotFoundError(
        `There is no component '${facet.value}' in the organisation that you can see.`,
      );
    }
    if (!maySee(owner.ref ?? team ?? COMPANY)) {
      throw new NotAllowedError(
        `You may not read how fast '${facet.value}' is. Members of the team that owns it, its line in the organisation, and the MLI bridging role can.`,
      );
    }
  }
}

function refuseTeamOfOthers(
  query: MetricQuery,
  options: {
    metric: PublishedMetric;
    maySee(unit: string): boolean;
    any: boolean;
  },
): void {
  const { metric, maySee, any } = options;
  if (!any) {
    throw new NotAllowedError(
      'You may not read iteration speed. Members of a team see their own team, its line sees the teams below, and the MLI bridging role sees all.',
    );
  }
  const unit = query.team;
  if (unit === undefined || maySee(unit)) {
    return;
  }
  const someBelow =
    query.groupBy === 'team' &&
    metric.organisation.teamsBelow(unit).some(maySee);
  if (!someBelow) {
    const title = metric.organisation.unit(unit)?.title ?? unit;
    throw new NotAllowedError(
      `You may not read how fast ${title} is. Members of ${title}, its line in the organisation, and the MLI bridging role can.`,
    );
  }
}

function isVisible(visible: 'all' | ReadonlySet<string>, ref: string): boolean {
  return visible === 'all' || ref === COMPANY || visible.has(ref);
}
