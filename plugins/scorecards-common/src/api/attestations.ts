import { z } from 'zod';

export const MAX_ATTESTATION_DAYS = 366;

export const attestRequestSchema = z.strictObject({
  entity: z.string().min(1).max(400),
  items: z
    .array(
      z.strictObject({
        topic: z
          .string()
          .max(200)
          .regex(
            /^attested\.[a-z0-9_]+(?:\.[a-z0-9_]+)*$/,
            'must be a topic such as attested.ml_test.data.schema',
          ),
        points: z
          .union([z.literal(0), z.literal(0.5), z.literal(1)])
          .describe('0 not done, 0.5 by hand and written up, 1 automated'),
        evidence: z.string().trim().min(3).max(2_000),
        until: z.union([z.iso.date(), z.iso.datetime({ offset: true })]),
      }),
    )
    .min(1)
    .max(50),
});
export type AttestRequest = z.infer<typeof attestRequestSchema>;

export const attestationTopicSchema = z.object({
  topic: z.string(),
  section: z.string().optional(),
  title: z.string(),
  points: z.number().optional().describe('absent: nobody has said anything'),
  evidence: z.string().optional(),
  attestedBy: z.string().optional(),
  attestedAt: z.iso.datetime().optional(),
  until: z.iso.datetime().optional(),
  ended: z.boolean(),
});
export type AttestationTopic = z.infer<typeof attestationTopicSchema>;

export const attestationListSchema = z.object({
  entity: z.string(),
  mayAttest: z.boolean(),
  items: z.array(attestationTopicSchema),
});
export type AttestationList = z.infer<typeof attestationListSchema>;
