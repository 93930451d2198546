import {
  MetricAnswer,
  METRICS,
  RUN_CLASSES,
  TRIGGERS,
} from '@mli/plugin-insights-common';
import { NotFoundError } from '@backstage/errors';
import { coverageOf, SEEN_ENOUGH } from '../core/metrics/coverage';
import { MetricQuery } from '../core/metrics/MetricQuery';
import { ENOUGH_DATA } from '../core/metrics/quantiles';
import { addDays, Day, dayOf } from '../core/metrics/windows';
import { MetricsStore, SourceHistory } from '../store/metrics/MetricsStore';
import { OrganisationReader } from '../store/metrics/OrganisationReader';
import { evaluationGuardOf, guardOf, isSpeed } from './guards';
import { measureNodes } from './measureNodes';
import {
  countedIn,
  headOf,
  notAvailable,
  notEnoughData,
  tooLittleSeen,
} from './metricHeads';

/** A run that started less than this ago may still be heard of. */
const LOST_AFTER_DAYS = 3;

/** The total of one source: all of its history, always shown. */
export class SourceHistories {
  readonly #store: MetricsStore;
  readonly #organisations: OrganisationReader;

  constructor(options: {
    store: MetricsStore;
    organisations: OrganisationReader;
  }) {
    this.#store = options.store;
    this.#organisations = options.organisations;
  }

  /** @throws NotFoundError for a source nobody knows */
  async answer(
    query: MetricQuery,
    source: string,
    now: Date,
  ): Promise<MetricAnswer> {
    const store = this.#store;
    const history = await store.sourceHistory(
      query.metric,
      source,
      lastDayOf(query, now),
    );
    if (!history) {
      throw await this.unknown(source);
    }
    const head = {
      ...headOf(query, {
        group: { source },
        scope: 'subtree',
        window: { name: 'all', ...history.range },
      }),
      computedAt: now.toISOString(),
    };
    const counted = countedIn(query.metric, history);
    if (counted + history.neverStarted === 0 && isSourceUsed(history)) {
      return { ...head, ...notAvailable(query) };
    }
    const coverage = coverageOf(history);
    if (counted < ENOUGH_DATA) {
      return { ...head, ...notEnoughData(query, history), coverage };
    }
    if (coverage !== undefined && coverage < SEEN_ENOUGH) {
      return { ...head, ...tooLittleSeen(query, coverage), coverage };
    }
    const [measures] = await measureNodes(
      store,
      { metric: query.metric, triggers: TRIGGERS, runClasses: RUN_CLASSES },
      [
        {
          totals: history,
          until: history.range.to,
          selection: {
            teams: history.teams,
            range: history.range,
            facet: query.facet,
          },
        },
      ],
    );
    return {
      ...head,
      status: 'ok',
      coverage,
      ...measures,
      ...(isSpeed(query.metric)
        ? { guards: await this.#guards(source, now) }
        : {}),
    };
  }

  async unknown(source: string): Promise<NotFoundError> {
    const sources = await this.#organisations.sources();
    const names = sources.map(({ name }) => name).join(', ') || 'none';
    return new NotFoundError(
      `There is no source '${source}'; sources that have sent something: ${names}.`,
    );
  }

  async #guards(source: string, now: Date): Promise<MetricAnswer['guards']> {
    const end = addDays(dayOf(now), 1);
    const [failedRatio, reachingEvaluation] = await Promise.all(
      (['failed_ratio', 'iteration_time'] as const).map(async metric => {
        const totals = await this.#store.sourceHistory(metric, source, end);
        const node = totals && { released: true, totals };
        return metric === 'failed_ratio'
          ? guardOf(node)
          : evaluationGuardOf(node);
      }),
    );
    return failedRatio && reachingEvaluation
      ? { failedRatio, reachingEvaluation }
      : undefined;
  }
}

/** Exclusive. */
function lastDayOf({ metric }: MetricQuery, now: Date): Day {
  return metric === METRICS.lost_ratio.id
    ? addDays(dayOf(now), -LOST_AFTER_DAYS)
    : addDays(dayOf(now), 1);
}

function isSourceUsed({ unseen, range }: SourceHistory): boolean {
  return unseen > 0 || range.from < range.to;
}
