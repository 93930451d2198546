import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  MetricAnswer,
  MetricId,
  METRICS,
  RUN_CLASSES,
  TRIGGERS,
} from '@mli/plugin-insights-common';
import { MetricQuery } from '../core/metrics/MetricQuery';
import { peopleBand } from '../core/metrics/peopleBand';
import { ENOUGH_DATA } from '../core/metrics/quantiles';
import { runClassesOf, triggersOf } from '../core/metrics/views';
import { COMPANY } from '../core/release/Organisation';
import { CellTotals, nodeKey } from '../core/release/ReleaseLattice';
import { CellView, MetricsStore } from '../store/metrics/MetricsStore';
import { OrganisationReader } from '../store/metrics/OrganisationReader';
import { AskedNode, askedNodes, windowOf } from './askedNodes';
import { Measurable, measureNodes } from './measureNodes';
import { MetricsCaller } from './MetricsCaller';
import { JudgedNodes, ReleasedNodes } from './ReleasedNodes';

export interface MetricsServiceOptions {
  readonly store: MetricsStore;
  readonly organisations: OrganisationReader;
  readonly released: ReleasedNodes;
  readonly stages: readonly string[];
  readonly firstMonday: string;
}

const HIDDEN_REASON =
  'Hidden: a number is shown where at least 5 people stand behind it, none of them with most of it, and where it does not give away such a number nearby. Ask for the unit above, or a longer window.';

/**
 * Answers what a metric is for a unit, window and facet.
 *
 * Owns: which nodes a query means, and what an answer says. Does not own: the mask (ReleasedNodes), who may see a
 * team (MetricsCaller), SQL (MetricsStore).
 */
export class MetricsService {
  readonly #options: MetricsServiceOptions;

  constructor(options: MetricsServiceOptions) {
    this.#options = options;
  }

  /** @throws NotFoundError for a unit, offering or source nobody knows; NotAllowedError for a team of others */
  async answer(
    query: MetricQuery,
    caller: MetricsCaller,
    now: Date,
  ): Promise<MetricAnswer[]> {
    if (query.facet.kind === 'component') {
      return [this.#notByComponent(query, now)];
    }
    if (query.window.kind === 'source-history') {
      return [await this.#sourceHistory(query, now)];
    }
    const judged = await this.#options.released.judged(
      query.metric,
      query.view,
      now,
    );
    const speed = await caller.speedIn(judged.organisation);
    const maySee = (unit: string) =>
      speed.maySee(unit) && isVisible(caller.visibleUnits, unit);
    await this.#refuseUnknown(query, caller, judged);
    refuseTeamOfOthers(query, { judged, maySee, any: speed.any });
    const { firstMonday, stages } = this.#options;
    const asked = askedNodes(query, judged, {
      window: windowOf(query, judged, firstMonday),
      firstMonday,
      stages,
      visibleOfferings: caller.visibleOfferings,
      maySee,
    });
    return this.#answers(query, judged, asked);
  }

  async #answers(
    query: MetricQuery,
    judged: JudgedNodes,
    asked: readonly AskedNode[],
  ): Promise<MetricAnswer[]> {
    const shown: { position: number; node: Measurable }[] = [];
    const answers = asked.map((node, position): MetricAnswer => {
      const head = {
        ...headOf(query, node),
        computedAt: judged.judgedAt.toISOString(),
      };
      const key = nodeKey(node.place);
      const verdict = judged.verdicts.get(key);
      const totals = judged.nodes.get(key)?.totals;
      const policy = judged.policy;
      if (!verdict || !totals) {
        return judged.membersOf(node.place.unit) < policy.floor
          ? { ...head, status: 'hidden', reason: HIDDEN_REASON }
          : { ...head, ...notEnoughData(query.metric, undefined) };
      }
      if (!verdict.released) {
        return { ...head, status: 'hidden', reason: HIDDEN_REASON };
      }
      const people = peopleBand(verdict.people);
      if (totals.runs < ENOUGH_DATA) {
        return { ...head, ...notEnoughData(query.metric, totals), people };
      }
      shown.push({
        position,
        node: {
          totals,
          selection: {
            teams: judged.cellTeamsOf(node.place.unit),
            range: node.window,
            facet: node.place.facet,
          },
        },
      });
      return { ...head, status: 'ok', people };
    });
    const measures = await measureNodes(
      this.#options.store,
      cellView(query),
      shown.map(({ node }) => node),
    );
    for (const [index, { position }] of shown.entries()) {
      Object.assign(answers[position] ?? {}, measures[index]);
    }
    // Where a hidden answer stands must not depend on what it hides; weeks keep their order in time.
    return query.groupBy === 'week'
      ? answers
      : [
          ...answers.filter(answer => answer.status !== 'hidden'),
          ...answers.filter(answer => answer.status === 'hidden'),
        ];
  }

  async #sourceHistory(query: MetricQuery, now: Date): Promise<MetricAnswer> {
    const source = query.facet.kind === 'source' ? query.facet.value : '';
    const { store } = this.#options;
    const history = await store.sourceHistory(query.metric, source);
    if (!history) {
      throw await this.#noSource(source);
    }
    const head = {
      ...headOf(query, {
        group: { source },
        scope: 'subtree',
        window: { name: 'all', ...history.range },
      }),
      computedAt: now.toISOString(),
    };
    if (history.runs < ENOUGH_DATA) {
      return { ...head, ...notEnoughData(query.metric, history) };
    }
    const [measures] = await measureNodes(
      store,
      { metric: query.metric, triggers: TRIGGERS, runClasses: RUN_CLASSES },
      [
        {
          totals: history,
          selection: {
            teams: history.teams,
            range: history.range,
            facet: query.facet,
          },
        },
      ],
    );
    return { ...head, status: 'ok', ...measures };
  }

  async #refuseUnknown(
    query: MetricQuery,
    caller: MetricsCaller,
    judged: JudgedNodes,
  ): Promise<void> {
    const { team, facet } = query;
    if (
      team !== undefined &&
      !(judged.organisation.unit(team) && isVisible(caller.visibleUnits, team))
    ) {
      throw new NotFoundError(
        `There is no unit '${team}' in the organisation that you can see. GET /api/insights/scope lists the units.`,
      );
    }
    if (facet.kind === 'offering') {
      const offerings = await this.#options.organisations.offerings();
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
      const sources = await this.#options.organisations.sources();
      if (!sources.some(({ name }) => name === facet.value)) {
        throw await this.#noSource(facet.value);
      }
    }
  }

  async #noSource(source: string): Promise<NotFoundError> {
    const sources = await this.#options.organisations.sources();
    const names = sources.map(({ name }) => name).join(', ') || 'none';
    return new NotFoundError(
      `There is no source '${source}'; sources that have sent something: ${names}.`,
    );
  }

  #notByComponent(query: MetricQuery, now: Date): MetricAnswer {
    return {
      ...headOf(query, {
        group: query.team ? { team: query.team } : {},
        scope: 'direct',
        window:
          query.window.kind === 'closed'
            ? query.window.window
            : {
                from: this.#options.firstMonday,
                to: now.toISOString().slice(0, 10),
              },
      }),
      status: 'not-available',
      reason:
        'Numbers are not kept by component yet. Ask for the team that owns it, or a stage.',
    };
  }
}

function headOf(
  query: MetricQuery,
  node: Pick<AskedNode, 'group' | 'scope' | 'window'>,
): Pick<
  MetricAnswer,
  'metric' | 'definition' | 'unit' | 'group' | 'scope' | 'window'
> {
  const definition = METRICS[query.metric];
  return {
    metric: definition.id,
    definition: {
      version: definition.version,
      title: definition.title,
      formula: definition.formula,
      class: definition.class,
      anchor: definition.anchor,
    },
    unit: definition.unit,
    group: node.group,
    scope: node.scope,
    window: node.window,
  };
}

function notEnoughData(
  metric: MetricId,
  totals: CellTotals | undefined,
): Pick<MetricAnswer, 'status' | 'reason' | 'n' | 'neverStarted'> {
  const n = totals?.runs ?? 0;
  return {
    status: 'not-enough-data',
    reason: `Not enough data: ${n} ${n === 1 ? 'run' : 'runs'} in this window, ${ENOUGH_DATA} needed.`,
    n,
    ...(metric === 'queue_time'
      ? { neverStarted: totals?.neverStarted ?? 0 }
      : {}),
  };
}

function refuseTeamOfOthers(
  query: MetricQuery,
  options: {
    judged: JudgedNodes;
    maySee(unit: string): boolean;
    any: boolean;
  },
): void {
  const { judged, maySee, any } = options;
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
    judged.organisation.teamsBelow(unit).some(maySee);
  if (!someBelow) {
    const title = judged.organisation.unit(unit)?.title ?? unit;
    throw new NotAllowedError(
      `You may not read how fast ${title} is. Members of ${title}, its line in the organisation, and the MLI bridging role can.`,
    );
  }
}

function cellView(query: MetricQuery): CellView {
  return {
    metric: query.metric,
    triggers: triggersOf(query.view),
    runClasses: runClassesOf(query.view),
  };
}

function isVisible(visible: 'all' | ReadonlySet<string>, ref: string): boolean {
  return visible === 'all' || ref === COMPANY || visible.has(ref);
}
