import { MetricAnswer, UNKNOWN_STAGE } from '@mli/plugin-insights-common';
import { Facet, MetricQuery } from '../core/metrics/MetricQuery';
import {
  addDays,
  closedWindow,
  DAYS_PER_WEEK,
  NamedWindow,
  weeksOf,
} from '../core/metrics/windows';
import { COMPANY } from '../core/release/Organisation';
import { directPartOf, NodePlace } from '../core/release/ReleaseLattice';
import { timeKeyOf, weekKey } from '../core/release/timeScale';
import { PublishedStore } from '../store/metrics/PublishedStore';
import { PublishedMetric } from './PublishedNodes';

/** A node somebody asked for, and how its answer is titled. */
export interface AskedNode {
  readonly place: NodePlace;
  readonly group: MetricAnswer['group'];
  readonly scope: MetricAnswer['scope'];
  readonly window: NamedWindow;
}

export interface AskedNodesOptions {
  readonly published: PublishedStore;
  readonly window: NamedWindow;
  readonly stages: readonly string[];
  readonly visibleOfferings: 'all' | ReadonlySet<string>;
  /** Units whose speed the caller may read. */
  maySee(unit: string): boolean;
}

/** The nodes of a query, in the order of their names; one, unless the query groups. */
export async function askedNodes(
  query: MetricQuery,
  metric: PublishedMetric,
  options: AskedNodesOptions,
): Promise<AskedNode[]> {
  const unit = query.team ?? COMPANY;
  const { window } = options;
  const node = (facet: Facet) => askedNode({ unit, facet, window, metric });
  const here = node(query.facet);
  switch (query.groupBy) {
    case 'team':
      return await teams(unit, here, { metric, options });
    case 'week': {
      const { firstDay } = metric.publication;
      const begin = firstDay > window.from ? firstDay : window.from;
      return weeksOf({ from: begin, to: window.to }).map(week => ({
        ...here,
        place: { ...here.place, time: weekKey(week) },
        group: { ...here.group, week },
        window: { from: week, to: addDays(week, DAYS_PER_WEEK) },
      }));
    }
    case 'stage':
      return [...new Set([...options.stages, UNKNOWN_STAGE])].map(value =>
        node({ kind: 'stage', value }),
      );
    case 'offering': {
      const offerings = await options.published.facetValues(
        metric.publication.id,
        { unit, time: here.place.time, kind: 'offering' },
      );
      return offerings
        .filter(
          offering =>
            options.visibleOfferings === 'all' ||
            options.visibleOfferings.has(offering),
        )
        .map(value => node({ kind: 'offering', value }));
    }
    default:
      return [here];
  }
}

/** The closed window a query means; `all` begins with the first data. */
export function windowOf(
  query: MetricQuery,
  metric: PublishedMetric,
  firstMonday: string,
): NamedWindow {
  const { closedEnd, firstDay } = metric.publication;
  return query.window.kind === 'closed'
    ? query.window.window
    : closedWindow('all', { closedEnd, firstMonday, firstDay });
}

function askedNode(options: {
  unit: string;
  facet: Facet;
  window: NamedWindow;
  metric: PublishedMetric;
}): AskedNode {
  const { unit, facet, window, metric } = options;
  return {
    place: { unit, facet, time: timeKeyOf(window) },
    group: {
      ...(unit === COMPANY ? {} : { team: unit }),
      ...(facet.kind === 'none' ? {} : { [facet.kind]: facet.value }),
    },
    scope:
      metric.organisation.childrenOf(unit).length > 0 ? 'subtree' : 'direct',
    window,
  };
}

/** Every team below the unit, and what the unit has of its own where that is anything. */
async function teams(
  unit: string,
  here: AskedNode,
  context: { metric: PublishedMetric; options: AskedNodesOptions },
): Promise<AskedNode[]> {
  const { metric, options } = context;
  const { facet } = here.place;
  const below = metric.organisation
    .teamsBelow(unit)
    .filter(options.maySee)
    .sort()
    .map(team => askedNode({ unit: team, facet, window: here.window, metric }));
  const direct: AskedNode = {
    ...here,
    place: { ...here.place, unit: directPartOf(unit) },
    scope: 'direct',
  };
  const hasDirect =
    unit !== COMPANY &&
    options.maySee(unit) &&
    (await options.published.hasUnit(metric.publication.id, direct.place.unit));
  return hasDirect ? [...below, direct] : below;
}
