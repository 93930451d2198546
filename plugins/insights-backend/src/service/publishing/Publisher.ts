import { MetricId, METRICS } from '@mli/plugin-insights-common';
import { DEFAULT_VIEW, MetricView } from '../../core/metrics/MetricQuery';
import {
  isDefaultView,
  runClassesOf,
  triggersOf,
} from '../../core/metrics/views';
import { Day, lastClosedEnd } from '../../core/metrics/windows';
import { JudgementInput } from '../../core/release/judgeMetric';
import { MetricsStore } from '../../store/metrics/MetricsStore';
import { OrganisationReader } from '../../store/metrics/OrganisationReader';
import {
  Publication,
  PublishedStore,
} from '../../store/metrics/PublishedStore';
import { JudgedPublication } from './judgePublication';
import { viewKey } from './viewKey';

export interface PublisherOptions {
  readonly store: MetricsStore;
  readonly published: PublishedStore;
  readonly organisations: OrganisationReader;
  readonly judge: (input: JudgementInput) => Promise<JudgedPublication>;
  readonly peopleFloor: number;
  readonly firstMonday: Day;
  /** How long the first numbers of a metric follow what arrives: an import comes in pieces. */
  readonly settleMilliseconds: number;
}

interface Job {
  readonly key: string;
  readonly run: () => Promise<void>;
}

/**
 * Judges a metric in a view and stores what came out, one at a time in this process, what somebody waits for first.
 *
 * Owns: the order of judgements, and what one is made from. Does not own: when one is due (PublishedNodes).
 */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #publishing = new Map<string, Promise<Publication>>();
  readonly #waiting: Job[] = [];
  #running = false;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /** The rules nodes are judged by; another value means that what is stored says nothing. */
  get policy(): string {
    const { peopleFloor, firstMonday } = this.#options;
    return JSON.stringify({ rules: 3, peopleFloor, firstMonday });
  }

  /** Two who ask for the same share one judgement. */
  async publish(
    metric: MetricId,
    view: MetricView,
    options: { now: Date; urgent?: boolean },
  ): Promise<Publication> {
    const key = `${metric} ${viewKey(view)}`;
    const running = this.#publishing.get(key);
    if (running) {
      this.#hurry(key, options.urgent);
      return await running;
    }
    const publishing = new Promise<Publication>((resolve, reject) => {
      const job = {
        key,
        run: async () =>
          await this.#publish(metric, view, options.now).then(resolve, reject),
      };
      if (options.urgent) {
        this.#waiting.unshift(job);
      } else {
        this.#waiting.push(job);
      }
    }).finally(() => this.#publishing.delete(key));
    this.#publishing.set(key, publishing);
    // Who asked may have stopped waiting; the next one is told what went wrong.
    publishing.catch(() => undefined);
    this.#work();
    return await publishing;
  }

  #hurry(key: string, urgent = false): void {
    const position = this.#waiting.findIndex(job => job.key === key);
    if (urgent && position > 0) {
      this.#waiting.unshift(...this.#waiting.splice(position, 1));
    }
  }

  async #work(): Promise<void> {
    if (this.#running) {
      return;
    }
    this.#running = true;
    for (let job = this.#waiting.shift(); job; job = this.#waiting.shift()) {
      await job.run();
    }
    this.#running = false;
  }

  async #publish(
    metric: MetricId,
    view: MetricView,
    now: Date,
  ): Promise<Publication> {
    const { store, published, judge, firstMonday } = this.#options;
    const closedEnd = lastClosedEnd(now, firstMonday);
    await store.mergeWeeks();
    // Read before the weeks: what changes meanwhile makes the publication stale at once.
    const inputVersion = await store.inputVersion(metric, closedEnd);
    const input = await this.#input(metric, view, closedEnd);
    const { firstDay, cellTeams, pages } = await judge(input);
    return await published.publish(
      {
        metric,
        view: viewKey(view),
        closedEnd,
        firstDay,
        inputVersion,
        policy: this.policy,
        cellTeams,
        judgedAt: now,
        settlesAt: new Date(now.getTime() + this.#options.settleMilliseconds),
      },
      pages,
    );
  }

  async #input(
    metric: MetricId,
    view: MetricView,
    closedEnd: Day,
  ): Promise<JudgementInput> {
    const { store, organisations, peopleFloor, firstMonday } = this.#options;
    const metricClass = METRICS[metric].class;
    const options = { before: closedEnd, withPeople: metricClass === 'P' };
    const rowsOf = async (of: MetricView) =>
      await store.weekRows(
        { metric, triggers: triggersOf(of), runClasses: runClassesOf(of) },
        options,
      );
    const [{ units, members }, rows, usualRows] = await Promise.all([
      organisations.organisation(),
      rowsOf(view),
      isDefaultView(view) ? undefined : rowsOf(DEFAULT_VIEW),
    ]);
    return {
      metricClass,
      peopleFloor,
      firstMonday,
      closedEnd,
      units,
      members,
      rows,
      usualRows,
    };
  }
}
