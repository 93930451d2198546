import {
  AuditorService,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { NotificationService } from '@backstage/plugin-notifications-node';
import express from 'express';
import { registerAdoptionActions } from '../../actions/registerAdoptionActions';
import { AdoptionAccess } from '../../service/adoption/AdoptionAccess';
import { AdoptionNews } from '../../service/adoption/AdoptionNews';
import { AdoptionNotifier } from '../../service/adoption/AdoptionNotifier';
import { AdoptionRecorder } from '../../service/adoption/AdoptionRecorder';
import { DeclarationService } from '../../service/adoption/DeclarationService';
import { ExplainService } from '../../service/adoption/ExplainService';
import { JourneyService } from '../../service/adoption/JourneyService';
import { NeedsService } from '../../service/adoption/NeedsService';
import { OnboardingService } from '../../service/adoption/OnboardingService';
import { AdoptionService } from '../../service/AdoptionService';
import { DatabaseAdoptionLedger } from '../../store/adoption/DatabaseAdoptionLedger';
import { DatabaseAdoptionStore } from '../../store/adoption/DatabaseAdoptionStore';
import { DatabaseDeclarationStore } from '../../store/adoption/DatabaseDeclarationStore';
import { DatabaseJourneyStore } from '../../store/adoption/DatabaseJourneyStore';
import { DatabaseNoticeStore } from '../../store/adoption/DatabaseNoticeStore';
import { DatabaseOnboardingStore } from '../../store/adoption/DatabaseOnboardingStore';
import { OrganisationReader } from '../../store/metrics/OrganisationReader';
import { AdoptionTask } from '../../tasks/AdoptionTask';
import type { AnswersContext } from '../addAnswersArea';
import { createAdoptionRouter } from '../adoptionRouter';
import { describeAdoptionWork } from './adoptionOpenApi';
import { createAdoptionWorkRouter } from './adoptionWorkRouter';

/** What this area uses where it is there; tests of answers do without. */
export interface AdoptionAreaServices {
  readonly auditor?: AuditorService;
  readonly logger?: LoggerService;
  readonly notifications?: NotificationService;
}

export interface AdoptionArea {
  readonly adoption: AdoptionService;
  readonly adoptionStore: DatabaseAdoptionStore;
  /** Schedules the task that keeps the record, and offers the actions. */
  startAdoption(services: {
    scheduler: SchedulerService;
    logger: LoggerService;
    actionsRegistry: ActionsRegistryService;
  }): Promise<void>;
}

/** Everything about adoption: rows, explanations, declarations, requests, the record of it. */
export function addAdoptionArea(
  router: express.Router,
  context: AnswersContext & AdoptionAreaServices,
  options: {
    organisations: OrganisationReader;
    freshForMilliseconds: number;
    now(): Date;
  },
): AdoptionArea {
  const { knex, config, httpAuth, permissions } = context;
  const { organisations, now, freshForMilliseconds } = options;
  const { peopleFloor } = config;
  const store = DatabaseAdoptionStore.create(knex);
  const ledger = new DatabaseAdoptionLedger(knex);
  const journeyStore = new DatabaseJourneyStore(knex);
  const declarationStore = new DatabaseDeclarationStore(knex);
  const notices = new DatabaseNoticeStore(knex);
  const adoption = new AdoptionService({
    store,
    ledger,
    organisations,
    peopleFloor,
    freshForMilliseconds,
  });
  const access = new AdoptionAccess({
    auth: context.auth,
    userInfo: context.userInfo,
    visible: context.visibleEntities,
    platform: config.platform,
  });
  const notifier = new AdoptionNotifier(context);
  const declarations = new DeclarationService({
    adoption,
    store,
    declarations: declarationStore,
    ledger,
    notifier,
  });
  const onboarding = new OnboardingService({
    adoption,
    declarations,
    declarationStore,
    store: new DatabaseOnboardingStore(knex),
    notifier,
  });
  const needs = new NeedsService({
    adoption,
    declarations,
    onboarding,
    notices,
    notifier,
  });
  const explain = new ExplainService({
    store,
    ledger,
    journeys: journeyStore,
    declarations,
    needs,
    peopleFloor,
  });
  const journeys = new JourneyService({
    adoption,
    store,
    ledger,
    journeys: journeyStore,
    organisations,
    peopleFloor,
  });
  router.use(
    createAdoptionRouter({ httpAuth, permissions, access, adoption, now }),
  );
  router.use(
    createAdoptionWorkRouter({
      httpAuth,
      permissions,
      auditor: context.auditor,
      access,
      declarations,
      explain,
      journeys,
      needs,
      onboarding,
      now,
    }),
  );
  describeAdoptionWork(context.openApi);
  return {
    adoption,
    adoptionStore: store,
    startAdoption: async ({ scheduler, logger, actionsRegistry }) => {
      registerAdoptionActions(actionsRegistry, {
        permissions,
        access,
        adoption,
        explain,
        now,
      });
      await new AdoptionTask({
        recorder: new AdoptionRecorder({ knex, peopleFloor }),
        onboarding,
        news: new AdoptionNews({ adoption, notices, notifier }),
        logger,
      }).schedule(scheduler);
    },
  };
}
