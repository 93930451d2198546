import { PullSource } from '@mli/plugin-insights-node';
import express from 'express';
import { InsightsContext } from '../../context';
import { createRunModel } from '../../createRunModel';
import { IngestQueue } from '../../service/ingest/IngestQueue';
import { IngestService } from '../../service/ingest/IngestService';
import { RedriveService } from '../../service/ingest/RedriveService';
import { SourceOverview } from '../../service/sources/SourceOverview';
import { IngestSources } from '../../service/ingest/IngestSources';
import { IngestWriter } from '../../service/ingest/IngestWriter';
import { QuarantineCipher } from '../../service/ingest/QuarantineCipher';
import { DatabaseQuarantineStore } from '../../store/DatabaseQuarantineStore';
import { DatabaseRunStore } from '../../store/DatabaseRunStore';
import { DatabaseSourceStore } from '../../store/DatabaseSourceStore';
import { describeIngestRoutes } from './ingestOpenApi';
import { addPatternRoutes } from './patternRoutes';
import { addSchemaRoutes } from './schemaRoutes';
import { RunCorrections } from '../../service/linking/RunCorrections';
import { addPullSources } from '../../sources/addPullSources';
import { addActorRoutes } from './actorRoutes';
import { addRunRoutes } from './runRoutes';
import { addSourceRoutes } from './sourceRoutes';
import { addIngestRoutes } from './ingestRoutes';

/** Everything that takes events in: from the route to the transaction. */
export async function addIngestArea(
  router: express.Router,
  context: InsightsContext,
  pullSources: readonly PullSource[] = [],
): Promise<void> {
  const runModel = await createRunModel(context);
  const cipher = QuarantineCipher.create(
    context.config.actorKey,
    context.config.actorKeys.slice(0, -1),
  );
  const writer = new IngestWriter({
    knex: context.knex,
    ...runModel,
    cipher,
    quarantineDays: context.config.quarantineDays,
    keyGuard: context.keyGuard,
  });
  const queue = new IngestQueue({
    write: batches => writer.write(batches),
    mostItems: context.config.ingest.queueEvents,
    writers: context.config.ingest.writers,
    itemsPerWrite: 1000,
    patienceMillis: 10_000,
  });
  context.lifecycle.addShutdownHook(() => queue.close());
  const sourceStore = DatabaseSourceStore.create(context.knex);
  const sources = await IngestSources.create(context.config, sourceStore);
  const ingest = new IngestService({
    queue,
    actors: context.actors,
    stages: context.config.stages,
    onStored: context.pokeRecompute,
  });
  addIngestRoutes(router, { context, sources, ingest });
  const pulls = await addPullSources(router, {
    context,
    ingest,
    sourceStore,
    pullSources,
  });
  const quarantineStore = DatabaseQuarantineStore.create(context.knex);
  await context.scheduler.scheduleTask({
    id: 'insights-quarantine-expiry',
    frequency: { hours: 6 },
    timeout: { minutes: 10 },
    scope: 'global',
    fn: async () => {
      await quarantineStore.deleteExpired();
    },
  });
  addSourceRoutes(router, {
    context,
    sources,
    overview: new SourceOverview({
      knex: context.knex,
      sourceStore,
      quarantineStore,
      subjectsOf: name => (pulls.has(name) ? [] : sources.subjectsOf(name)),
      pullStates: async () => await pulls.states(),
    }),
    redrive: new RedriveService({
      store: quarantineStore,
      queue,
      sources,
      cipher,
      attributor: context.attributor,
      actors: context.actors,
      stages: context.config.stages,
      onStored: context.pokeRecompute,
    }),
    runStore: DatabaseRunStore.create(context.knex),
    quarantineStore,
  });
  addPatternRoutes(router, context);
  addSchemaRoutes(router, context.openApi);
  addRunRoutes(router, {
    context,
    corrections: new RunCorrections({
      knex: context.knex,
      linker: runModel.linker,
    }),
  });
  addActorRoutes(router, context);
  describeIngestRoutes(context.openApi);
}
