import { setTimeout } from 'node:timers/promises';
import { METRIC_IDS, MetricId } from '@mli/plugin-insights-common';
import { DEFAULT_VIEW, MetricView } from '../core/metrics/MetricQuery';
import { Day, lastClosedEnd } from '../core/metrics/windows';
import { Organisation } from '../core/release/Organisation';
import { directPartOf } from '../core/release/ReleaseLattice';
import { MetricsStore } from '../store/metrics/MetricsStore';
import {
  OrganisationReader,
  StoredOrganisation,
} from '../store/metrics/OrganisationReader';
import { Publication, PublishedStore } from '../store/metrics/PublishedStore';
import { JudgedNodes, ReleasedNodes } from './ReleasedNodes';
import { VersionedCache } from './VersionedCache';

/** A publication, and the organisation it is read with. */
export interface PublishedMetric {
  readonly publication: Publication;
  readonly organisation: Organisation;
  readonly floor: number;
  /** Distinct members of the teams of a unit, those below it included. */
  membersOf(unit: string): number;
  /** Teams that the cells of a unit name. */
  cellTeamsOf(unit: string): readonly string[];
}

interface Known {
  readonly publication: Publication;
  checkedAt: number;
}

/** A judgement may take this part of the time at most: what takes 4 s is done every 20 s, however much changes. */
const PAUSE_TIMES_DURATION = 4;
/** How long a question waits for numbers of now before it is answered with those of a moment ago. */
const PATIENCE_MS = 2_000;
const LONGEST_ROUND_MS = 5_000;
const ASKED_WITHIN_MS = 24 * 3_600_000;

interface Refreshable {
  readonly metric: MetricId;
  readonly view: MetricView;
  /** Undefined where nothing was ever published. */
  readonly publication?: Publication;
}

interface KnownOrganisation {
  readonly stored: StoredOrganisation;
  readonly organisation: Organisation;
}

/**
 * The stored mask: judges a metric anew when its cells, the organisation or the closed periods have changed, and reads
 * everything else from the database.
 *
 * Owns: when a publication is made. Does not own: the judgement (ReleasedNodes), and what an answer says.
 */
export class PublishedNodes {
  readonly #options: {
    readonly store: MetricsStore;
    readonly published: PublishedStore;
    readonly organisations: OrganisationReader;
    readonly released: ReleasedNodes;
    readonly peopleFloor: number;
    readonly firstMonday: Day;
    readonly freshForMilliseconds: number;
  };
  readonly #known = new Map<string, Known>();
  readonly #publishing = new Map<string, Promise<Publication>>();
  readonly #notBefore = new Map<string, number>();
  readonly #organisations: VersionedCache<KnownOrganisation>;

  constructor(options: {
    store: MetricsStore;
    published: PublishedStore;
    organisations: OrganisationReader;
    released: ReleasedNodes;
    peopleFloor: number;
    firstMonday: Day;
    freshForMilliseconds: number;
  }) {
    this.#options = options;
    this.#organisations = new VersionedCache({
      version: () => options.store.version(),
      freshForMilliseconds: options.freshForMilliseconds,
      mostEntries: 1,
    });
  }

  async metric(
    metric: MetricId,
    view: MetricView,
    now: Date,
  ): Promise<PublishedMetric> {
    const [publication, { stored, organisation }] = await Promise.all([
      this.#current(metric, view, now),
      this.#organisations.get('', now, () => this.#readOrganisation()),
    ]);
    return {
      publication,
      organisation,
      floor: this.#options.peopleFloor,
      membersOf: unit =>
        new Set(
          organisation
            .subtreeOf(unit)
            .flatMap(below => stored.members.get(below) ?? []),
        ).size,
      cellTeamsOf: unit =>
        publication.cellTeams.filter(team =>
          isPartOf(team, unit, organisation),
        ),
    };
  }

  /**
   * Brings up to date the usual view of every metric, and what somebody asked for within a day, oldest first; stops
   * after a while, so that the next round begins with what waited longest. For a task.
   */
  async refresh(now: Date): Promise<number> {
    const asked = await this.#options.published.asked(
      new Date(now.getTime() - ASKED_WITHIN_MS),
    );
    const usual = METRIC_IDS.filter(
      metric =>
        !asked.some(
          known =>
            known.metric === metric && known.view === viewKey(DEFAULT_VIEW),
        ),
    ).map((metric): Refreshable => ({ metric, view: DEFAULT_VIEW }));
    const others = asked.flatMap((publication): Refreshable[] => {
      const view = readView(publication.view);
      return view ? [{ metric: publication.metric, view, publication }] : [];
    });
    const began = performance.now();
    let done = 0;
    for (const next of [...usual, ...others]) {
      if (performance.now() - began > LONGEST_ROUND_MS) {
        break;
      }
      const isStale =
        !next.publication || (await this.#isStale(next.publication, now));
      if (isStale && this.#mayPublish(next.metric, next.view, now)) {
        await this.#publish(next.metric, next.view, now);
        done += 1;
      }
    }
    return done;
  }

  async #current(
    metric: MetricId,
    view: MetricView,
    now: Date,
  ): Promise<Publication> {
    const { freshForMilliseconds, published } = this.#options;
    const key = keyOf(metric, view);
    const known = this.#known.get(key);
    if (known && now.getTime() - known.checkedAt < freshForMilliseconds) {
      return known.publication;
    }
    const stored = await published.find(metric, viewKey(view));
    if (!stored || stored.closedEnd !== this.#closedEnd(now)) {
      return await this.#publish(metric, view, now);
    }
    if (!(await this.#isStale(stored, now))) {
      this.#known.set(key, {
        publication: stored,
        checkedAt: now.getTime(),
      });
      return stored;
    }
    if (freshForMilliseconds === 0) {
      return await this.#publish(metric, view, now);
    }
    if (!this.#mayPublish(metric, view, now)) {
      return stored;
    }
    const publishing = this.#publish(metric, view, now);
    // What fails here is tried again by the next question, and by the task.
    const orStored = publishing.catch(() => stored);
    return await Promise.race([
      orStored,
      setTimeout(PATIENCE_MS, stored, { ref: false }),
    ]);
  }

  async #isStale(publication: Publication, now: Date): Promise<boolean> {
    return (
      publication.closedEnd !== this.#closedEnd(now) ||
      publication.policy !== this.#policy() ||
      publication.inputVersion !== (await this.#options.store.version())
    );
  }

  #mayPublish(metric: MetricId, view: MetricView, now: Date): boolean {
    return now.getTime() >= (this.#notBefore.get(keyOf(metric, view)) ?? 0);
  }

  /** Two questions at the same time share one judgement. */
  async #publish(
    metric: MetricId,
    view: MetricView,
    now: Date,
  ): Promise<Publication> {
    const key = keyOf(metric, view);
    const running = this.#publishing.get(key);
    if (running) {
      return await running;
    }
    const publishing = this.#judgeAndStore(metric, view, now).finally(() =>
      this.#publishing.delete(key),
    );
    this.#publishing.set(key, publishing);
    return await publishing;
  }

  async #judgeAndStore(
    metric: MetricId,
    view: MetricView,
    now: Date,
  ): Promise<Publication> {
    const { store, released, published } = this.#options;
    const began = performance.now();
    // Read before the cells: what changes meanwhile makes the publication stale at once.
    const inputVersion = await store.version();
    const judged = await released.judged(metric, view, now);
    await published.publish(
      {
        metric,
        view: viewKey(view),
        closedEnd: judged.closedEnd,
        firstDay: judged.firstDay,
        inputVersion,
        policy: this.#policy(),
        cellTeams: judged.cellTeams,
        judgedAt: now,
      },
      nodesOf(judged),
    );
    const stored = await published.find(metric, viewKey(view));
    if (!stored) {
      throw new Error(`The publication of ${metric} is gone`);
    }
    const key = keyOf(metric, view);
    this.#known.set(key, { publication: stored, checkedAt: now.getTime() });
    this.#notBefore.set(
      key,
      now.getTime() + PAUSE_TIMES_DURATION * (performance.now() - began),
    );
    return stored;
  }

  async #readOrganisation(): Promise<KnownOrganisation> {
    const stored = await this.#options.organisations.organisation();
    return { stored, organisation: new Organisation(stored.units) };
  }

  #closedEnd(now: Date): Day {
    return lastClosedEnd(now, this.#options.firstMonday);
  }

  #policy(): string {
    const { peopleFloor, firstMonday } = this.#options;
    return JSON.stringify({ rules: 2, peopleFloor, firstMonday });
  }
}

function nodesOf(judged: JudgedNodes) {
  return [...judged.nodes.values()].map(node => {
    const verdict = judged.verdicts.get(node.key);
    const { unit, time, facet, totals, dataAt } = node;
    return {
      place: { unit, time, facet },
      released: verdict?.released ?? false,
      hiddenBecause: verdict && !verdict.released ? verdict.because : undefined,
      people: verdict?.released ? verdict.people : undefined,
      totals,
      dataAt,
    };
  });
}

function isPartOf(
  team: string,
  unit: string,
  organisation: Organisation,
): boolean {
  if (unit === directPartOf(team) || unit === '*') {
    return true;
  }
  return (
    organisation.unit(team) !== undefined &&
    organisation.lineOf(team).includes(unit)
  );
}

function viewKey(view: MetricView): string {
  return JSON.stringify([view.triggers, view.runClasses]);
}

/** A view as another version of the portal may have stored it. */
function readView(key: string): MetricView | undefined {
  const [triggers, runClasses] = JSON.parse(key) as [
    MetricView['triggers']?,
    MetricView['runClasses']?,
  ];
  return triggers && runClasses ? { triggers, runClasses } : undefined;
}

function keyOf(metric: MetricId, view: MetricView): string {
  return `${metric} ${viewKey(view)}`;
}
