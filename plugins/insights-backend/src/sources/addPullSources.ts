import { pullAnswerSchema } from '@mli/plugin-insights-common';
import { PullSource } from '@mli/plugin-insights-node';
import express from 'express';
import { z } from 'zod';
import { InsightsContext } from '../context';
import { TAGS } from '../http/ingest/ingestOpenApi';
import { changeAudited } from '../http/ingest/sourceManager';
import { IngestService } from '../service/ingest/IngestService';
import { DatabaseSourceStore } from '../store/DatabaseSourceStore';
import { DatabasePullStore } from './DatabasePullStore';
import { PullRunner } from './PullRunner';
import { PullSources } from './PullSources';

export interface PullSourcesArea {
  readonly context: InsightsContext;
  readonly ingest: IngestService;
  readonly sourceStore: DatabaseSourceStore;
  readonly pullSources: readonly PullSource[];
}

/** What the portal pulls by itself, and the route that pulls by hand. */
export async function addPullSources(
  router: express.Router,
  { context, ingest, sourceStore, pullSources }: PullSourcesArea,
): Promise<PullSources> {
  refuseClashes(context, pullSources);
  const declared = await sourceStore.declare(
    pullSources.map(({ name, kind, historical = false }) => ({
      name,
      kind,
      historical,
    })),
  );
  const store = DatabasePullStore.create(context.knex);
  await store.declare(declared.map(({ id }) => id));
  const sources = new PullSources(
    {
      store,
      scheduler: context.scheduler,
      runner: new PullRunner({ store, ingest, logger: context.logger }),
    },
    new Map(
      pullSources.flatMap(pull => {
        const source = declared.find(({ name }) => name === pull.name);
        return source ? [[pull.name, { pull, source }] as const] : [];
      }),
    ),
  );
  context.lifecycle.addShutdownHook(async () => await sources.stop());
  await sources.schedule();

  router.post('/sources/:name/pull', async (req, res) => {
    const answer = await changeAudited(req, context, {
      eventId: 'source-pull',
      severityLevel: 'low',
      change: async () => await sources.pullNow(req.params.name),
      describe: ({ name, outcome, pull }) => ({
        source: name,
        outcome,
        accepted: pull.progress.accepted,
      }),
    });
    res.status(answer.outcome === 'running' ? 202 : 200).json(answer);
  });
  describeRoutes(context);
  return sources;
}

/** A producer that could write a source that is pulled would be believed as if it were the tracker. */
function refuseClashes(
  { config }: InsightsContext,
  pullSources: readonly PullSource[],
): void {
  for (const { name, kind } of pullSources) {
    const configured = config.sources.find(source => source.name === name);
    if (
      configured &&
      (configured.kind !== kind || configured.subjects.length > 0)
    ) {
      throw new Error(
        `The insights plugin cannot start: insights.sources names '${name}', which is pulled. Give one of them another name; to grant it to providers, list it there with kind ${kind} and without subjects.`,
      );
    }
  }
}

function describeRoutes({ openApi }: InsightsContext): void {
  const answer = (description: string) => ({
    description,
    content: { 'application/json': { schema: pullAnswerSchema } },
  });
  openApi.registerPath({
    method: 'post',
    path: '/sources/{name}/pull',
    tags: TAGS,
    summary: 'Pull a tracker or scheduler now',
    request: { params: z.object({ name: z.string() }) },
    responses: {
      200: answer('It is over; what it brought, or why it failed'),
      202: answer('It goes on; GET /sources shows how far it is'),
      401: { description: 'No credentials' },
      403: { description: 'Not allowed to look after sources' },
      404: { description: 'Nothing of that name is pulled' },
    },
  });
}
