import {
  AuditorService,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  AdoptionNeed,
  AdoptionTrend,
  declarationRequestSchema,
  needActionRequestSchema,
  onboardingChangeSchema,
  OnboardingRequest,
  onboardingRequestBodySchema,
  relevanceRequestSchema,
  voidDecisionRequestSchema,
} from '@mli/plugin-insights-common';
import express, { Request, Response, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { AdoptionAccess } from '../../service/adoption/AdoptionAccess';
import { DeclarationService } from '../../service/adoption/DeclarationService';
import { ExplainService } from '../../service/adoption/ExplainService';
import { JourneyService } from '../../service/adoption/JourneyService';
import { NeedsService } from '../../service/adoption/NeedsService';
import { OnboardingService } from '../../service/adoption/OnboardingService';
import { CsvColumns, sendCsv, toCsv } from '../csv';
import { nextCursor } from '../pageCursor';
import { adoptionCallerOf } from './adoptionCaller';
import {
  fullPair,
  ListQuery,
  readDeclarations,
  readDeclines,
  readFunnel,
  readList,
  readPair,
  readTrend,
} from './adoptionQueries';
import { parseBody } from './parseBody';

export interface AdoptionWorkRouterOptions {
  readonly httpAuth: HttpAuthService;
  readonly permissions: PermissionsService;
  readonly auditor?: AuditorService;
  readonly access: AdoptionAccess;
  readonly declarations: DeclarationService;
  readonly explain: ExplainService;
  readonly journeys: JourneyService;
  readonly needs: NeedsService;
  readonly onboarding: OnboardingService;
  now(): Date;
}

const NEED_COLUMNS: CsvColumns<AdoptionNeed> = [
  ['rank', need => need.rank],
  ['kind', need => need.kind],
  ['team', need => need.team],
  ['offering', need => need.offering],
  ['status', need => need.status],
  ['sentence', need => need.sentence],
  ['action', need => need.action],
  ['done_at', need => need.doneAt],
];

const REQUEST_COLUMNS: CsvColumns<OnboardingRequest> = [
  ['id', request => request.id],
  ['team', request => request.team],
  ['offering', request => request.offering],
  ['component', request => request.component],
  ['goal', request => request.goal],
  ['wanted_on', request => request.wantedOn],
  ['asked_at', request => request.askedAt],
  ['state', request => request.state],
  ['stop_reason', request => request.stopReason],
  ['changed_at', request => request.changedAt],
];

const TREND_COLUMNS: CsvColumns<AdoptionTrend['weeks'][number]> = [
  ['week', week => week.week],
  ['eligible', week => week.eligible],
  ['in_use', week => week.inUse],
  ['starting', week => week.starting],
  ['does_not_match', week => week.doesNotMatch],
  ['declined', week => week.declined],
  ['not_started', week => week.notStarted],
  ['cannot_tell', week => week.cannotTell],
];

/** What people do about adoption: say, ask, answer; and what it is explained with. */
export function createAdoptionWorkRouter(
  options: AdoptionWorkRouterOptions,
): Router {
  const router = PromiseRouter();
  addReadingRoutes(router, options);
  router.use(
    ['/declarations', '/onboarding-requests', '/adoption'],
    express.json({ limit: '20kb' }),
  );
  addWritingRoutes(router, options);
  return router;
}

function addReadingRoutes(
  router: Router,
  options: AdoptionWorkRouterOptions,
): void {
  const { declarations, explain, journeys, needs, onboarding, now } = options;
  const reader = (req: Request) => adoptionCallerOf(req, options);

  router.get('/adoption/explain', async (req, res) => {
    const person = await reader(req);
    res.json(await explain.explain(readPair(req.query), person, now()));
  });

  router.get('/adoption/needs', async (req, res) => {
    const person = await reader(req);
    const query = readList(req.query, 'needs');
    const items = await needs.needs(query, person, now());
    sendPage(res, items, query, {
      name: 'adoption-needs',
      columns: NEED_COLUMNS,
    });
  });

  router.get('/adoption/funnel', async (req, res) => {
    const person = await reader(req);
    const query = readFunnel(req.query);
    const funnel = await journeys.funnel(query, person, now());
    if (query.format === 'csv') {
      sendCsv(res, {
        name: 'adoption-funnel',
        text: toCsv(funnel.steps, [
          ['step', step => step.step],
          ['teams', step => step.count],
          ['now', step => step.now],
          ['conversion', step => step.conversion],
          ['median_days', step => step.time?.medianDays],
          ['on_the_way', step => step.time?.onTheWay],
        ]),
      });
      return;
    }
    res.json(funnel);
  });

  router.get('/adoption/trend', async (req, res) => {
    const person = await reader(req);
    const query = readTrend(req.query);
    const trend = await journeys.trend(query, person, now());
    if (query.format === 'csv') {
      sendCsv(res, {
        name: 'adoption-trend',
        text: toCsv(trend.weeks, TREND_COLUMNS),
      });
      return;
    }
    res.json(trend);
  });

  router.get('/declarations', async (req, res) => {
    const person = await reader(req);
    const { team, offering } = readDeclarations(req.query);
    res.json({
      items:
        offering === undefined
          ? await declarations.historyOfTeam(team, person, now())
          : await declarations.history({ team, offering }, person, now()),
    });
  });

  router.get('/declarations/declines', async (req, res) => {
    const person = await reader(req);
    res.json({
      items: await declarations.declines(
        readDeclines(req.query),
        person,
        now(),
      ),
    });
  });

  router.get('/onboarding-requests', async (req, res) => {
    const person = await reader(req);
    const query = readList(req.query, 'requests');
    const items = await onboarding.list(query, person, now());
    sendPage(res, items, query, {
      name: 'onboarding-requests',
      columns: REQUEST_COLUMNS,
    });
  });
}

function addWritingRoutes(
  router: Router,
  options: AdoptionWorkRouterOptions,
): void {
  const { declarations, needs, onboarding, now } = options;
  const writer = (req: Request) => adoptionCallerOf(req, options, 'write');

  router.put('/declarations', async (req, res) => {
    const person = await writer(req);
    const body = fullPair(parseBody(declarationRequestSchema, req.body));
    const answer = await audited(options, req, 'declare', body, () =>
      declarations.declare(body, person, now()),
    );
    res.json(answer);
  });

  router.put('/declarations/relevance', async (req, res) => {
    const person = await writer(req);
    const body = fullPair(parseBody(relevanceRequestSchema, req.body));
    await audited(options, req, 'relevance', body, () =>
      declarations.answerRelevance(body, person, now()),
    );
    res.status(204).end();
  });

  router.post('/adoption/decisions/void', async (req, res) => {
    const person = await writer(req);
    const body = fullPair(parseBody(voidDecisionRequestSchema, req.body));
    await audited(options, req, 'void-decision', body, () =>
      declarations.voidDecision(body, person, now()),
    );
    res.status(204).end();
  });

  router.post('/adoption/needs/actions', async (req, res) => {
    const person = await writer(req);
    const body = fullPair(parseBody(needActionRequestSchema, req.body));
    await audited(options, req, 'need-action', body, () =>
      needs.act(body, person, now()),
    );
    res.status(204).end();
  });

  router.post('/onboarding-requests', async (req, res) => {
    const person = await writer(req);
    const body = fullPair(parseBody(onboardingRequestBodySchema, req.body));
    const request = await audited(options, req, 'onboarding-ask', body, () =>
      onboarding.ask(body, person, now()),
    );
    res.status(201).json(request);
  });

  router.patch('/onboarding-requests/:id', async (req, res) => {
    const person = await writer(req);
    const body = parseBody(onboardingChangeSchema, req.body);
    const { id } = req.params;
    const request = await audited(
      options,
      req,
      'onboarding-change',
      { id, state: body.state },
      () => onboarding.change(id, body, person, now()),
    );
    res.json(request);
  });
}

/** Every change leaves an audit event, refused ones too; free text stays out of it. */
async function audited<T>(
  { auditor }: AdoptionWorkRouterOptions,
  request: Request,
  action: string,
  subject: {
    team?: string;
    offering?: string;
    id?: string;
    state?: string;
  },
  work: () => Promise<T>,
): Promise<T> {
  const { team, offering, id, state } = subject;
  const meta = JSON.parse(
    JSON.stringify({ action, team, offering, id, state }),
  );
  const event = await auditor?.createEvent({
    eventId: 'adoption-change',
    severityLevel: 'medium',
    request,
    meta,
  });
  try {
    const result = await work();
    await event?.success();
    return result;
  } catch (error) {
    await event?.fail({
      error: error instanceof Error ? error : new Error(String(error)),
    });
    throw error;
  }
}

function sendPage<T>(
  res: Response,
  all: readonly T[],
  query: ListQuery,
  csv: { name: string; columns: CsvColumns<T> },
): void {
  const page = all.slice(query.offset, query.offset + query.limit);
  if (query.format === 'csv') {
    sendCsv(res, { name: csv.name, text: toCsv(page, csv.columns) });
    return;
  }
  res.json({
    items: page,
    ...nextCursor(query.offset + page.length, all.length),
  });
}
