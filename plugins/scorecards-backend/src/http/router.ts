import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { InputError, NotAllowedError } from '@backstage/errors';
import { parseBody, requirePermission } from '@mli/plugin-ml-platform-node';
import {
  dryRunRequestSchema,
  type DryRunResponse,
  factPushRequestSchema,
  type FactPushResponse,
  type FactRegistry,
  type FactSchemaList,
  type LevelList,
  type ResultList,
  SCORECARD_KIND,
  type ScorecardItem,
  type ScorecardList,
  scorecardsDefinitionDryRunPermission,
  scorecardsFactWritePermission,
} from '@mli/plugin-scorecards-common';
import express from 'express';
import Router from 'express-promise-router';
import type { DryRunService } from '../service/DryRunService';
import type { FactService } from '../service/FactService';
import type { ResultService } from '../service/ResultService';
import { type ActingRoutesOptions, addActingRoutes } from './actingRoutes';
import { paged, sendList } from './answers';
import { addBadgeRoutes } from './badgeRoutes';
import { Gate, type GateOptions } from './Gate';
import { openApiDocument } from './openApiDocument';
import {
  addOverviewRoutes,
  type OverviewRoutesOptions,
} from './overviewRoutes';
import { type ListQuery, parseListQuery } from './parseListQuery';

const BODY_LIMIT = '2mb';

const RESULT_COLUMNS = [
  'entity',
  'scorecard',
  'version',
  'check',
  'state',
  'value',
  'unit',
  'observedAt',
  'evaluatedAt',
  'reason',
  'fact',
  'source',
  'team',
  'since',
  'counted',
];
const LEVEL_COLUMNS = [
  'entity',
  'scorecard',
  'version',
  'level',
  'rank',
  'of',
  'next',
  'missing',
  'team',
  'since',
  'evaluatedAt',
];

export interface RouterOptions
  extends
    GateOptions,
    Omit<ActingRoutesOptions, 'gate'>,
    Omit<OverviewRoutesOptions, 'gate'> {
  readonly dryRuns: DryRunService;
  readonly facts: FactService;
  readonly registry: FactRegistry;
  readonly results: ResultService;
}

function toSelection(query: ListQuery) {
  // one more than asked for tells whether there is another page
  return { ...query, limit: query.limit + 1 };
}

/** Who a push counts as: the subject of a service token, or the ref of a user. */
function subjectOf(
  credentials: BackstageCredentials<{
    type: string;
    subject?: string;
    userEntityRef?: string;
  }>,
): string {
  const { subject, userEntityRef } = credentials.principal;
  const name = subject ?? userEntityRef;
  if (!name) {
    throw new NotAllowedError('Facts are taken from services and users only');
  }
  return name;
}

export function createRouter(options: RouterOptions): express.Router {
  const router = Router();
  router.use(express.json({ limit: BODY_LIMIT }));
  router.get('/openapi.json', (_req, res) => {
    res.json(openApiDocument());
  });
  const gate = new Gate(options);
  addReadRoutes(router, gate, options);
  addFactRoutes(router, gate, options);
  addOverviewRoutes(router, { ...options, gate });
  addActingRoutes(router, { ...options, gate });
  addBadgeRoutes(router, { ...options, gate });
  addWriteRoutes(router, options);
  return router;
}

function addReadRoutes(
  router: express.Router,
  gate: Gate,
  { registry, results }: RouterOptions,
): void {
  router.get('/results', async (req, res) => {
    const credentials = await gate.reader(req);
    const query = parseListQuery(req.query, {
      keyLength: 3,
      allow: ['check', 'state'],
    });
    const rows = await results.results(credentials, toSelection(query));
    const page: ResultList = paged(rows, query.limit, row => [
      row.scorecard,
      row.entity,
      row.check,
    ]);
    sendList(res, page, { format: query.format, columns: RESULT_COLUMNS });
  });

  router.get('/levels', async (req, res) => {
    const credentials = await gate.reader(req);
    const query = parseListQuery(req.query, { keyLength: 2 });
    const rows = await results.levels(credentials, toSelection(query));
    const page: LevelList = paged(rows, query.limit, row => [
      row.scorecard,
      row.entity,
    ]);
    sendList(res, page, {
      format: query.format,
      columns: LEVEL_COLUMNS,
      flatten: row => ({
        ...row,
        level: row.level?.name,
        rank: row.level?.rank ?? 0,
        of: row.level?.of,
        next: row.next?.name,
        missing: row.next?.missing,
      }),
    });
  });

  router.get('/scorecards', async (req, res) => {
    const credentials = await gate.reader(req);
    const answer: ScorecardList = {
      items: await results.scorecards(credentials),
    };
    res.json(answer);
  });

  router.get('/scorecards/:namespace/:name', async (req, res) => {
    const credentials = await gate.reader(req);
    const { namespace, name } = req.params;
    const ref = stringifyEntityRef({ kind: SCORECARD_KIND, namespace, name });
    const answer: ScorecardItem = await results.scorecard(credentials, ref);
    res.json(answer);
  });

  router.get('/facts', async (req, res) => {
    await gate.reader(req);
    const answer: FactSchemaList = {
      items: registry.list().map(({ freshnessMs, kinds, ...schema }) => ({
        ...schema,
        kinds: [...kinds],
        freshnessSeconds:
          freshnessMs === undefined ? undefined : freshnessMs / 1000,
      })),
    };
    res.json(answer);
  });
}

function addFactRoutes(
  router: express.Router,
  gate: Gate,
  { results }: RouterOptions,
): void {
  router.get('/facts/values', async (req, res) => {
    const credentials = await gate.reader(req);
    const query = parseListQuery(req.query, { keyLength: 0 });
    if (!query.entities?.length || query.scorecards) {
      throw new InputError(
        "say whose facts with 'entity', such as entity=offering:default/feature-store; nothing else is taken",
      );
    }
    const items = await results.factValues(credentials, query.entities);
    sendList(
      res,
      { items },
      {
        format: query.format,
        columns: [
          'entity',
          'fact',
          'state',
          'value',
          'unit',
          'observedAt',
          'source',
          'reason',
        ],
      },
    );
  });
}

function addWriteRoutes(
  router: express.Router,
  { auditor, dryRuns, facts, httpAuth, permissions }: RouterOptions,
): void {
  router.post('/dry-run', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    await requirePermission(
      permissions,
      credentials,
      scorecardsDefinitionDryRunPermission,
      'Everybody who is signed in usually has it; ask whoever runs the portal.',
    );
    const request = parseBody(dryRunRequestSchema, req.body);
    const answer: DryRunResponse = await dryRuns.dryRun(
      credentials,
      request,
      new Date(),
    );
    res.json(answer);
  });

  router.post('/facts', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const event = await auditor.createEvent({
      eventId: 'fact-push',
      severityLevel: 'low',
      request: req,
    });
    try {
      await requirePermission(
        permissions,
        credentials,
        scorecardsFactWritePermission,
        'Services that report facts have it.',
      );
      const { items } = parseBody(factPushRequestSchema, req.body);
      const pushed = await facts.push(
        subjectOf(credentials),
        items,
        new Date(),
      );
      const answer: FactPushResponse = { results: pushed };
      const accepted = pushed.filter(item => item.status === 'accepted').length;
      await event.success({ meta: { items: items.length, accepted } });
      res.json(answer);
    } catch (error) {
      await event.fail({ error: error as Error }); // thrown by the code above: Errors only
      throw error;
    }
  });
}
