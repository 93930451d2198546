import { bulkRequestSchema } from '@mli/plugin-offerings-common';
import { Router } from 'express';
import { parseBody } from '@mli/plugin-ml-platform-node';
import { requireAnyTeam } from '../service/BulkService';
import { audited } from './audited';
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
