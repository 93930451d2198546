import {
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  annotationAnswerSchema,
  annotationSchema,
  insightsAnnotationCreatePermission,
  insightsAnnotationUpdatePermission,
  newAnnotationSchema,
} from '@mli/plugin-insights-common';
import { requirePermission } from '@mli/plugin-ml-platform-node';
import express, { Request, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import {
  AnnotationsService,
  Annotator,
} from '../service/losses/AnnotationsService';
import { LossesCaller } from '../service/losses/LossesService';
import { OpenApiRegistry } from './openapi';
import { queryText, readQuery, refuseFaults } from './readQuery';
import { readOffering, readTeam } from './readRefs';

export interface AnnotationsRouterOptions {
  readonly httpAuth: HttpAuthService;
  readonly permissions: PermissionsService;
  readonly annotations: AnnotationsService;
  callerOf(credentials: BackstageCredentials): Promise<LossesCaller>;
}

const WHO_CAN =
  'Signed-in members of the organisation can, each for their own units.';

const listQueryShape = {
  team: queryText.optional().describe('and what is said above and below it'),
  from: z.iso.date().optional(),
  to: z.iso.date().optional().describe('exclusive'),
  mine: z
    .enum(['true', 'false'])
    .optional()
    .describe('only what waits for the groups of the caller'),
  withdrawn: z.enum(['true', 'false']).optional(),
};

const restoreSchema = z.strictObject({ withdrawn: z.boolean() });

/** `/annotations`: what people know about a period, and what they say is wrong with a number. */
export function createAnnotationsRouter(
  options: AnnotationsRouterOptions,
): Router {
  const { httpAuth, permissions, annotations, callerOf } = options;
  const router = PromiseRouter();
  const body = express.json({ limit: '20kb' });
  const annotatorOf = async (
    req: Request,
    permission: typeof insightsAnnotationCreatePermission,
  ): Promise<Annotator> => {
    const credentials = await httpAuth.credentials(req, { allow: ['user'] });
    await requirePermission(permissions, credentials, permission, WHO_CAN);
    return { credentials, caller: await callerOf(credentials) };
  };

  router.get('/annotations', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const { values, faults } = readQuery(req.query, listQueryShape);
    const unit = readTeam(values.team, faults);
    refuseFaults(faults);
    const items = await annotations.list(
      {
        unit,
        from: values.from,
        to: values.to,
        mine: values.mine === 'true',
        withdrawn: values.withdrawn === 'true',
      },
      await callerOf(credentials),
    );
    res.json({ items });
  });
  router.post('/annotations', body, async (req, res) => {
    const by = await annotatorOf(req, insightsAnnotationCreatePermission);
    const draft = read(newAnnotationSchema, req.body);
    const faults: string[] = [];
    const unit = readTeam(draft.unit, faults);
    const offering = readOffering(draft.offering, faults);
    refuseFaults(faults);
    res
      .status(201)
      .json(await annotations.add({ ...draft, unit, offering }, by));
  });
  router.put('/annotations/:id/answer', body, async (req, res) => {
    const by = await annotatorOf(req, insightsAnnotationUpdatePermission);
    const id = readId(req.params.id);
    const answer = read(annotationAnswerSchema, req.body);
    res.json(await annotations.answer({ id, ...answer }, by));
  });
  router.put('/annotations/:id/withdrawn', body, async (req, res) => {
    const by = await annotatorOf(req, insightsAnnotationUpdatePermission);
    const id = readId(req.params.id);
    const { withdrawn } = read(restoreSchema, req.body);
    res.json(await annotations.withdraw({ id, withdrawn }, by));
  });
  return router;
}

function read<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (!result.success) {
    refuseFaults(
      result.error.issues.map(
        ({ path, message }) =>
          `${path.length > 0 ? `'${path.map(String).join('.')}' ` : ''}${message}`,
      ),
    );
  }
  return schema.parse(input);
}

function readId(text: string | undefined): string {
  if (text === undefined || !/^\d{1,18}$/.test(text)) {
    refuseFaults([
      `'${(text ?? '').slice(0, 60)}' is not the id of an annotation`,
    ]);
  }
  return text ?? '';
}

export function describeAnnotations(openApi: OpenApiRegistry): void {
  const annotation = openApi.register('Annotation', annotationSchema);
  const answers = (status: number, schema: z.ZodType) => ({
    [status]: {
      description: 'As it is now',
      content: { 'application/json': { schema } },
    },
    400: { description: 'The message names everything that is wrong' },
    401: { description: 'No credentials' },
    403: { description: 'Not for this caller; the message says who can' },
    404: { description: 'Nothing of that name that the caller can see' },
  });
  const bodyOf = (schema: z.ZodType) => ({
    content: { 'application/json': { schema } },
  });
  const tags = ['annotations'];
  openApi.registerPath({
    method: 'get',
    path: '/annotations',
    tags,
    summary: 'What was said about a period or a number',
    request: { query: z.object(listQueryShape) },
    responses: answers(200, z.object({ items: z.array(annotation) })),
  });
  openApi.registerPath({
    method: 'post',
    path: '/annotations',
    tags,
    summary: 'Say what happened in a period, or that a number is wrong',
    request: { body: bodyOf(newAnnotationSchema) },
    responses: answers(201, annotation),
  });
  const params = z.object({ id: z.string() });
  openApi.registerPath({
    method: 'put',
    path: '/annotations/{id}/answer',
    tags,
    summary: 'Accept, reject or resolve what goes to one of your groups',
    request: { params, body: bodyOf(annotationAnswerSchema) },
    responses: answers(200, annotation),
  });
  openApi.registerPath({
    method: 'put',
    path: '/annotations/{id}/withdrawn',
    tags,
    summary: 'Take back what was said, or undo that',
    request: { params, body: bodyOf(restoreSchema) },
    responses: answers(200, annotation),
  });
}
