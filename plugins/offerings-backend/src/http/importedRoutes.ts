import { Router } from 'express';
import { audited } from './audited';
import { RouteContext } from './router';

export function addImportedRoutes(
  router: Router,
  { auditor, imported, viewer }: RouteContext,
): void {
  router.get('/imported-files', async (req, res) => {
    res.json({ items: await imported.list(await viewer(req)) });
  });

  router.delete('/imported-files/:id', async (req, res) => {
    const { id } = req.params;
    await audited(
      auditor,
      { id: 'imported-file-remove', request: req, meta: { id } },
      async () => await imported.remove(await viewer(req), id),
      ({ url }) => ({ url }),
    );
    res.status(204).end();
  });
}
