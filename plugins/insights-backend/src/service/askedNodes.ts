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
import { JudgedNodes } from './ReleasedNodes';

/** A node somebody asked for, and how its answer is titled. */
export interface AskedNode {
  readonly place: NodePlace;
  readonly group: MetricAnswer['group'];
  readonly scope: MetricAnswer['scope'];
  readonly window: NamedWindow;
}

export interface AskedNodesOptions {
  readonly window: NamedWindow;
  readonly firstMonday: string;
  readonly stages: readonly string[];
  readonly visibleOfferings: 'all' | ReadonlySet<string>;
  /** Units whose speed the caller may read. */
  maySee(unit: string): boolean;
}

/** The nodes of a query, in the order of their names; one, unless the query groups. */
export function askedNodes(
  query: MetricQuery,
  judged: JudgedNodes,
  options: AskedNodesOptions,
): AskedNode[] {
  const unit = query.team ?? COMPANY;
  const { window } = options;
  const here = askedNode({ unit, facet: query.facet, window, judged });
  switch (query.groupBy) {
    case 'team':
      return teams(unit, here, { judged, maySee: options.maySee });
    case 'week': {
      const begin =
        judged.firstDay > window.from ? judged.firstDay : window.from;
      return weeksOf({ from: begin, to: window.to }).map(week => ({
        ...here,
        place: { ...here.place, time: weekKey(week) },
        group: { ...here.group, week },
        window: { from: week, to: addDays(week, DAYS_PER_WEEK) },
      }));
    }
    case 'stage':
      return [...new Set([...options.stages, UNKNOWN_STAGE])].map(value =>
        askedNode({ unit, window, judged, facet: { kind: 'stage', value } }),
      );
    case 'offering':
      return offeringsIn(here.place, judged)
        .filter(
          offering =>
            options.visibleOfferings === 'all' ||
            options.visibleOfferings.has(offering),
        )
        .map(value =>
          askedNode({
            unit,
            window,
            judged,
            facet: { kind: 'offering', value },
          }),
        );
    default:
      return [here];
  }
}

/** The closed window a query means; `all` begins with the first data. */
export function windowOf(
  query: MetricQuery,
  judged: JudgedNodes,
  firstMonday: string,
): NamedWindow {
  return query.window.kind === 'closed'
    ? query.window.window
    : closedWindow('all', {
        closedEnd: judged.closedEnd,
        firstMonday,
        firstDay: judged.firstDay,
      });
}

function askedNode(options: {
  unit: string;
  facet: Facet;
  window: NamedWindow;
  judged: JudgedNodes;
}): AskedNode {
  const { unit, facet, window, judged } = options;
  return {
    place: { unit, facet, time: timeKeyOf(window) },
    group: {
      ...(unit === COMPANY ? {} : { team: unit }),
      ...(facet.kind === 'none' || facet.kind === 'component'
        ? {}
        : { [facet.kind]: facet.value }),
    },
    scope:
      judged.organisation.childrenOf(unit).length > 0 ? 'subtree' : 'direct',
    window,
  };
}

/** Every team below the unit, and what the unit has of its own where that is anything. */
function teams(
  unit: string,
  here: AskedNode,
  options: { judged: JudgedNodes; maySee(unit: string): boolean },
): AskedNode[] {
  const { judged, maySee } = options;
  const { facet } = here.place;
  const below = judged.organisation
    .teamsBelow(unit)
    .filter(maySee)
    .sort()
    .map(team => askedNode({ unit: team, facet, window: here.window, judged }));
  const direct: AskedNode = {
    ...here,
    place: { ...here.place, unit: directPartOf(unit) },
    scope: 'direct',
  };
  const hasDirect = [...judged.nodes.values()].some(
    node => node.unit === direct.place.unit,
  );
  return hasDirect && unit !== COMPANY && maySee(unit)
    ? [...below, direct]
    : below;
}

function offeringsIn(place: NodePlace, judged: JudgedNodes): string[] {
  const offerings: string[] = [];
  for (const { unit, time, facet } of judged.nodes.values()) {
    if (
      unit === place.unit &&
      time === place.time &&
      facet.kind === 'offering'
    ) {
      offerings.push(facet.value);
    }
  }
  return offerings.sort();
}
