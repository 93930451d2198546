import { createHash } from 'node:crypto';
import {
  AdoptionRow,
  InsightsFact,
  InsightsFactId,
  MetricAnswer,
  MetricId,
} from '@mli/plugin-insights-common';
import { DEFAULT_VIEW, MetricQuery } from '../core/metrics/MetricQuery';
import { closedWindow, dayOf, lastClosedEnd } from '../core/metrics/windows';
import { AdoptionStore } from '../store/adoption/AdoptionStore';
import { MetricsStore } from '../store/metrics/MetricsStore';
import { AdoptionService } from './AdoptionService';
import { FactSource } from './FactSources';
import { MetricsCaller } from './MetricsCaller';
import { MetricsService } from './MetricsService';

export interface FactsPage {
  readonly items: readonly InsightsFact[];
  readonly nextCursor: string;
  readonly more: boolean;
}

interface Cursor {
  readonly version: string;
  readonly position: number;
}

const PAGE = 500;

/** Current facts for scorecards: masked like everything else, because they are made from the same answers. */
export class FactsService {
  readonly #options: {
    readonly metrics: MetricsService;
    readonly adoption: AdoptionService;
    readonly metricsStore: MetricsStore;
    readonly adoptionStore: AdoptionStore;
    readonly firstMonday: string;
    readonly more?: FactSource;
  };

  constructor(options: {
    metrics: MetricsService;
    adoption: AdoptionService;
    metricsStore: MetricsStore;
    adoptionStore: AdoptionStore;
    firstMonday: string;
    /** Of areas made later. */
    more?: FactSource;
  }) {
    this.#options = options;
  }

  /** @param cursor - from the page before; after a change of the data the facts begin anew */
  async page(
    cursor: string | undefined,
    caller: MetricsCaller,
    now: Date,
  ): Promise<FactsPage> {
    const version = await this.#version(now);
    const before = readCursor(cursor);
    const begin = before?.version === version ? before.position : 0;
    const facts = await this.#facts(caller, now);
    const items = facts.slice(begin, begin + PAGE);
    const position = begin + items.length;
    return {
      items,
      nextCursor: writeCursor({ version, position }),
      more: position < facts.length,
    };
  }

  /** Facts change with the data, when a period closes, and (adoption) every day. */
  async #version(now: Date): Promise<string> {
    const { metricsStore, adoptionStore, firstMonday } = this.#options;
    const versions = await Promise.all([
      metricsStore.version(),
      adoptionStore.version(),
      this.#options.more?.version() ?? '',
    ]);
    return createHash('sha256')
      .update(
        [...versions, dayOf(now), lastClosedEnd(now, firstMonday)].join('|'),
      )
      .digest('base64url')
      .slice(0, 16);
  }

  async #facts(caller: MetricsCaller, now: Date): Promise<InsightsFact[]> {
    const { metrics, adoption } = this.#options;
    const answer = (metric: MetricId) =>
      metrics.answer(this.#teamQuery(metric, now), caller, now);
    const [queue, run, wait, lost, failed, bySystem, rows, more] =
      await Promise.all([
        answer('queue_time'),
        answer('run_time'),
        answer('wait_share'),
        answer('lost_ratio'),
        answer('failed_ratio'),
        answer('system_failed_ratio'),
        adoption.rows({}, caller, now),
        this.#options.more?.facts(caller, now) ?? [],
      ]);
    const observedAt = now.toISOString();
    return [
      ...queue.map(of => metricFact('insights.queue_time.p50', of, of.p50)),
      ...queue.map(of => metricFact('insights.queue_time.p90', of, of.p90)),
      ...queue.map(of => metricFact('insights.runs.count', of, of.n)),
      ...queue.map(of => metricFact('insights.coverage', of, of.coverage)),
      ...run.map(of => metricFact('insights.run_time.p50', of, of.p50)),
      ...wait.map(of => metricFact('insights.wait_share', of, of.value)),
      ...lost.map(of => metricFact('insights.lost_ratio', of, of.value)),
      ...failed.map(of => metricFact('insights.failed_ratio', of, of.value)),
      ...bySystem.map(of =>
        metricFact('insights.system_failed_ratio', of, of.value),
      ),
      ...offeringsInUse(rows, observedAt),
      ...teamsUsing(rows, observedAt),
      ...more,
    ].sort((a, b) => (`${a.entity} ${a.id}` < `${b.entity} ${b.id}` ? -1 : 1));
  }

  #teamQuery(metric: MetricId, now: Date): MetricQuery {
    const { firstMonday } = this.#options;
    const closedEnd = lastClosedEnd(now, firstMonday);
    return {
      metric,
      facet: { kind: 'none' },
      view: DEFAULT_VIEW,
      window: {
        kind: 'closed',
        window: closedWindow('12w', { closedEnd, firstMonday }),
      },
      groupBy: 'team',
      format: 'json',
    };
  }
}

function metricFact(
  id: InsightsFactId,
  answer: MetricAnswer,
  value: number | undefined,
): InsightsFact {
  const common = {
    id,
    entity: answer.group.team ?? '',
    observedAt: answer.computedAt ?? answer.window.to,
  };
  if (answer.status === 'hidden') {
    return { ...common, state: 'hidden' };
  }
  // Too few runs are still a count of runs.
  return value === undefined ||
    (answer.status !== 'ok' && id !== 'insights.runs.count')
    ? { ...common, state: 'not-enough-data' }
    : { ...common, state: 'ok', value };
}

function offeringsInUse(
  rows: readonly AdoptionRow[],
  observedAt: string,
): InsightsFact[] {
  return [...Map.groupBy(rows, row => row.team)].map(([entity, ofTeam]) => {
    const fact = {
      id: 'insights.adoption.offerings_in_use',
      entity,
      observedAt,
    };
    return ofTeam.some(row => row.observed === 'hidden')
      ? { ...fact, state: 'hidden' }
      : { ...fact, state: 'ok', value: countInUse(ofTeam) };
  });
}

function teamsUsing(
  rows: readonly AdoptionRow[],
  observedAt: string,
): InsightsFact[] {
  return [...Map.groupBy(rows, row => row.offering)].map(
    ([entity, ofOffering]) => ({
      id: 'insights.adoption.teams_in_use',
      entity,
      observedAt,
      state: 'ok',
      value: countInUse(ofOffering.filter(row => row.eligible)),
    }),
  );
}

function countInUse(rows: readonly AdoptionRow[]): number {
  return rows.filter(({ status }) => status === 'in-use').length;
}

function writeCursor({ version, position }: Cursor): string {
  return `${version}.${position}`;
}

/** A cursor of another time, or of nobody, begins at the start. */
function readCursor(cursor: string | undefined): Cursor | undefined {
  const [, version, position] =
    /^([\w-]{16})\.(\d{1,9})$/.exec(cursor ?? '') ?? [];
  return version === undefined
    ? undefined
    : { version, position: Number(position) };
}
