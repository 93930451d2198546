import { Knex } from 'knex';
import { Day } from '../core/metrics/windows';
import { DatabaseMetricsStore } from '../store/metrics/DatabaseMetricsStore';
import { DatabaseOrganisationReader } from '../store/metrics/DatabaseOrganisationReader';
import { DatabasePublishedStore } from '../store/metrics/DatabasePublishedStore';
import { MetricsService } from './MetricsService';
import { PublishedNodes } from './PublishedNodes';
import { ReleasedNodes } from './ReleasedNodes';

export interface MetricsServiceSetup {
  readonly knex: Knex;
  readonly peopleFloor: number;
  readonly firstMonday: Day;
  readonly stages: readonly string[];
  /** How long answers may be kept without asking whether something changed; 0: judged anew whenever it did. */
  readonly freshForMilliseconds: number;
}

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
  const nodes = new PublishedNodes({
    store,
    published,
    organisations,
    // Always judged from what is stored now: how fresh answers are is the publication's business.
    released: new ReleasedNodes({
      store,
      organisations,
      release: { peopleFloor, firstMonday, freshForMilliseconds: 0 },
    }),
    peopleFloor,
    firstMonday,
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
