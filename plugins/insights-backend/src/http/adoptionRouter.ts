import {
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { AdoptionRow } from '@mli/plugin-insights-common';
import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { AdoptionAccess } from '../service/adoption/AdoptionAccess';
import { AdoptionService } from '../service/AdoptionService';
import { adoptionCallerOf } from './adoption/adoptionCaller';
import { CsvColumns, sendCsv, toCsv } from './csv';
import { nextCursor } from './pageCursor';
import { parseAdoptionQuery } from './parseAdoptionQuery';

export interface AdoptionRouterOptions {
  readonly httpAuth: HttpAuthService;
  readonly permissions: PermissionsService;
  readonly access: AdoptionAccess;
  readonly adoption: AdoptionService;
  now(): Date;
}

const COLUMNS: CsvColumns<AdoptionRow> = [
  ['team', row => row.team],
  ['offering', row => row.offering],
  ['eligible', row => row.eligible],
  ['observed', row => row.observed],
  ['declared', row => row.declared],
  ['status', row => row.status],
  ['adoption_date', row => row.adoptionDate],
  ['spell', row => row.spell],
  ['disputed', row => row.disputed],
  ['by_people', row => row.lanes?.people],
  ['in_production', row => row.lanes?.production],
  ['active_members', row => row.activeMembers],
  ['share', row => row.share],
  ['first_seen', row => row.evidence.firstSeen],
  ['last_seen', row => row.evidence.lastSeen],
  ['sentence', row => row.evidence.sentence],
  ['inside', row => row.inside?.sentence],
];

/** `GET /adoption`: what teams say and what their runs show, by team and offering, in the order of their names. */
export function createAdoptionRouter(options: AdoptionRouterOptions): Router {
  const { adoption } = options;
  const router = PromiseRouter();
  router.get('/adoption', async (req, res) => {
    const person = await adoptionCallerOf(req, options);
    const now = options.now();
    const query = parseAdoptionQuery(req.query, now);
    const rows = await adoption.rows(query, person, now);
    const page = rows.slice(query.offset, query.offset + query.limit);
    if (query.format === 'csv') {
      sendCsv(res, { name: 'adoption', text: toCsv(page, COLUMNS) });
      return;
    }
    res.json({
      items: page,
      ...nextCursor(query.offset + page.length, rows.length),
    });
  });
  return router;
}
