import { NotFoundError } from '@backstage/errors';
import {
  documentationSchema,
  firstSeenListSchema,
  offeringChangeListSchema,
  offeringRef,
} from '@mli/plugin-offerings-common';
import { parseBody, VisibleEntities } from '@mli/plugin-ml-platform-node';
import { InputError } from '@backstage/errors';
import { RouteConfig } from '@asteasolutions/zod-to-openapi';
import { Router } from 'express';
import { z } from 'zod';
import { DocumentationRenderer } from '../service/DocumentationRenderer';
import { DatabaseOfferingHistoryStore } from '../store/DatabaseOfferingHistoryStore';
import { printable } from './parse';
import { RouteContext } from './router';

const MOST_CHANGES = 50;
const changesQuerySchema = z.strictObject({ offering: printable.min(1) });

export interface DirectoryRoutesOptions {
  readonly history: DatabaseOfferingHistoryStore;
  readonly renderer: DocumentationRenderer;
  readonly visible: VisibleEntities;
}

/** What the directory shows of offerings that the catalog does not keep. */
export function addDirectoryRoutes(
  router: Router,
  context: RouteContext & DirectoryRoutesOptions,
): void {
  const { history, renderer, viewer, visible } = context;

  router.get('/changes', async (req, res) => {
    const { credentials } = await viewer(req);
    const { offering } = parseBody(changesQuerySchema, req.query);
    const ref = offeringRef(offering);
    if (!ref) {
      throw new InputError(
        `'offering' is '${offering.slice(0, 60)}', which is not the ref of an Offering; write it like feature-store or offering:default/feature-store.`,
      );
    }
    const refs = await visible.visibleRefs(credentials, 'Offering');
    if (refs !== 'all' && !refs.has(ref)) {
      throw new NotFoundError(
        `There is no offering '${ref}' in the catalog that you can see.`,
      );
    }
    const changes = await history.changesOf(ref, MOST_CHANGES);
    res.json({
      items: changes.map(({ seenAt, ...change }) => ({
        ...change,
        seenAt: seenAt.toISOString(),
      })),
    });
  });

  router.get('/first-seen', async (req, res) => {
    const { credentials } = await viewer(req);
    const [refs, firstSeen] = await Promise.all([
      visible.visibleRefs(credentials, 'Offering'),
      history.firstSeen(),
    ]);
    res.json({
      items: [...firstSeen]
        .filter(([ref]) => refs === 'all' || refs.has(ref))
        .map(([offering, at]) => ({
          offering,
          firstSeenAt: at.toISOString(),
        })),
    });
  });

  router.get('/documentation', async (req, res) => {
    await viewer(req);
    res.json({ canRender: await renderer.isThere() });
  });
}

function answer(schema: z.ZodType) {
  return {
    200: {
      description: 'Done',
      content: { 'application/json': { schema } },
    },
    401: { description: 'No credentials' },
    403: { description: 'Not for this caller; the message says who can' },
  };
}

export const DIRECTORY_ROUTES: readonly RouteConfig[] = [
  {
    method: 'get',
    path: '/changes',
    tags: ['directory'],
    summary: `The latest ${MOST_CHANGES} changes of an offering, newest first`,
    request: { query: changesQuerySchema },
    responses: {
      ...answer(offeringChangeListSchema),
      400: { description: 'The ref cannot be read' },
      404: { description: 'No such offering that the caller can see' },
    },
  },
  {
    method: 'get',
    path: '/first-seen',
    tags: ['directory'],
    summary: 'When the portal first saw each offering the caller can see',
    responses: answer(firstSeenListSchema),
  },
  {
    method: 'get',
    path: '/documentation',
    tags: ['directory'],
    summary: 'Whether documentation can be rendered here',
    responses: answer(documentationSchema),
  },
];
