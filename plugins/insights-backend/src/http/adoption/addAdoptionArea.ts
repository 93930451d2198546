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
import { DatabaseLossTraitStore } from '../../store/adoption/DatabaseLossTraitStore';
import { DatabaseNoticeStore } from '../../store/adoption/DatabaseNoticeStore';
import { DatabaseStateStore } from '../../store/adoption/DatabaseStateStore';
import { DatabaseOnboardingStore } from '../../store/adoption/DatabaseOnboardingStore';
import { OrganisationReader } from '../../store/metrics/OrganisationReader';
import { TeamSpeedAccess } from '../../service/TeamSpeedAccess';
import { AdoptionTask } from '../../tasks/AdoptionTask';
import type { AnswersContext } from '../addAnswersArea';
import { createAdoptersRouter, describeAdopters } from '../adoptersRouter';
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
    speed: TeamSpeedAccess;
    freshForMilliseconds: number;
    now(): Date;
  },
): AdoptionArea {
  const { knex, config, httpAuth, permissions } = context;
  const { organisations, now, freshForMilliseconds } = options;
  const { peopleFloor, adoption: thresholds } = config;
  const store = DatabaseAdoptionStore.create(knex);
  const ledger = new DatabaseAdoptionLedger(knex);
  const journeyStore = new DatabaseJourneyStore(knex);
  const declarationStore = new DatabaseDeclarationStore(knex);
  const notices = new DatabaseNoticeStore(knex);
  const adoption = new AdoptionService({
    store,
    states: new DatabaseStateStore(knex),
    ledger,
    organisations,
    peopleFloor,
    freshForMilliseconds,
    thresholds,
  });
  const access = new AdoptionAccess({
    auth: context.auth,
    userInfo: context.userInfo,
    visible: context.visibleEntities,
    speed: options.speed,
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
    losses: new DatabaseLossTraitStore(knex),
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
  });
  const reading = { httpAuth, permissions, access, adoption, now };
  router.use(createAdoptionRouter(reading));
  router.use(createAdoptersRouter(reading));
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
  describeAdopters(context.openApi);
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
        recorder: new AdoptionRecorder({ knex, peopleFloor, thresholds }),
        onboarding,
        news: new AdoptionNews({ adoption, notices, notifier }),
        logger,
      }).schedule(scheduler);
    },
  };
}
