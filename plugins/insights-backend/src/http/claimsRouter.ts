import { NotAllowedError } from '@backstage/errors';
import {
  claimsResponseSchema,
  jobMatchesSchema,
  printableText,
} from '@mli/plugin-insights-common';
import express from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import { InsightsContext } from '../context';
import { JobPattern } from '../core/organisation/types';
import { ClaimsService } from '../service/claims/ClaimsService';
import { DatabaseClaimsStore } from '../store/claims/DatabaseClaimsStore';
import { OpenApiRegistry } from './openapi';
import { queryText, readQuery, refuseFaults } from './readQuery';
import { readTeam } from './readRefs';

const MOST_PATTERNS = 60;

const claimsQueryShape = { team: queryText } as const;

const matchesRequestSchema = z.strictObject({
  team: z.string().max(320),
  component: z.string().max(320).optional(),
  patterns: z
    .array(
      z.strictObject({
        field: z.enum(['job', 'repository', 'experiment']),
        glob: printableText(500).min(1),
      }),
    )
    .max(MOST_PATTERNS),
});

export type ClaimsContext = Pick<
  InsightsContext,
  | 'auth'
  | 'httpAuth'
  | 'knex'
  | 'logger'
  | 'openApi'
  | 'permissions'
  | 'refreshOrganisation'
  | 'userInfo'
>;

/**
 * `GET /claims`, `POST /claims/matches`: jobs that a team could call its own. `POST /organisation/refresh`: another
 * plugin of the portal says that the catalog changed.
 */
export function addClaimsRoutes(
  parent: express.Router,
  context: ClaimsContext,
): void {
  const { auth, httpAuth, logger, refreshOrganisation } = context;
  const service = new ClaimsService({
    ...context,
    store: DatabaseClaimsStore.create(context.knex),
  });
  const router = PromiseRouter();
  router.get('/claims', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const { values, faults } = readQuery(req.query, claimsQueryShape);
    const team = requireTeam(values.team, faults);
    res.json(await service.claims(credentials, team));
  });
  router.post(
    '/claims/matches',
    express.json({ limit: '100kb' }),
    async (req, res) => {
      const credentials = await httpAuth.credentials(req, {
        allow: ['user', 'service'],
      });
      const read = matchesRequestSchema.safeParse(req.body);
      refuseFaults(
        read.error?.issues.map(
          issue => `'${issue.path.map(String).join('.')}' ${issue.message}`,
        ) ?? [],
      );
      const faults: string[] = [];
      const body = read.data ?? { team: '', patterns: [] };
      const patterns: JobPattern[] = body.patterns;
      res.json(
        await service.matches(credentials, {
          team: requireTeam(body.team, faults),
          component: body.component?.toLocaleLowerCase('en-US') ?? '',
          patterns,
        }),
      );
    },
  );
  router.post('/organisation/refresh', async (req, res) => {
    const credentials = await httpAuth.credentials(req, { allow: ['service'] });
    if (
      !auth.isPrincipal(credentials, 'service') ||
      credentials.principal.accessRestrictions
    ) {
      throw new NotAllowedError(
        'Only plugins of the portal say that the catalog changed; everybody else waits for the next reading, within a minute.',
      );
    }
    refreshOrganisation().catch(error =>
      logger.warn(
        'The organisation could not be read again; the next round will',
        error instanceof Error ? error : { error: String(error) },
      ),
    );
    res.status(202).json({ status: 'started' });
  });
  parent.use(router);
  describeClaims(context.openApi);
}

function requireTeam(text: string | undefined, faults: string[]): string {
  const team = readTeam(text === '' ? undefined : text, faults);
  if (team === undefined && faults.length === 0) {
    faults.push("'team' is missing; write it like team=lanes");
  }
  refuseFaults(faults);
  return team ?? '';
}

function describeClaims(openApi: OpenApiRegistry): void {
  const refusals = {
    400: { description: 'What is asked for is wrong; the message says what' },
    401: { description: 'No credentials' },
    403: { description: 'Not a member of the team; the message says who can' },
  };
  openApi.registerPath({
    method: 'get',
    path: '/claims',
    tags: ['claims'],
    summary: 'Jobs without a component that look like the team’s own, grouped',
    request: { query: z.object({ team: z.string() }) },
    responses: {
      200: {
        description: 'Groups of jobs, those that run most first',
        content: { 'application/json': { schema: claimsResponseSchema } },
      },
      ...refusals,
    },
  });
  openApi.registerPath({
    method: 'post',
    path: '/claims/matches',
    tags: ['claims'],
    summary:
      'Which jobs a set of patterns matches, and how many runs they have',
    request: {
      body: {
        content: { 'application/json': { schema: matchesRequestSchema } },
      },
    },
    responses: {
      200: {
        description: 'Counts per pattern and over all, with names of jobs',
        content: { 'application/json': { schema: jobMatchesSchema } },
      },
      ...refusals,
    },
  });
  openApi.registerPath({
    method: 'post',
    path: '/organisation/refresh',
    tags: ['claims'],
    summary: 'Reads the catalog again at once; for plugins of the portal',
    responses: {
      202: { description: 'Started' },
      401: { description: 'No credentials' },
      403: { description: 'Not a plugin of the portal' },
    },
  });
}
