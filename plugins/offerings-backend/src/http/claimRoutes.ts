import {
  RegisterClaims,
  suggestName,
  suggestType,
} from '@mli/plugin-offerings-common';
import { Router } from 'express';
import { z } from 'zod';
import { parseBody } from '@mli/plugin-ml-platform-node';
import { groupRef } from './parse';
import { RouteContext } from './router';

export const claimsQueryShape = { team: z.string().min(1).max(300) } as const;
const claimsQuerySchema = z.strictObject(claimsQueryShape);

const patterns = z.array(z.string().max(500)).max(30);
export const matchesRequestSchema = z.strictObject({
  team: z.string().min(1).max(300),
  component: z.string().max(300).optional(),
  jobs: patterns.optional(),
  repositories: patterns.optional(),
  experiments: patterns.optional(),
});

/** What insights says about jobs, asked as the person who is looking. */
export function addClaimRoutes(
  router: Router,
  { httpAuth, insights, viewer }: RouteContext,
): void {
  router.get('/claims', async (req, res) => {
    // A service would ask with the rights of this plugin, which are more than its own.
    const credentials = await httpAuth.credentials(req, { allow: ['user'] });
    await viewer(req);
    const { team } = parseBody(claimsQuerySchema, req.query);
    const claims = await insights.claims(credentials, groupRef(team));
    const answer: RegisterClaims = {
      team: claims.team,
      items: claims.items.map(claim => ({
        ...claim,
        suggestion: {
          name: suggestName(claim.pattern),
          type: suggestType(claim.pattern),
        },
      })),
    };
    res.json(answer);
  });

  router.post('/claims/matches', async (req, res) => {
    const credentials = await httpAuth.credentials(req, { allow: ['user'] });
    await viewer(req);
    const body = parseBody(matchesRequestSchema, req.body);
    res.json(
      await insights.matches(credentials, {
        team: groupRef(body.team),
        component: body.component,
        jobs: body.jobs ?? [],
        repositories: body.repositories ?? [],
        experiments: body.experiments ?? [],
      }),
    );
  });
}
