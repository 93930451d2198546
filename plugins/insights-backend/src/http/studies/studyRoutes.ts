import {
  AuditorService,
  AuthService,
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import {
  extendStudySchema,
  insightsAdoptionReadPermission,
  insightsStudyRegisterPermission,
  planRolloutSchema,
  registerStudySchema,
  StudySummary,
} from '@mli/plugin-insights-common';
import {
  requirePermission,
  VisibleEntities,
} from '@mli/plugin-ml-platform-node';
import express, { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import { ReleasedCell } from '../../core/studies/releasedCells';
import { RolloutsService } from '../../service/studies/RolloutsService';
import { StudiesService } from '../../service/studies/StudiesService';
import { StudyRegistration } from '../../service/studies/StudyRegistration';
import { StudyCaller, studyCallerOf } from '../../service/studies/StudyCaller';
import { StudyDownload } from '../../service/studies/StudyDownload';
import { WHO_SEES_ADOPTION } from '../adoption/adoptionCaller';
import { CsvColumns, sendCsv, toCsv } from '../csv';
import { readQuery, refuseFaults } from '../readQuery';
import { readOffering, readTeam } from '../readRefs';
import {
  cellsQueryShape,
  effectsQueryShape,
  rolloutsQueryShape,
  studiesQueryShape,
  studyQueryShape,
} from './studiesOpenApi';

export interface StudyRouterOptions {
  readonly auditor: AuditorService;
  readonly auth: AuthService;
  readonly httpAuth: HttpAuthService;
  readonly permissions: PermissionsService;
  readonly userInfo: UserInfoService;
  readonly visible: VisibleEntities;
  readonly studies: StudiesService;
  readonly registration: StudyRegistration;
  readonly rollouts: RolloutsService;
  readonly download: StudyDownload;
  now(): Date;
}

export const WHO_REGISTERS =
  'Signed-in members of the organisation can, for offerings their group provides; MLI leads for all.';

const SUMMARY_COLUMNS: CsvColumns<StudySummary> = [
  ['study', row => row.id],
  ['offering', row => row.offering],
  ['outcome', row => row.outcome],
  ['stage', row => row.stage],
  ['version', row => row.version],
  ['state', row => row.state],
  ['exploratory', row => row.exploratory],
  ['randomised', row => row.randomised],
  ['analysis_date', row => row.analysisDate],
  ['finished_at', row => row.finishedAt],
  ['adopting', row => row.counts.adopting],
  ['comparison', row => row.counts.comparison],
  ['tried', row => row.counts.tried],
  ['percent', row => row.headline?.effect.estimate],
  ['percent_lower', row => row.headline?.effect.lower],
  ['percent_upper', row => row.headline?.effect.upper],
  ['p_value', row => row.headline?.pValue],
  ['q_value', row => row.headline?.qValue],
  ['percent_shrunk', row => row.headline?.shrunk?.estimate],
  ['badge', row => row.headline?.badge.shown],
  ['sentence', row => row.sentence],
];

const CELL_COLUMNS: CsvColumns<ReleasedCell> = [
  ['week', row => row.week],
  ['part', row => row.part],
  ['team', row => row.team],
  ['teams', row => row.teams],
  ['runs', row => row.runs],
  ['outcome', row => row.outcome],
];

/** Studies and rollouts over HTTP. */
export function createStudyRouter(options: StudyRouterOptions): Router {
  const { studies, registration, rollouts, now } = options;
  const router = PromiseRouter();
  const body = express.json({ limit: '100kb' });

  router.get('/studies', async (req, res) => {
    const caller = await reader(req, options);
    const { values, faults } = readQuery(req.query, studiesQueryShape);
    const offering = readOffering(values.offering, faults);
    refuseFaults(faults);
    const items = await studies.list(
      { offering, state: values.state },
      caller,
      now(),
    );
    if (values.format === 'csv') {
      sendCsv(res, { name: 'studies', text: toCsv(items, SUMMARY_COLUMNS) });
      return;
    }
    res.json({ items });
  });

  router.get('/studies/proposals', async (req, res) => {
    const caller = await reader(req, options);
    res.json({ items: await studies.proposals(caller, now()) });
  });

  router.get('/studies/effects', async (req, res) => {
    const credentials = await readerCredentials(req, options);
    const { values, faults } = readQuery(req.query, effectsQueryShape);
    const offering = readOffering(values.offering, faults);
    refuseFaults(faults);
    const visibleOfferings = await options.visible.visibleRefs(
      credentials,
      'Offering',
    );
    const query = { offering, outcome: values.outcome };
    res.json({
      items: await studies.effects(query, { visibleOfferings }, now()),
    });
  });

  router.get('/studies/:id', async (req, res) => {
    const caller = await reader(req, options);
    const { values, faults } = readQuery(req.query, studyQueryShape);
    refuseFaults(faults);
    res.json(
      await studies.detail(req.params.id, values.version, caller, now()),
    );
  });

  router.get('/studies/:id/cells', async (req, res) => {
    const credentials = await credentialsOf(req, options);
    const caller = await reader(req, options);
    const { values, faults } = readQuery(req.query, cellsQueryShape);
    refuseFaults(faults);
    const study = await studies.visibleVersion(
      req.params.id,
      values.version,
      caller,
      now(),
    );
    const rows = await options.download.cells(study, caller, credentials);
    sendCsv(res, {
      name: `${study.slug}.v${study.version}`,
      text: toCsv(rows, CELL_COLUMNS),
    });
  });

  router.get('/studies/:id/what-if', async (req, res) => {
    const caller = await reader(req, options);
    res.json(await studies.whatIf(req.params.id, caller, now()));
  });

  router.post('/studies', body, async (req, res) => {
    await audited(req, options, 'study-register', async caller => {
      const request = parseBody(registerStudySchema, req.body);
      const registered = await registration.register(
        { ...request, ...refsOf(request) },
        caller,
        now(),
      );
      res.status(201).json(registered);
      return { study: registered.id };
    });
  });

  router.post('/studies/:id/versions', body, async (req, res) => {
    await audited(req, options, 'study-extend', async caller => {
      const request = parseBody(extendStudySchema, req.body);
      // Express has matched the path, so the parameter is there.
      const id = req.params.id ?? '';
      const extended = await registration.extend(id, request, caller, now());
      res.status(201).json(extended);
      return { study: extended.id, version: extended.version };
    });
  });

  router.get('/rollouts', async (req, res) => {
    const caller = await reader(req, options);
    const { values, faults } = readQuery(req.query, rolloutsQueryShape);
    const offering = readOffering(values.offering, faults);
    refuseFaults(faults);
    res.json({ items: await rollouts.list(offering, caller) });
  });

  router.post('/rollouts', body, async (req, res) => {
    await audited(req, options, 'rollout-draw', async caller => {
      const request = parseBody(planRolloutSchema, req.body);
      const drawn = await rollouts.plan(
        { ...request, ...refsOf(request) },
        caller,
        now(),
      );
      res.status(201).json(drawn);
      return { rollout: drawn.id, offering: drawn.offering };
    });
  });
  return router;
}

async function credentialsOf(
  req: express.Request,
  { httpAuth }: StudyRouterOptions,
): Promise<BackstageCredentials> {
  return await httpAuth.credentials(req, { allow: ['user', 'service'] });
}

async function readerCredentials(
  req: express.Request,
  options: StudyRouterOptions,
): Promise<BackstageCredentials> {
  const credentials = await credentialsOf(req, options);
  await requirePermission(
    options.permissions,
    credentials,
    insightsAdoptionReadPermission,
    WHO_SEES_ADOPTION,
  );
  return credentials;
}

async function reader(
  req: express.Request,
  options: StudyRouterOptions,
): Promise<StudyCaller> {
  return await studyCallerOf(await readerCredentials(req, options), options);
}

/** One audit event for each attempt to change something, with what came of it. */
async function audited(
  req: express.Request,
  options: StudyRouterOptions,
  eventId: string,
  change: (caller: StudyCaller) => Promise<Record<string, string | number>>,
): Promise<void> {
  const credentials = await credentialsOf(req, options);
  const event = await options.auditor.createEvent({
    eventId,
    severityLevel: 'medium',
    request: req,
  });
  try {
    await requirePermission(
      options.permissions,
      credentials,
      insightsStudyRegisterPermission,
      WHO_REGISTERS,
    );
    const meta = await change(await studyCallerOf(credentials, options));
    await event.success({ meta });
  } catch (error) {
    await event.fail({
      error: error instanceof Error ? error : new Error(String(error)),
    });
    throw error;
  }
}

/** @throws InputError (400) that tells every fault */
function parseBody<T extends z.ZodType>(
  schema: T,
  value: unknown,
): z.output<T> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  refuseFaults(
    read.error.issues.map(
      issue =>
        `${issue.path.length > 0 ? `'${issue.path.map(String).join('.')}'` : 'the body'}: ${issue.message}`,
    ),
  );
  throw new Error('A body with faults was not refused.');
}

/** Short refs as full ones. */
function refsOf(request: {
  readonly offering: string;
  readonly teams?: readonly string[];
}): { offering: string; teams?: string[] } {
  const faults: string[] = [];
  const offering = readOffering(request.offering, faults) ?? '';
  const teams = request.teams?.map(team => readTeam(team, faults) ?? '');
  refuseFaults(faults);
  return { offering, ...(teams && { teams: [...new Set(teams)].sort() }) };
}
