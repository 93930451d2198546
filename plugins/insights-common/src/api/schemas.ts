import { z } from 'zod';
import {
  RUN_EVENT_STEPS,
  runEventDataSchema,
  usageEventDataSchema,
} from './events';
import { runRecordSchema } from './ingest';

export interface PublishedSchema {
  /** The type of the CloudEvent whose `data` it describes, or the record of an import. */
  readonly name: string;
  readonly title: string;
  readonly schema: z.ZodType;
}

/** The messages of our own that producers send. What is published is what validates them. */
export const PUBLISHED_SCHEMAS: readonly PublishedSchema[] = [
  {
    name: 'mli.usage.v1',
    title: 'data of the CloudEvent mli.usage.v1: one use of an offering',
    schema: usageEventDataSchema,
  },
  ...RUN_EVENT_STEPS.map(step => ({
    name: `mli.run.${step}.v1`,
    title: `data of the CloudEvent mli.run.${step}.v1: a step of a run`,
    schema: runEventDataSchema,
  })),
  {
    name: 'mli.run-record.v1',
    title: 'a run in one record, as POST /import/runs takes it',
    schema: runRecordSchema,
  },
];

export const schemaListSchema = z.object({
  items: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      url: z.string().describe('relative to this plugin: /schemas/<name>.json'),
    }),
  ),
});
export type SchemaList = z.infer<typeof schemaListSchema>;
