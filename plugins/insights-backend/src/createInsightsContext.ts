import { readInsightsConfig } from './config';
import { InsightsContext, PlatformServices } from './context';
import { createRollupArea } from './createRollupArea';
import { createOpenApiRegistry } from './http/openapi';
import { rotateActorKeys } from './service/actors/rotateActorKeys';
import { openDatabase } from './store/migrate';

/** Reads the configuration, migrates the database and makes what all areas share. */
export async function createInsightsContext(
  services: PlatformServices,
): Promise<InsightsContext> {
  const config = readInsightsConfig(services.rootConfig);
  const knex = await openDatabase(services.database);
  await rotateActorKeys({
    knex,
    keys: config.actorKeys,
    logger: services.logger,
  });
  return {
    ...services,
    ...(await createRollupArea({ ...services, config, knex })),
    config,
    knex,
    openApi: createOpenApiRegistry(),
  };
}
