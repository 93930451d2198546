import { z } from 'zod';

/** 64-bit numbers come as numbers from newer servers and as texts from older ones. */
const int64 = z
  .union([z.number(), z.string().regex(/^-?\d{1,19}$/)])
  .transform(Number);

/** null and 0 stand for a time that is not known. */
const time = int64
  .nullish()
  .transform(value =>
    value !== undefined && value !== null && value > 0 ? value : undefined,
  );

const id = z.union([z.string(), z.number()]).transform(String);
const text = z.string().nullish();

export const experimentSchema = z.object({
  experiment_id: id,
  name: z.string().default(''),
});
export type MlflowExperiment = z.infer<typeof experimentSchema>;

export const experimentPageSchema = z
  .looseObject({
    experiments: z.array(experimentSchema).nullish(),
    next_page_token: text,
  })
  .refine(
    page =>
      Array.isArray(page.experiments) ||
      Object.keys(page).every(
        key => key === 'experiments' || key === 'next_page_token',
      ),
    { path: ['experiments'] },
  );

/** Some exporters put lists there; one that is not understood must not cost a page of runs. */
const keyAndText = z.object({
  key: z.string(),
  value: z
    .unknown()
    .transform(value => (typeof value === 'string' ? value : '')),
});

const metricSchema = z.object({
  key: z.string(),
  timestamp: int64.nullish(),
  step: int64.nullish(),
});
export type MlflowMetric = z.infer<typeof metricSchema>;

export const runSchema = z.object({
  info: z.object({
    run_id: text,
    run_uuid: text,
    experiment_id: id,
    run_name: text,
    user_id: text,
    status: text,
    start_time: time,
    end_time: time,
  }),
  data: z
    .object({
      metrics: z.array(metricSchema).nullish(),
      params: z.array(keyAndText).nullish(),
      tags: z.array(keyAndText).nullish(),
    })
    .nullish(),
});
export type MlflowRun = z.infer<typeof runSchema>;

/** `{}` says that there are none; an object of other things is not an answer to a search for runs. */
export const runPageSchema = z
  .looseObject({
    runs: z.array(runSchema).nullish(),
    next_page_token: text,
  })
  .refine(
    page =>
      Array.isArray(page.runs) ||
      Object.keys(page).every(
        key => key === 'runs' || key === 'next_page_token',
      ),
    { path: ['runs'] },
  );

export const runAnswerSchema = z.object({ run: runSchema });

export const metricHistorySchema = z.object({
  metrics: z.array(metricSchema).nullish(),
});

export function runIdOf({ info }: MlflowRun): string {
  return info.run_id || info.run_uuid || '';
}
