import { z } from 'zod';
import { duplicateSchema, fieldFaultSchema } from './api';

export const BULK_FORMATS = ['csv', 'yaml'] as const;
export type BulkFormat = (typeof BULK_FORMATS)[number];

export const MAX_BULK_ROWS = 1_000;

/**
 * What becomes of a row: registered now (in a dry run: would be), changed now, the same as registered already, done
 * by an earlier try of the same batch, or refused.
 */
export const BULK_FATES = [
  'registered',
  'changed',
  'unchanged',
  'done before',
  'refused',
] as const;
export type BulkFate = (typeof BULK_FATES)[number];

export const bulkRequestSchema = z.strictObject({
  content: z.string().max(2_000_000).describe('The file as it is'),
  format: z.enum(BULK_FORMATS),
  dryRun: z.boolean().optional(),
  owner: z
    .string()
    .max(300)
    .optional()
    .describe('The team of rows that name none'),
  batch: z
    .string()
    .max(200)
    .optional()
    .describe(
      'Rows done under this name are not done again; without it, the content is the name',
    ),
  onExisting: z
    .enum(['refuse', 'change'])
    .optional()
    .describe('What to do with a row that differs from what is registered'),
  acceptDuplicates: z.boolean().optional(),
});
export type BulkRequest = z.infer<typeof bulkRequestSchema>;

export const bulkRowSchema = z.object({
  row: z.number().int().describe('Counted from 1, without the heading'),
  line: z.number().int().optional(),
  key: z.string(),
  name: z.string().optional(),
  fate: z.enum(BULK_FATES),
  message: z.string().describe('A sentence'),
  id: z.string().optional(),
  faults: z.array(fieldFaultSchema),
  duplicates: z.array(duplicateSchema),
});
export type BulkRow = z.infer<typeof bulkRowSchema>;

export const bulkResponseSchema = z.object({
  batch: z.string(),
  dryRun: z.boolean(),
  counts: z.record(z.enum(BULK_FATES), z.number().int()),
  rows: z.array(bulkRowSchema),
});
export type BulkResponse = z.infer<typeof bulkResponseSchema>;
