import {
  AuthService,
  LifecycleService,
  LoggerService,
  RootConfigService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { teamRole } from '@mli/plugin-ml-platform-node';
import { Knex } from 'knex';
import { InsightsConfig } from './config';
import {
  ActorDirectory,
  createActorDirectory,
  normaliseActor,
  SeenActors,
} from './core/actors/ActorDirectory';
import { hashActor } from './core/actors/ActorKeys';
import { OrganisationRules } from './core/organisation/OrganisationBuilder';
import { toRef } from './core/organisation/refs';
import { CatalogOrganisationReader } from './organisation/CatalogOrganisationReader';
import { DatabaseOrganisationStore } from './organisation/DatabaseOrganisationStore';
import { ErasedActors } from './organisation/ErasedActors';
import { LateActors } from './organisation/LateActors';
import { OrganisationService } from './organisation/OrganisationService';
import { Reattribution } from './organisation/Reattribution';
import { ActorErasure } from './service/actors/ActorErasure';
import { ActorKeyGuard } from './service/actors/ActorKeyGuard';
import { DatabaseAttributionStore } from './store/attribution/DatabaseAttributionStore';
import { DatabasePatternStore } from './store/patterns/DatabasePatternStore';
import { DatabaseRollupStore } from './store/rollups/DatabaseRollupStore';
import { OrganisationTask } from './tasks/OrganisationTask';
import { Reaper } from './tasks/Reaper';
import { RecomputeWorker } from './tasks/RecomputeWorker';
import { scheduleInsightsTasks } from './tasks/scheduleInsightsTasks';

export interface RollupAreaOptions {
  readonly auth: AuthService;
  readonly catalog: CatalogService;
  readonly config: InsightsConfig;
  readonly knex: Knex;
  readonly lifecycle: LifecycleService;
  readonly logger: LoggerService;
  readonly rootConfig: RootConfigService;
  readonly scheduler: SchedulerService;
}

/** What the other areas use of organisation, attribution and roll-ups. */
export interface RollupArea {
  readonly actors: ActorDirectory & SeenActors;
  readonly attributor: OrganisationService;
  readonly erasure: ActorErasure;
  readonly keyGuard: ActorKeyGuard;
  /** With how many items were stored, where ingest marked the days. */
  readonly pokeRecompute: (stored?: number) => void;
  /** One round of reading the catalog and attributing anew; for writes of the portal, and for tests. */
  readonly refreshOrganisation: () => Promise<void>;
  /** Computes what is marked now; for tests and the command line. */
  readonly recompute: () => Promise<number>;
}

/** Makes organisation, attribution and roll-ups, and schedules their tasks. The database is migrated. */
export async function createRollupArea(
  options: RollupAreaOptions,
): Promise<RollupArea> {
  const { config, knex, lifecycle, logger } = options;
  const rollups = DatabaseRollupStore.create(knex);
  const worker = new RecomputeWorker({ store: rollups, logger });
  const poke = (stored?: number) => worker.poke(stored);

  const store = DatabaseOrganisationStore.create(knex);
  const erased = await ErasedActors.create(knex);
  const erasure = new ActorErasure({
    knex,
    keys: config.actorKeys,
    erased,
    onMarked: onErased,
  });
  const keyGuard = ActorKeyGuard.create(config.actorKeys);
  const organisation = await createOrganisationService(options, store, erased);
  const lateActors = await LateActors.create(knex);
  const organisationTask: OrganisationTask = new OrganisationTask({
    service: organisation,
    lateActors,
    store,
    logger,
    erasure,
    checkKeys: async () => await keyGuard.check(knex),
    reattribution: new Reattribution({
      store: DatabaseAttributionStore.create(knex),
      attributor: organisation,
      logger,
      onMarked: poke,
    }),
  });

  function onErased() {
    poke();
    // who is nobody any more is decided about at once
    organisationTask.poke();
  }

  await scheduleInsightsTasks(options.scheduler, {
    organisation,
    organisationTask,
    worker,
    rollups,
    reaper: new Reaper({ knex, logger, onMarked: poke }),
    logger,
    followErased: async () => await erased.follow(),
    refreshSeconds: config.organisationRefreshSeconds,
  });
  lifecycle.addStartupHook(() => organisationTask.poke());
  lifecycle.addShutdownHook(async () => await worker.stop());

  return {
    actors: createActorDirectory({
      keys: config.actorKeys,
      findAccount: hash => organisation.findAccount(hash),
      findLate: hash => lateActors.find(hash),
      isErased: hash => erased.has(hash),
    }),
    erasure,
    keyGuard,
    attributor: organisation,
    pokeRecompute: poke,
    refreshOrganisation: async () => await organisationTask.run(),
    recompute: async () => await worker.drain(),
  };
}

async function createOrganisationService(
  { auth, catalog, config, knex, logger, rootConfig }: RollupAreaOptions,
  store: DatabaseOrganisationStore,
  erased: ErasedActors,
): Promise<OrganisationService> {
  const patterns = DatabasePatternStore.create(knex);
  return await OrganisationService.create({
    store,
    logger,
    reader: erased.without(
      new CatalogOrganisationReader({
        auth,
        catalog,
        rules: organisationRules(config),
      }),
    ),
    grantedTo: sourceGrants(config),
    readPatterns: async () => await patterns.listActive(),
    firstReadingPauseMs:
      1_000 *
      (rootConfig.getOptionalNumber(
        'insights.organisation.firstReadingPauseSeconds',
      ) ?? 3),
  });
}

function sourceGrants({
  sources,
}: InsightsConfig): ReadonlyMap<string, readonly string[]> {
  const group = { kind: 'group', namespace: 'default' };
  return new Map(
    sources.flatMap(({ name, grantedTo }) =>
      grantedTo
        ? [[name, grantedTo.flatMap(ref => toRef(ref, group) ?? [])] as const]
        : [],
    ),
  );
}

function organisationRules({
  actorKeys,
  platform,
}: InsightsConfig): OrganisationRules {
  return {
    roleOf: type => teamRole(platform.teamTypes, type) ?? 'other',
    hash: name => hashActor(actorKeys, name).toString('hex'),
    normalise: normaliseActor,
  };
}
