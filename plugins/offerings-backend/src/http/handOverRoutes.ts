import {
  handOverDecisionSchema,
  handOverRequestSchema,
} from '@mli/plugin-offerings-common';
import { Router } from 'express';
import { parseBody } from '@mli/plugin-ml-platform-node';
import { audited } from './audited';
import { RouteContext } from './router';

const DECISIONS = {
  accept: 'accepted',
  decline: 'declined',
  withdraw: 'withdrawn',
} as const;

export function addHandOverRoutes(
  router: Router,
  { auditor, handOvers, viewer }: RouteContext,
): void {
  router.get('/hand-overs', async (req, res) => {
    res.json({ items: await handOvers.list(await viewer(req)) });
  });

  router.post('/registrations/:id/hand-over', async (req, res) => {
    const { id } = req.params;
    const asked = await audited(
      auditor,
      { id: 'hand-over-ask', request: req, meta: { id } },
      async () => {
        const caller = await viewer(req);
        const ask = parseBody(handOverRequestSchema, req.body);
        return await handOvers.ask(caller, id, ask);
      },
      ({ to }) => ({ to }),
    );
    res.status(201).json(asked);
  });

  for (const [action, state] of Object.entries(DECISIONS)) {
    router.post(`/hand-overs/:id/${action}`, async (req, res) => {
      const { id } = req.params;
      const decided = await audited(
        auditor,
        { id: `hand-over-${action}`, request: req, meta: { id } },
        async () => {
          const caller = await viewer(req);
          const { reason } = parseBody(handOverDecisionSchema, req.body ?? {});
          return await handOvers.decide(caller, id, {
            state,
            reason: reason?.trim() || undefined,
          });
        },
        ({ registration }) => ({ ref: registration.ref }),
      );
      res.json(decided);
    });
  }
}
