import { z } from 'zod';

/** What the catalog told of an offering that it had not told before. */
export const offeringChangeSchema = z.object({
  offering: z.string(),
  seenAt: z.iso.datetime(),
  kind: z.enum(['added', 'changed', 'removed']),
  sentences: z
    .array(z.string())
    .describe('such as "Lifecycle: ga, before beta"'),
});
export type OfferingChange = z.infer<typeof offeringChangeSchema>;

export const offeringChangeListSchema = z.object({
  items: z.array(offeringChangeSchema),
});

export const firstSeenListSchema = z.object({
  items: z.array(
    z.object({ offering: z.string(), firstSeenAt: z.iso.datetime() }),
  ),
});
export type FirstSeenList = z.infer<typeof firstSeenListSchema>;

export const documentationSchema = z.object({
  canRender: z
    .boolean()
    .describe("whether Python's mkdocs is where the back end runs"),
});
export type DocumentationStatus = z.infer<typeof documentationSchema>;
