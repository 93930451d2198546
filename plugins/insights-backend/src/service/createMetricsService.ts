import { Knex } from 'knex';
import { Day } from '../core/metrics/windows';
import { DatabaseMetricsStore } from '../store/metrics/DatabaseMetricsStore';
import { DatabaseOrganisationReader } from '../store/metrics/DatabaseOrganisationReader';
import { DatabasePublishedStore } from '../store/metrics/DatabasePublishedStore';
import { MetricsService } from './MetricsService';
import { PublishedNodes } from './PublishedNodes';
import { JudgeThread } from './publishing/JudgeThread';
import { judgePublication } from './publishing/judgePublication';
import { Publisher } from './publishing/Publisher';

export interface MetricsServiceSetup {
  readonly knex: Knex;
  readonly peopleFloor: number;
  readonly firstMonday: Day;
  readonly stages: readonly string[];
  /** How long answers may be kept without asking whether something changed; 0: judged anew whenever it did. */
  readonly freshForMilliseconds: number;
  /** Judge in a thread of its own, so that requests are answered meanwhile. */
  readonly inThread?: boolean;
  /** How long the first numbers follow what arrives; a day unless said otherwise. */
  readonly settleHours?: number;
}

const SETTLE_HOURS = 24;

/** The service with its stores; the plugin, tests and the benchmark make it alike. */
export function createMetricsService(setup: MetricsServiceSetup): {
  metrics: MetricsService;
  nodes: PublishedNodes;
} {
  const { knex, peopleFloor, firstMonday, stages, freshForMilliseconds } =
    setup;
  const store = DatabaseMetricsStore.create(knex);
  const published = DatabasePublishedStore.create(knex);
  const organisations = DatabaseOrganisationReader.create(knex);
  const thread = setup.inThread ? new JudgeThread() : undefined;
  const settleMilliseconds = (setup.settleHours ?? SETTLE_HOURS) * 3_600_000;
  const publisher = new Publisher({
    store,
    published,
    organisations,
    judge: async input =>
      thread ? await thread.judge(input) : judgePublication(input),
    peopleFloor,
    firstMonday,
    settleMilliseconds,
  });
  const nodes = new PublishedNodes({
    store,
    published,
    organisations,
    publisher,
    peopleFloor,
    firstMonday,
    settleMilliseconds,
    freshForMilliseconds,
  });
  const metrics = new MetricsService({
    store,
    published,
    organisations,
    nodes,
    stages,
    firstMonday,
  });
  return { metrics, nodes };
}
