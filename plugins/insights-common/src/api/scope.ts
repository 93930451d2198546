import { z } from 'zod';

/** What a page needs to draw its scope bar and to know who is looking. */
export const insightsScopeSchema = z.object({
  viewer: z.object({
    teams: z.array(z.string()).describe('units the viewer is a member of'),
    customerTeams: z.array(z.string()),
    leads: z
      .array(z.string())
      .describe('those of the customer teams that name the viewer as a lead'),
    providerTeams: z.array(z.string()),
    isBridge: z.boolean(),
  }),
  units: z.array(
    z.object({
      ref: z.string(),
      title: z.string(),
      type: z.string(),
      role: z.enum(['customer', 'provider', 'other']),
      parent: z.string().optional(),
      speedVisible: z
        .boolean()
        .describe('whether the viewer may read how fast this unit is'),
    }),
  ),
  stages: z.array(z.string()),
  sources: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      lastReceivedAt: z.iso.datetime().optional(),
    }),
  ),
  simulated: z.boolean().describe('whether the data are made up'),
});
export type InsightsScope = z.infer<typeof insightsScopeSchema>;
