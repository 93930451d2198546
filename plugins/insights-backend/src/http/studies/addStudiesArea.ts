import express from 'express';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { registerStudyActions } from '../../actions/studies';
import { InsightsContext } from '../../context';
import { OfferingClaims } from '../../service/studies/OfferingClaims';
import { RolloutsService } from '../../service/studies/RolloutsService';
import { StudiesService } from '../../service/studies/StudiesService';
import { StudyRegistration } from '../../service/studies/StudyRegistration';
import { StudyFacts } from '../../service/studies/StudyFacts';
import { StudyDownload } from '../../service/studies/StudyDownload';
import { StudyInputsReader } from '../../service/studies/StudyInputsReader';
import { TeamSpeedAccess } from '../../service/TeamSpeedAccess';
import { DatabaseAdoptionStore } from '../../store/adoption/DatabaseAdoptionStore';
import { DatabaseOrganisationReader } from '../../store/metrics/DatabaseOrganisationReader';
import { DatabaseStudyStore } from '../../store/studies/DatabaseStudyStore';
import { analyseInThread } from '../../tasks/studies/analyseInThread';
import { StudyTask } from '../../tasks/studies/StudyTask';
import { createStudyRouter } from './studyRoutes';
import { describeStudies } from './studiesOpenApi';

export type StudiesContext = Pick<
  InsightsContext,
  | 'auditor'
  | 'auth'
  | 'catalog'
  | 'httpAuth'
  | 'knex'
  | 'logger'
  | 'openApi'
  | 'permissions'
  | 'permissionsRegistry'
  | 'scheduler'
  | 'userInfo'
  | 'visibleEntities'
> & {
  readonly config: Pick<InsightsContext['config'], 'platform' | 'stages'>;
  readonly actionsRegistry?: typeof actionsRegistryServiceRef.T;
};

/** What other areas use of studies. */
export interface StudiesArea {
  readonly studies: StudiesService;
  readonly facts: StudyFacts;
  /** Computes what is due now; for tests. */
  readonly computeDue: () => Promise<number>;
}

export interface StudiesAreaOptions {
  readonly now?: () => Date;
  /** Whether what was registered is computed at once, if it is due; a test says when. */
  readonly poke?: boolean;
}

/** Studies: routes, actions, and the task that computes what is due. Add it after the answers, which make the release rules known. */
export async function addStudiesArea(
  router: express.Router,
  context: StudiesContext,
  options: StudiesAreaOptions = {},
): Promise<StudiesArea> {
  const { config, knex, logger } = context;
  const { now = () => new Date(), poke = true } = options;
  const store = DatabaseStudyStore.create(knex);
  const organisations = DatabaseOrganisationReader.create(knex);
  const adoption = DatabaseAdoptionStore.create(knex);
  const { bridgeGroups } = config.platform;
  const sources = { knex, store, organisations, adoption };
  const task = new StudyTask({
    store,
    logger,
    reader: new StudyInputsReader(sources),
    analyse: analyseInThread,
    now,
  });
  const known = {
    ...sources,
    claims: new OfferingClaims(context),
    bridgeGroups,
  };
  const studies = new StudiesService(known);
  const registration = new StudyRegistration({
    ...known,
    stages: config.stages,
    onRegistered: () => {
      if (poke) task.poke();
    },
  });
  const common = { ...context, visible: context.visibleEntities, studies, now };
  router.use(
    createStudyRouter({
      ...common,
      registration,
      rollouts: new RolloutsService({ ...sources, bridgeGroups }),
      download: new StudyDownload({
        knex,
        store,
        organisations,
        access: new TeamSpeedAccess(context),
      }),
    }),
  );
  if (context.actionsRegistry) {
    registerStudyActions(context.actionsRegistry, common);
  }
  describeStudies(context.openApi);
  await context.scheduler.scheduleTask({
    id: 'insights-studies',
    frequency: { minutes: 10 },
    initialDelay: { seconds: 60 },
    timeout: { hours: 1 },
    scope: 'local',
    fn: async () => {
      await task.run();
    },
  });
  const facts = new StudyFacts({ store, studies, organisations });
  return { studies, facts, computeDue: task.run };
}
