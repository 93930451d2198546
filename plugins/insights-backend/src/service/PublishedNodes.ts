import { setTimeout } from 'node:timers/promises';
import { METRIC_IDS, MetricId } from '@mli/plugin-insights-common';
import { DEFAULT_VIEW, MetricView } from '../core/metrics/MetricQuery';
import { Day, dayOf, lastClosedEnd, mondayOf } from '../core/metrics/windows';
import { Organisation } from '../core/release/Organisation';
import { directPartOf } from '../core/release/ReleaseLattice';
import { MetricsStore } from '../store/metrics/MetricsStore';
import {
  OrganisationReader,
  StoredOrganisation,
} from '../store/metrics/OrganisationReader';
import { Publication, PublishedStore } from '../store/metrics/PublishedStore';
import { Publisher } from './publishing/Publisher';
import { readView, viewKey } from './publishing/viewKey';
import { VersionedCache } from './VersionedCache';

/** A publication, and the organisation it is read with. */
export interface PublishedMetric {
  readonly publication: Publication;
  /** Nothing was published yet, and it takes longer than somebody who asks should wait. */
  readonly isBeingPrepared: boolean;
  readonly organisation: Organisation;
  readonly floor: number;
  /** Distinct members of the teams of a unit, those below it included. */
  membersOf(unit: string): number;
  /** Teams that the cells of a unit name. */
  cellTeamsOf(unit: string): readonly string[];
}

interface Known {
  readonly publication: Publication;
  readonly checkedAt: number;
}

/** A judgement may take this part of the time at most: what takes 4 s is done every 20 s, however much changes. */
const PAUSE_TIMES_DURATION = 4;
/** How long a question waits for numbers of now before it is answered with those of a moment ago. */
const PATIENCE_MS = 500;
/** The same where there is nothing to answer with. */
const PATIENCE_FOR_THE_FIRST_MS = 5_000;
const LONGEST_ROUND_MS = 20_000;
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

export interface PublishedNodesOptions {
  readonly store: MetricsStore;
  readonly published: PublishedStore;
  readonly organisations: OrganisationReader;
  readonly publisher: Publisher;
  readonly peopleFloor: number;
  readonly firstMonday: Day;
  /** So long after a source was first heard of, what it says is an import. */
  readonly settleMilliseconds: number;
  /** 0: whoever asks waits for numbers of now. */
  readonly freshForMilliseconds: number;
}

/**
 * The stored mask: has a metric judged anew when that is due, and reads everything else from the database.
 *
 * Owns: when a publication is made, and how long somebody waits for it. Does not own: the judgement (Publisher), and
 * what an answer says.
 */
export class PublishedNodes {
  readonly #options: PublishedNodesOptions;
  readonly #known = new Map<string, Known>();
  readonly #notBefore = new Map<string, number>();
  readonly #organisations: VersionedCache<KnownOrganisation>;

  constructor(options: PublishedNodesOptions) {
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
      publication: publication ?? this.#nothing(metric, view, now),
      isBeingPrepared: publication === undefined,
      organisation,
      floor: this.#options.peopleFloor,
      membersOf: unit =>
        new Set(
          organisation
            .subtreeOf(unit)
            .flatMap(below => stored.members.get(below) ?? []),
        ).size,
      cellTeamsOf: unit =>
        (publication?.cellTeams ?? []).filter(team =>
          isPartOf(team, unit, organisation),
        ),
    };
  }

  /**
   * Merges what was computed, and publishes what is due of the usual view of every metric and of what somebody asked
   * for within a day, oldest first; stops after a while, so that the next round begins with what waited longest. For a
   * task.
   *
   * @returns what was published
   */
  async refresh(now: Date): Promise<Publication[]> {
    await this.#options.store.mergeWeeks();
    const began = performance.now();
    const done: Publication[] = [];
    for (const next of await this.#refreshable(now)) {
      if (performance.now() - began > LONGEST_ROUND_MS) {
        break;
      }
      const isDue = !next.publication || (await this.#isDue(next, now));
      if (isDue && this.#mayPublish(next.metric, next.view, now)) {
        done.push(await this.#publish(next.metric, next.view, { now }));
      }
    }
    return done;
  }

  async #refreshable(now: Date): Promise<Refreshable[]> {
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
    return [...usual, ...others];
  }

  /** @returns undefined where nothing is published yet and that takes too long */
  async #current(
    metric: MetricId,
    view: MetricView,
    now: Date,
  ): Promise<Publication | undefined> {
    const { freshForMilliseconds, published } = this.#options;
    const key = keyOf(metric, view);
    const known = this.#known.get(key);
    if (known && now.getTime() - known.checkedAt < freshForMilliseconds) {
      return known.publication;
    }
    const stored = await published.find(metric, viewKey(view));
    if (!stored || !this.#isOfToday(stored, now)) {
      const first = this.#publish(metric, view, { now, urgent: true });
      return freshForMilliseconds === 0
        ? await first
        : await orAfter(first, PATIENCE_FOR_THE_FIRST_MS, undefined);
    }
    this.#remember(stored, now);
    if (freshForMilliseconds > 0 && !this.#mayPublish(metric, view, now)) {
      return stored;
    }
    const renewed = this.#renewed({ metric, view, publication: stored }, now);
    return freshForMilliseconds === 0
      ? await renewed
      : // What fails here is tried again by the next question, and by the task.
        await orAfter(
          renewed.catch(() => stored),
          PATIENCE_MS,
          stored,
        );
  }

  async #renewed(
    stored: Refreshable & { readonly publication: Publication },
    now: Date,
  ): Promise<Publication> {
    const { metric, view, publication } = stored;
    return (await this.#isDue(stored, now))
      ? await this.#publish(metric, view, { now, urgent: true })
      : publication;
  }

  /** The closed periods, and the rules, are those of now. */
  #isOfToday({ closedEnd, policy }: Publication, now: Date): boolean {
    return (
      closedEnd === this.#closedEnd(now) &&
      policy === this.#options.publisher.policy
    );
  }

  /**
   * Something arrived since, and the numbers may move: it is their first day, or a week closed since they were
   * published, or all that arrived was imported. Otherwise what came later waits, so that nobody's run can be told
   * from the difference.
   */
  async #isDue(
    { metric, publication }: Refreshable,
    now: Date,
  ): Promise<boolean> {
    if (!publication || !this.#isOfToday(publication, now)) {
      return true;
    }
    const { store, published } = this.#options;
    if (await store.isUnmerged(publication.closedEnd)) {
      await store.mergeWeeks();
    }
    const version = await store.inputVersion(metric, publication.closedEnd);
    if (version === publication.inputVersion) {
      return false;
    }
    const weekClosed =
      mondayOf(dayOf(publication.judgedAt)) < mondayOf(dayOf(now));
    if (now < publication.settlesAt || weekClosed) {
      return true;
    }
    const revised = await store.hasRevisions(metric, {
      inputVersion: publication.inputVersion,
      before: publication.closedEnd,
      newSince: new Date(now.getTime() - this.#options.settleMilliseconds),
    });
    if (!revised && !this.#changedOnlyWhoIsThere(version, publication)) {
      return true;
    }
    await published.noteLater(publication.id, now);
    return false;
  }

  /** The versions differ in nothing but the organisation, which nobody has to see at once. */
  #changedOnlyWhoIsThere(version: string, before: Publication): boolean {
    const cellsIn = (text: string) => text.split('/')[0];
    return cellsIn(version) === cellsIn(before.inputVersion);
  }

  #mayPublish(metric: MetricId, view: MetricView, now: Date): boolean {
    return now.getTime() >= (this.#notBefore.get(keyOf(metric, view)) ?? 0);
  }

  async #publish(
    metric: MetricId,
    view: MetricView,
    options: { now: Date; urgent?: boolean },
  ): Promise<Publication> {
    const { now } = options;
    const began = performance.now();
    const publication = await this.#options.publisher.publish(
      metric,
      view,
      options,
    );
    this.#remember(publication, now);
    this.#notBefore.set(
      keyOf(metric, view),
      now.getTime() + PAUSE_TIMES_DURATION * (performance.now() - began),
    );
    return publication;
  }

  #remember(publication: Publication, now: Date): void {
    this.#known.set(`${publication.metric} ${publication.view}`, {
      publication,
      checkedAt: now.getTime(),
    });
  }

  #nothing(metric: MetricId, view: MetricView, now: Date): Publication {
    const closedEnd = this.#closedEnd(now);
    return {
      id: '0',
      metric,
      view: viewKey(view),
      closedEnd,
      firstDay: closedEnd,
      inputVersion: '',
      policy: '',
      cellTeams: [],
      judgedAt: now,
      settlesAt: now,
    };
  }

  async #readOrganisation(): Promise<KnownOrganisation> {
    const stored = await this.#options.organisations.organisation();
    return { stored, organisation: new Organisation(stored.units) };
  }

  #closedEnd(now: Date): Day {
    return lastClosedEnd(now, this.#options.firstMonday);
  }
}

async function orAfter<T, F>(
  work: Promise<T>,
  milliseconds: number,
  instead: F,
): Promise<T | F> {
  const stop = new AbortController();
  try {
    return await Promise.race([
      work,
      setTimeout(milliseconds, instead, { ref: false, signal: stop.signal }),
    ]);
  } finally {
    stop.abort();
  }
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

function keyOf(metric: MetricId, view: MetricView): string {
  return `${metric} ${viewKey(view)}`;
}
