import {
  editRequestSchema,
  Registration,
  RegistrationList,
  saveRequestSchema,
  validateRequestSchema,
} from '@mli/plugin-offerings-common';
import { Response, Router } from 'express';
import { parseBody } from '@mli/plugin-ml-platform-node';
import { audited } from './audited';
import { registrationsCsv } from './csv';
import { encodeCursor, parseListQuery, seenVersion } from './parse';
import { RouteContext } from './router';

export function addRegistrationRoutes(
  router: Router,
  { auditor, registrations, viewer }: RouteContext,
): void {
  router.get('/register-scope', async (req, res) => {
    res.json(await registrations.scope(await viewer(req)));
  });

  router.post('/registrations/validate', async (req, res) => {
    const caller = await viewer(req);
    const { draft, id } = parseBody(validateRequestSchema, req.body);
    res.json(await registrations.preview(caller, draft, id));
  });

  router.get('/registrations', async (req, res) => {
    const caller = await viewer(req);
    const { format, ...query } = parseListQuery(req.query);
    const found = await registrations.list(caller, {
      ...query,
      limit: query.limit + 1,
    });
    const items = found.slice(0, query.limit);
    const last = items.at(-1);
    const nextCursor =
      found.length > query.limit && last
        ? encodeCursor({ name: last.fields.name, id: last.id })
        : undefined;
    if (format === 'csv') {
      if (nextCursor) {
        res.setHeader('x-next-cursor', nextCursor);
      }
      res.type('text/csv; charset=utf-8').send(registrationsCsv(items));
      return;
    }
    const page: RegistrationList = {
      items,
      ...(nextCursor ? { nextCursor } : {}),
    };
    res.json(page);
  });

  router.post('/registrations', async (req, res) => {
    const created = await audited(
      auditor,
      { id: 'registration-create', request: req },
      async () => {
        const caller = await viewer(req);
        const { draft, acceptDuplicates } = parseBody(
          saveRequestSchema,
          req.body,
        );
        return await registrations.register(caller, draft, {
          acceptDuplicates,
        });
      },
      describe,
    );
    send(res.status(201), created);
  });

  router.get('/registrations/:id', async (req, res) => {
    send(res, await registrations.get(await viewer(req), req.params.id));
  });

  router.put('/registrations/:id', async (req, res) => {
    const { id } = req.params;
    const edited = await audited(
      auditor,
      { id: 'registration-edit', request: req, meta: { id } },
      async () => {
        const caller = await viewer(req);
        const { version, ...change } = parseBody(editRequestSchema, req.body);
        return await registrations.edit(caller, id, {
          ...change,
          version: seenVersion(req.header('if-match'), version),
        });
      },
      describe,
    );
    send(res, edited);
  });

  for (const action of ['retire', 'restore'] as const) {
    router.post(`/registrations/:id/${action}`, async (req, res) => {
      const { id } = req.params;
      const changed = await audited(
        auditor,
        { id: `registration-${action}`, request: req, meta: { id } },
        async () => await registrations[action](await viewer(req), id),
        describe,
      );
      send(res, changed);
    });
  }

  router.get('/registrations/:id/history', async (req, res) => {
    const caller = await viewer(req);
    res.json({ items: await registrations.history(caller, req.params.id) });
  });

  router.get('/registrations/:id/entity.yaml', async (req, res) => {
    const caller = await viewer(req);
    const { name, yaml } = await registrations.exportYaml(
      caller,
      req.params.id,
    );
    res
      .setHeader(
        'content-disposition',
        `attachment; filename="${name}.catalog-info.yaml"`,
      )
      .type('application/yaml; charset=utf-8')
      .send(yaml);
  });
}

function send(res: Response, registration: Registration): void {
  res.setHeader('etag', `"${registration.version}"`);
  // The version names the fields. A request to hand over, and who may change it, come and go without a new one, so
  // a browser that asks "still version 3?" must not be told to keep what it has.
  res.setHeader('cache-control', 'no-store');
  res.json(registration);
}

function describe({ id, ref, version }: Registration) {
  return { id, ref, version };
}
