import { z } from 'zod';

const count = z.int().min(0);

/** How many teams stand where with one offering, over the teams the caller sees. */
export const offeringAdoptersSchema = z.object({
  offering: z.string(),
  eligible: count.describe(
    'teams of its audience; the other counts are of these',
  ),
  inUse: count,
  starting: count.describe('planned, onboarding or stalled'),
  stopped: count.describe('used it and left'),
  cannotTell: count.describe('of which it cannot be told'),
  ownTeams: z
    .array(z.object({ team: z.string(), use: z.enum(['uses', 'could-use']) }))
    .describe('what the teams named in the request have to do with it'),
});
export type OfferingAdopters = z.infer<typeof offeringAdoptersSchema>;
