import express from 'express';
import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { InsightsContext } from '../context';
import { DEFAULT_FIRST_MONDAY, Day, mondayOf } from '../core/metrics/windows';
import { registerTeamSpeed } from '../permissions/teamSpeed';
import { FactSource } from '../service/FactSources';
import { FactsService } from '../service/FactsService';
import { MetricsService } from '../service/MetricsService';
import { PublishedNodes } from '../service/PublishedNodes';
import { createMetricsService } from '../service/createMetricsService';
import { ScopeService } from '../service/ScopeService';
import { TeamSpeedAccess } from '../service/TeamSpeedAccess';
import { DatabaseMetricsStore } from '../store/metrics/DatabaseMetricsStore';
import { DatabaseOrganisationReader } from '../store/metrics/DatabaseOrganisationReader';
import {
  addAdoptionArea,
  AdoptionArea,
  AdoptionAreaServices,
} from './adoption/addAdoptionArea';
import { describeAnswers } from './answersOpenApi';
import { createFactsRouter } from './factsRouter';
import { createMetricsRouter } from './metricsRouter';
import { createScopeRouter } from './scopeRouter';

/** What this area needs of the plugin's context. */
export type AnswersContext = Pick<
  InsightsContext,
  | 'auth'
  | 'httpAuth'
  | 'knex'
  | 'openApi'
  | 'permissions'
  | 'permissionsRegistry'
  | 'rootConfig'
  | 'userInfo'
  | 'visibleEntities'
> & {
  readonly config: Pick<
    InsightsContext['config'],
    'peopleFloor' | 'stages' | 'simulatedData' | 'platform'
  > &
    Partial<Pick<InsightsContext['config'], 'settleHours' | 'adoption'>>;
};

export interface AnswersAreaOptions {
  /** How long answers may be kept without asking whether something changed. */
  readonly freshForMilliseconds?: number;
  /** Of areas made later. */
  readonly facts?: FactSource;
  readonly now?: () => Date;
}

/** What tasks and actions use of this area. */
export interface AnswersArea {
  readonly metrics: MetricsService;
  readonly nodes: PublishedNodes;
  readonly access: TeamSpeedAccess;
  readonly firstMonday: Day;
  readonly adoptionArea: AdoptionArea;
}

const FRESH_FOR_MILLISECONDS = 3_000;

/** Everything that answers: metrics, adoption, scope and facts. */
export function addAnswersArea(
  router: express.Router,
  context: AnswersContext &
    AdoptionAreaServices &
    Pick<InsightsContext, 'catalog'>,
  options: AnswersAreaOptions = {},
): AnswersArea {
  const { auth, config, httpAuth, knex, permissions, userInfo } = context;
  const { now = () => new Date() } = options;
  const firstMonday = readFirstMonday(context.rootConfig);
  const freshForMilliseconds =
    options.freshForMilliseconds ?? FRESH_FOR_MILLISECONDS;
  const { peopleFloor, stages } = config;
  const visible = context.visibleEntities;
  const organisations = DatabaseOrganisationReader.create(knex);
  const metricsStore = DatabaseMetricsStore.create(knex);
  registerTeamSpeed(context.permissionsRegistry, organisations);
  const access = new TeamSpeedAccess(context);
  const { metrics, nodes } = createMetricsService({
    knex,
    peopleFloor,
    firstMonday,
    stages,
    freshForMilliseconds,
    // Tests that ask for the numbers of this moment wait for them anyway.
    inThread: freshForMilliseconds > 0,
    settleHours: config.settleHours,
  });
  const adoptionArea = addAdoptionArea(router, context, {
    organisations,
    speed: access,
    freshForMilliseconds,
    now,
  });
  const { adoption, adoptionStore } = adoptionArea;
  const facts = new FactsService({
    metrics,
    adoption,
    metricsStore,
    adoptionStore,
    firstMonday,
    more: options.facts,
  });
  const scope = new ScopeService({
    auth,
    catalog: context.catalog,
    userInfo,
    visible,
    access,
    organisations,
    bridgeGroups: config.platform.bridgeGroups,
    stages,
    simulated: config.simulatedData,
  });
  const common = { httpAuth, permissions, visible, access, now };
  router.use(createMetricsRouter({ ...common, metrics, stages, firstMonday }));
  router.use(createFactsRouter({ ...common, facts }));
  router.use(createScopeRouter({ httpAuth, scope }));
  describeAnswers(context.openApi);
  return { metrics, nodes, access, firstMonday, adoptionArea };
}

function readFirstMonday(config: Config): Day {
  const key = 'insights.windows.firstMonday';
  const value = config.getOptionalString(key) ?? DEFAULT_FIRST_MONDAY;
  const isDay =
    /^\d{4}-\d{2}-\d{2}$/.test(value) &&
    !Number.isNaN(Date.parse(`${value}T00:00:00Z`));
  if (!isDay || mondayOf(value) !== value) {
    throw new InputError(
      `Configuration '${key}' is '${value}'; it must be a Monday, written like ${DEFAULT_FIRST_MONDAY}.`,
    );
  }
  return value;
}
