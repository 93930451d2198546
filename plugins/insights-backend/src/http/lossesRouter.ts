import {
  BackstageCredentials,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import {
  largestLossesSchema,
  Loss,
  LOSS_PHASES,
  lossDetailSchema,
  recentRunsSchema,
  teamLossesSchema,
} from '@mli/plugin-insights-common';
import { Response, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import { LossesCaller, LossesService } from '../service/losses/LossesService';
import { CsvColumns, sendCsv, toCsv } from './csv';
import { OpenApiRegistry } from './openapi';
import { queryText, readQuery, refuseFaults } from './readQuery';
import { readTeam } from './readRefs';

export interface LossesRouterOptions {
  readonly httpAuth: HttpAuthService;
  readonly losses: LossesService;
  callerOf(credentials: BackstageCredentials): Promise<LossesCaller>;
  now(): Date;
}

const LARGEST = 10;
const MOST_LOSSES = 100;

const lossesQueryShape = {
  team: queryText
    .optional()
    .describe('a team, or a department: where its own weeks go'),
  department: queryText
    .optional()
    .describe(
      'instead of team: the largest losses of the teams below it; neither: of the company',
    ),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MOST_LOSSES)
    .optional()
    .describe(`of the largest losses; absent: ${LARGEST}`),
  format: z.enum(['json', 'csv']).optional(),
};

const detailQueryShape = {
  team: queryText.describe('a team or a department'),
  stage: queryText,
  phase: z.enum(LOSS_PHASES),
};

const COLUMNS: CsvColumns<Loss> = [
  ['team', row => row.team],
  ['stage', row => row.stage],
  ['phase', row => row.phase],
  ['hours_a_week', row => row.hours.value],
  ['low', row => row.hours.low],
  ['high', row => row.hours.high],
  ['target', row => row.target?.kind],
  ['target_hours_a_week', row => row.target?.hours],
  ['recoverable_hours_a_week', row => row.recoverable?.value],
  ['recoverable_low', row => row.recoverable?.low],
  ['recoverable_high', row => row.recoverable?.high],
  ['sentence', row => row.sentence],
];

/** `GET /losses`: where the weeks of a team go, or the largest losses of many; `GET /losses/detail`: one of them. */
export function createLossesRouter(options: LossesRouterOptions): Router {
  const { httpAuth, losses, callerOf, now } = options;
  const router = PromiseRouter();
  router.get('/losses', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const { values, faults } = readQuery(req.query, lossesQueryShape);
    const team = readTeam(values.team, faults);
    const department = readTeam(values.department, faults);
    if (team !== undefined && department !== undefined) {
      faults.push(
        `'team' and 'department' exclude each other: team asks where its own weeks go, department for the largest losses below it`,
      );
    }
    if (team !== undefined && values.limit !== undefined) {
      faults.push(`'limit' goes with 'department' or with neither, not 'team'`);
    }
    refuseFaults(faults);
    const caller = await callerOf(credentials);
    const answer =
      team === undefined
        ? await losses.largest(
            { unit: department, limit: values.limit ?? LARGEST },
            caller,
            now(),
          )
        : await losses.ofUnit(team, caller, now());
    send(res, answer, values.format);
  });
  router.get('/losses/detail', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const { values, faults } = readQuery(req.query, detailQueryShape);
    const unit = readTeam(values.team, faults);
    const { stage, phase } = values;
    for (const [name, value] of Object.entries({ team: unit, stage, phase })) {
      if (value === undefined) {
        faults.push(`'${name}' is missing; GET /losses?team= names all three`);
      }
    }
    refuseFaults(faults);
    if (unit === undefined || stage === undefined || phase === undefined) {
      return;
    }
    const caller = await callerOf(credentials);
    res.json(await losses.detail({ unit, stage, phase }, caller, now()));
  });
  router.get('/recent-runs', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const { values, faults } = readQuery(req.query, { team: queryText });
    const team = readTeam(values.team, faults);
    if (team === undefined && faults.length === 0) {
      faults.push(`'team' is missing; it is one of your own`);
    }
    refuseFaults(faults);
    res.json(await losses.recentRuns(team ?? '', await callerOf(credentials)));
  });
  return router;
}

function send(
  res: Response,
  answer: { readonly items: readonly Loss[] },
  format: 'json' | 'csv' | undefined,
): void {
  if (format === 'csv') {
    sendCsv(res, { name: 'losses', text: toCsv(answer.items, COLUMNS) });
  } else {
    res.json(answer);
  }
}

export function describeLosses(openApi: OpenApiRegistry): void {
  const json = (description: string, schema: z.ZodType) => ({
    description,
    content: { 'application/json': { schema } },
  });
  const refusals = {
    400: { description: 'The message names everything that is wrong' },
    401: { description: 'No credentials' },
    403: { description: 'Not for this caller; the message says who can' },
    404: { description: 'Nothing of that name that the caller can see' },
  };
  openApi.registerPath({
    method: 'get',
    path: '/losses',
    tags: ['losses'],
    summary: 'Where the weeks of a team go, or the largest losses of many',
    description:
      'Hours a week of the last 8 closed weeks with 95 % intervals. With team an answer about it, else the largest losses of the teams below a department, or of the company.',
    request: { query: z.object(lossesQueryShape) },
    responses: {
      200: {
        description: 'Losses, largest first',
        content: {
          'application/json': {
            schema: z.union([
              openApi.register('TeamLosses', teamLossesSchema),
              openApi.register('LargestLosses', largestLossesSchema),
            ]),
          },
          'text/csv': { schema: z.string() },
        },
      },
      ...refusals,
    },
  });
  openApi.registerPath({
    method: 'get',
    path: '/losses/detail',
    tags: ['losses'],
    summary: 'When a loss happens, of which jobs, and what can be done',
    request: { query: z.object(detailQueryShape) },
    responses: {
      200: json(
        'What stands behind the loss',
        openApi.register('LossDetail', lossDetailSchema),
      ),
      ...refusals,
    },
  });
  openApi.registerPath({
    method: 'get',
    path: '/recent-runs',
    tags: ['losses'],
    summary: 'Newest runs of the components of a team, for its members',
    request: { query: z.object({ team: queryText }) },
    responses: {
      200: json(
        'Runs without actors',
        openApi.register('RecentRuns', recentRunsSchema),
      ),
      ...refusals,
    },
  });
}
