import { z } from 'zod';

export const CONTEXT_REASONS = [
  'outage',
  'holiday',
  'backbone',
  'other',
] as const;
export const DISPUTE_REASONS = [
  'not-ours',
  'wrong-stage',
  'missing-source',
] as const;
export const ANNOTATION_STATES = [
  'open',
  'accepted',
  'rejected',
  'resolved',
] as const;
export type AnnotationState = (typeof ANNOTATION_STATES)[number];

const reasonSchema = z.enum([...CONTEXT_REASONS, ...DISPUTE_REASONS]);

export const newAnnotationSchema = z
  .strictObject({
    reason: reasonSchema.describe(
      'outage, holiday, backbone, other: context; not-ours, wrong-stage, missing-source: the number is wrong',
    ),
    text: z.string().trim().min(1).max(1_000),
    unit: z
      .string()
      .max(320)
      .optional()
      .describe('a Group; absent: the whole company, for the bridging role'),
    metric: z.string().max(80).optional(),
    stage: z.string().max(80).optional(),
    offering: z.string().max(320).optional(),
    from: z.iso.date(),
    to: z.iso.date().describe('exclusive'),
  })
  .refine(({ from, to }) => from < to, {
    error: "'to' must be later than 'from'; it is the first day after the span",
  });
export type NewAnnotation = z.infer<typeof newAnnotationSchema>;

export const annotationAnswerSchema = z.strictObject({
  state: z.enum(['open', 'accepted', 'rejected', 'resolved']),
  answer: z.string().trim().max(1_000).optional(),
});

export const annotationSchema = z.object({
  id: z.string(),
  kind: z.enum(['context', 'dispute']),
  reason: reasonSchema,
  text: z.string(),
  unit: z.string().optional(),
  metric: z.string().optional(),
  stage: z.string().optional(),
  offering: z.string().optional(),
  from: z.iso.date(),
  to: z.iso.date(),
  owner: z.string().describe('the Group that answers'),
  state: z.enum(ANNOTATION_STATES),
  answer: z.string().optional(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  withdrawnAt: z.iso.datetime().optional(),
  mayAnswer: z.boolean(),
  mayWithdraw: z.boolean(),
  history: z.array(
    z.object({
      action: z.string(),
      answer: z.string().optional(),
      by: z.string(),
      at: z.iso.datetime(),
    }),
  ),
});
export type Annotation = z.infer<typeof annotationSchema>;
