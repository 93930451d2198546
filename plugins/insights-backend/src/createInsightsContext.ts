import { readInsightsConfig } from './config';
import { InsightsContext, PlatformServices } from './context';
import { createActorDirectory } from './core/actors/ActorDirectory';
import { unattributed } from './core/attribution/unattributed';
import { createOpenApiRegistry } from './http/openapi';
import { openDatabase } from './store/migrate';

/** Reads the configuration, migrates the database and makes what all areas share. */
export async function createInsightsContext(
  services: PlatformServices,
): Promise<InsightsContext> {
  const config = readInsightsConfig(services.rootConfig);
  const knex = await openDatabase(services.database);
  return {
    ...services,
    config,
    knex,
    actors: createActorDirectory({
      key: config.actorKey,
      findAccount: () => undefined,
    }),
    attributor: unattributed,
    pokeRecompute: () => {},
    openApi: createOpenApiRegistry(),
  };
}
