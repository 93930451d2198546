import { bulkRequestSchema } from '@mli/plugin-offerings-common';
import { Router } from 'express';
import { requireAnyTeam } from '../service/BulkService';
import { audited } from './audited';
import { parseBody } from './parse';
import { RouteContext } from './router';

export function addBulkRoutes(
  router: Router,
  { auditor, bulk, viewer }: RouteContext,
): void {
  router.post('/registrations/bulk', async (req, res) => {
    const answer = await audited(
      auditor,
      { id: 'registration-bulk', request: req },
      async () => {
        const caller = await viewer(req);
        requireAnyTeam(caller);
        return await bulk.run(caller, parseBody(bulkRequestSchema, req.body));
      },
      ({ batch, dryRun, rows }) => ({
        batch,
        rows: rows.length,
        dryRun: String(dryRun),
      }),
    );
    res.json(answer);
  });
}
