import { NotAllowedError } from '@backstage/errors';
import { toProvidedEntity } from '@mli/plugin-offerings-common';
import { Router } from 'express';
import { z } from 'zod';
import { parseBody } from '@mli/plugin-ml-platform-node';
import { RouteContext } from './router';

export const providedQueryShape = {
  after: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
  wait: z.coerce
    .number()
    .int()
    .min(0)
    .max(30)
    .optional()
    .describe('Seconds to wait for a change where there is none'),
} as const;
/** How often to look what another back end wrote. */
const OTHER_BACK_ENDS_MS = 700;

const providedQuerySchema = z.strictObject(providedQueryShape);

/** What the portal gives to the catalog: everything, or what changed since a cursor. */
export function addProvidedRoute(
  router: Router,
  { appUrl, auth, changes, httpAuth, store }: RouteContext,
): void {
  /** Until something changed, the time is over, or the caller has gone. */
  const waitForChange = async (
    after: string,
    seconds: number,
    gone: () => boolean,
  ) => {
    const until = Date.now() + seconds * 1_000;
    while (Date.now() < until && !gone() && !changes.closed) {
      if ((await store.lastCursor()) !== after) {
        return;
      }
      await changes.wait(OTHER_BACK_ENDS_MS);
    }
  };

  router.get('/provided', async (req, res) => {
    const credentials = await httpAuth.credentials(req, { allow: ['service'] });
    if (
      !auth.isPrincipal(credentials, 'service') ||
      credentials.principal.accessRestrictions
    ) {
      throw new NotAllowedError(
        'Only the catalog of the portal reads this; GET /registrations is for everybody else.',
      );
    }
    const { after, wait } = parseBody(providedQuerySchema, req.query);
    if (after !== undefined && wait) {
      await waitForChange(after, wait, () => req.destroyed || res.destroyed);
    }
    const { active, removed, cursor } = await store.provided(after);
    res.json({
      entities: active.map(({ id, version, fields }) =>
        toProvidedEntity(fields, {
          id,
          version,
          ...(appUrl
            ? { pageUrl: `${appUrl}/register/registrations/${id}` }
            : {}),
        }),
      ),
      removed,
      cursor,
    });
  });
}
