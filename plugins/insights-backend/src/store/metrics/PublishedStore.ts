import { MetricId } from '@mli/plugin-insights-common';
import { Day } from '../../core/metrics/windows';
import { NodePlace, NodeTotals } from '../../core/release/ReleaseLattice';

/** All nodes of a metric in a view, judged together and stored. */
export interface Publication {
  readonly id: string;
  readonly metric: MetricId;
  readonly view: string;
  readonly closedEnd: Day;
  readonly firstDay: Day;
  /** Of cells and organisation it was judged from. */
  readonly inputVersion: string;
  /** The rules it was judged by. */
  readonly policy: string;
  readonly cellTeams: readonly string[];
  readonly judgedAt: Date;
  /** Until then its numbers follow what arrives; afterwards they stand until a period closes. */
  readonly settlesAt: Date;
}

export interface PublishedNode {
  readonly place: NodePlace;
  readonly released: boolean;
  readonly people: number;
  readonly totals: NodeTotals;
  /** Of the newest cell in it. */
  readonly dataAt: string;
  /** What was computed from the data it has now; undefined where nobody asked since they changed. */
  readonly measures?: Readonly<Record<string, unknown>>;
}

/** The mask and what it lets through. Every method is a number of statements that does not grow with the nodes. */
export interface PublishedStore {
  find(metric: MetricId, view: string): Promise<Publication | undefined>;
  /** Publications asked for since a time: those that are kept up to date. */
  asked(since: Date): Promise<Publication[]>;
  /**
   * Replaces a publication. Readers see the old nodes or the new ones; what was shown once and differs now is kept as
   * a revision. What settles it counts from when it first showed anything.
   *
   * @param pages - nodes as JSON arrays of rows of published_node
   */
  publish(
    publication: Omit<Publication, 'id'>,
    pages: readonly string[],
  ): Promise<Publication>;
  /** Notes that something arrived which waits for the next period to close. */
  noteLater(publication: string, now: Date): Promise<void>;
  /** Released nodes of totals and stages in a period, with enough runs, whose measures nobody computed yet. */
  unmeasured(
    publication: string,
    options: { time: string; limit: number },
  ): Promise<PublishedNode[]>;
  nodes(
    publication: string,
    places: readonly NodePlace[],
  ): Promise<Map<string, PublishedNode>>;
  /** What values a kind of facet has for a unit in a period. */
  facetValues(
    publication: string,
    place: { unit: string; time: string; kind: string },
  ): Promise<string[]>;
  hasUnit(publication: string, unit: string): Promise<boolean>;
  /** Keeps measures of nodes until their data change. */
  keepMeasures(
    publication: string,
    measures: readonly {
      readonly place: NodePlace;
      readonly dataAt: string;
      readonly measures: Readonly<Record<string, unknown>>;
    }[],
  ): Promise<void>;
}
