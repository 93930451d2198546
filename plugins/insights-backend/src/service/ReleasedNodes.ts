import { setImmediate } from 'node:timers/promises';
import { MetricId, METRICS } from '@mli/plugin-insights-common';
import { DEFAULT_VIEW, MetricView } from '../core/metrics/MetricQuery';
import { isDefaultView, runClassesOf, triggersOf } from '../core/metrics/views';
import { Day, lastClosedEnd } from '../core/metrics/windows';
import { COMPANY, Organisation } from '../core/release/Organisation';
import {
  CellTotals,
  Contribution,
  LatticeNode,
  ReleaseLattice,
} from '../core/release/ReleaseLattice';
import { ReleaseJudge } from '../core/release/ReleaseJudge';
import { restrictToDefaultView } from '../core/release/restrictToDefaultView';
import { TimeScale } from '../core/release/timeScale';
import { ReleasePolicy, ReleaseVerdict } from '../core/release/types';
import {
  CellView,
  MetricsStore,
  StoredContribution,
} from '../store/metrics/MetricsStore';
import { OrganisationReader } from '../store/metrics/OrganisationReader';
import { VersionedCache } from './VersionedCache';

export interface ReleaseOptions {
  readonly peopleFloor: number;
  readonly firstMonday: Day;
  /** How long a judgement is used before the store is asked whether something changed. */
  readonly freshForMilliseconds: number;
}

/** All nodes of a metric in a view, judged together. */
export interface JudgedNodes {
  readonly organisation: Organisation;
  readonly nodes: ReadonlyMap<string, LatticeNode>;
  readonly verdicts: ReadonlyMap<string, ReleaseVerdict>;
  /** First day of the first week with data. */
  readonly firstDay: Day;
  readonly closedEnd: Day;
  readonly judgedAt: Date;
  readonly policy: ReleasePolicy;
  /** Distinct members of the teams of a unit, those below it included. */
  membersOf(unit: string): number;
  /** Teams that the cells of a unit name: those of its subtree, or the one whose own part it is. */
  cellTeamsOf(unit: string): readonly string[];
  /** All teams its cells name. */
  readonly cellTeams: readonly string[];
}

/**
 * What may be released, judged over whole families and kept until the roll-ups or the organisation change.
 *
 * Owns: the mask. Does not own: who may see a team, and the numbers.
 */
export class ReleasedNodes {
  readonly #store: MetricsStore;
  readonly #organisations: OrganisationReader;
  readonly #options: ReleaseOptions;
  readonly #cache: VersionedCache<JudgedNodes>;

  constructor(options: {
    store: MetricsStore;
    organisations: OrganisationReader;
    release: ReleaseOptions;
  }) {
    this.#store = options.store;
    this.#organisations = options.organisations;
    this.#options = options.release;
    this.#cache = new VersionedCache({
      version: () => options.store.version(),
      freshForMilliseconds: options.release.freshForMilliseconds,
      mostEntries: 3,
    });
  }

  async judged(
    metric: MetricId,
    view: MetricView,
    now: Date,
  ): Promise<JudgedNodes> {
    const closedEnd = lastClosedEnd(now, this.#options.firstMonday);
    const key = JSON.stringify([
      metric,
      view.triggers,
      view.runClasses,
      closedEnd,
    ]);
    return this.#cache.get(key, now, () => this.#judge(metric, view, now));
  }

  async #judge(
    metric: MetricId,
    view: MetricView,
    now: Date,
  ): Promise<JudgedNodes> {
    const judged = await this.#judgeAlone(metric, view, now);
    if (isDefaultView(view)) {
      return judged;
    }
    const usual = await this.judged(metric, DEFAULT_VIEW, now);
    return {
      ...judged,
      verdicts: restrictToDefaultView(judged, usual),
    };
  }

  async #judgeAlone(
    metric: MetricId,
    view: MetricView,
    now: Date,
  ): Promise<JudgedNodes> {
    const { firstMonday, peopleFloor } = this.#options;
    const metricClass = METRICS[metric].class;
    const before = lastClosedEnd(now, firstMonday);
    const cells: CellView = {
      metric,
      triggers: triggersOf(view),
      runClasses: runClassesOf(view),
    };
    const options = { before, withPeople: metricClass === 'P' };
    const [stored, weeks, offeringWeeks, componentWeeks] = await Promise.all([
      this.#organisations.organisation(),
      this.#store.weeks(cells, options),
      this.#store.offeringWeeks(cells, options),
      this.#store.componentWeeks(cells, options),
    ]);
    const organisation = new Organisation(stored.units);
    const firstDay = weeks.reduce(
      (first, row) => (row.week < first ? row.week : first),
      before,
    );
    const lattice = new ReleaseLattice(
      organisation,
      new TimeScale({ firstMonday, closedEnd: before, firstDay }),
    );
    const contributionsOf =
      metricClass === 'S' ? teamContribution : peopleContributions;
    for (const row of weeks) {
      lattice.add({ ...row, contributors: contributionsOf(row) });
    }
    for (const row of offeringWeeks) {
      lattice.addOffering({ ...row, contributors: contributionsOf(row) });
    }
    for (const row of componentWeeks) {
      lattice.addComponent({
        ...row,
        contributors: contributionsOf(row),
        persons: peopleContributions(row),
      });
    }
    const nodes = lattice.nodes();
    const cellTeams = lattice.cellTeams();
    const policy: ReleasePolicy = {
      metricClass: metricClass,
      floor: peopleFloor,
      peopleOf:
        metricClass === 'S'
          ? team => stored.members.get(team) ?? []
          : person => [person],
    };
    const judge = new ReleaseJudge(policy);
    for (const rank of lattice.ranks()) {
      judge.judge(rank);
      // Others get their turn between ranks.
      await setImmediate();
    }
    return {
      organisation,
      nodes,
      verdicts: judge.verdicts(),
      firstDay,
      closedEnd: before,
      judgedAt: now,
      membersOf: unit =>
        new Set(
          organisation
            .subtreeOf(unit)
            .flatMap(below => stored.members.get(below) ?? []),
        ).size,
      cellTeamsOf: unit => cellTeams.get(unit) ?? [],
      cellTeams: cellTeams.get(COMPANY) ?? [],
      policy,
    };
  }
}

/** Class S: the whole team stands behind its runs, those that never started included. */
function teamContribution(
  row: CellTotals & { readonly team: string },
): Contribution[] {
  return [[row.team, row.runs + row.neverStarted]];
}

function peopleContributions(row: {
  readonly people: readonly StoredContribution[];
}): Contribution[] {
  return row.people.map(({ person, weight }) => [person, weight]);
}
