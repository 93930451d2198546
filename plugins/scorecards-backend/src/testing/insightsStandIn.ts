import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import type { InsightsFact } from '@mli/plugin-insights-common';
import Router from 'express-promise-router';

/** Answers `GET /api/insights/facts` one fact a page, as the insights back end does with its own. */
export const insightsStandIn = (
  facts: readonly Omit<InsightsFact, 'observedAt'>[],
) =>
  createBackendPlugin({
    pluginId: 'insights',
    register(env) {
      env.registerInit({
        deps: { httpRouter: coreServices.httpRouter },
        async init({ httpRouter }) {
          const router = Router();
          router.get('/facts', (req, res) => {
            const at = Number(req.query.cursor ?? 0);
            const observedAt = '2026-11-20T00:00:00.000Z';
            res.json({
              items: facts
                .slice(at, at + 1)
                .map(fact => ({ ...fact, observedAt })),
              nextCursor: String(at + 1),
              more: at + 1 < facts.length,
            });
          });
          httpRouter.use(router);
        },
      });
    },
  });
