import { DEFAULT_NAMESPACE } from '@backstage/catalog-model';
import { parseFilterPredicate } from '@backstage/filter-predicates';
import { SOURCE_KINDS } from '@mli/plugin-insights-common';
import { z } from 'zod';
import { OFFERING_KIND } from '../kinds';
import { parseRef } from './refs';
import {
  OFFERING_DEPENDENCY_KINDS,
  OFFERING_LIFECYCLES,
  OFFERING_OWNER_KINDS,
  OFFERING_TYPES,
} from './vocabulary';

const text = (max: number) => z.string().trim().min(1).max(max);

const ref = (allowedKinds: readonly string[], defaultKind?: string) =>
  text(200).superRefine((value, ctx) => {
    const result = parseRef(value, {
      defaultKind,
      // Which namespace it is makes no ref right or wrong.
      defaultNamespace: DEFAULT_NAMESPACE,
      allowedKinds,
    });
    if ('problem' in result) {
      ctx.addIssue({ code: 'custom', message: result.problem });
    }
  });

const httpsUrl = z
  .string()
  .max(2_000)
  .refine(isHttpsUrl, { error: 'is not an https:// address' });

/** An anchored glob: `*` stands for any characters, everything else for itself, in this letter case. */
const glob = text(200);

const filterPredicate = z
  .record(z.string(), z.unknown())
  .superRefine((value, ctx) => {
    try {
      parseFilterPredicate(value);
    } catch {
      ctx.addIssue({ code: 'custom', message: 'is not a filter predicate' });
    }
  });

const telemetryMatcherSchema = z
  .strictObject({
    source: text(100),
    jobNamespace: glob.optional(),
    jobName: glob.optional(),
    repository: glob.optional(),
    experiment: glob.optional(),
    type: glob.optional(),
  })
  .superRefine(({ source, ...patterns }, ctx) => {
    const narrows = Object.values(patterns).some(
      pattern => pattern !== undefined && !/^\*+$/.test(pattern),
    );
    if (!narrows && SOURCE_KINDS.some(kind => kind === source)) {
      ctx.addIssue({
        code: 'custom',
        message: `claims everything that any ${source} source sends; name a jobNamespace, jobName, repository, experiment or type`,
      });
    }
  });

const onboardingSchema = z.strictObject({
  guide: httpsUrl.optional(),
  template: ref(['Template'], 'Template').optional(),
  expectedDays: z.number().min(0).max(365).optional(),
  quickstart: text(4_000).optional(),
});

const limitSchema = z.strictObject({
  name: text(100),
  value: z.union([z.number(), text(100)]),
  unit: text(40).optional(),
});

const adoptedWhenSchema = z.strictObject({
  actor: z.enum(['people', 'production']),
  cadence: z.enum(['week', 'month']),
  periods: z.int().min(1).max(26),
});

const serviceLevelSchema = z.strictObject({
  indicator: text(100),
  target: z.number(),
  unit: text(40),
  window: z.string().regex(/^[1-9]\d{0,3}[hdw]$/, { error: 'is not a window' }),
  // The fact about this Offering that measures it; without one it is found by the indicator's name.
  fact: z
    .string()
    .max(200)
    .regex(/^[a-zA-Z][a-zA-Z0-9_]*(?:[./_-][a-zA-Z0-9_]+)*$/, {
      error: 'is not the id of a fact',
    })
    .optional(),
});

/** @param stages - the stages of this installation, which are configuration */
export function createOfferingSpecSchema(stages: readonly string[]) {
  const stage = z.enum(stages);
  return z.strictObject({
    problem: text(500),
    notFor: text(500).optional(),
    type: z.enum(OFFERING_TYPES),
    lifecycle: z.enum(OFFERING_LIFECYCLES),
    owner: ref(OFFERING_OWNER_KINDS, 'Group'),
    stages: z.array(stage).min(1).max(20),
    audience: z
      .strictObject({
        filter: filterPredicate.optional(),
        activeIn: z.array(stage).min(1).max(20).optional(),
      })
      .optional(),
    improves: z
      .array(
        z.strictObject({
          stage,
          metric: z.string().regex(/^[a-z][a-z0-9_]{1,62}$/, {
            error: 'is not the id of a metric',
          }),
        }),
      )
      .max(20)
      .optional(),
    onboarding: onboardingSchema.optional(),
    limits: z.array(limitSchema).max(50).optional(),
    adoptedWhen: adoptedWhenSchema.optional(),
    support: z
      .strictObject({
        channel: text(200),
        responseHours: z.number().positive().max(1_000).optional(),
      })
      .optional(),
    serviceLevels: z.array(serviceLevelSchema).max(50).optional(),
    system: ref(['System'], 'System').optional(),
    replaces: z
      .array(ref([OFFERING_KIND], OFFERING_KIND))
      .max(20)
      .optional(),
    dependsOn: z.array(ref(OFFERING_DEPENDENCY_KINDS)).max(100).optional(),
    telemetry: z.array(telemetryMatcherSchema).max(50).optional(),
  });
}

/** `spec` of an Offering as it is written in YAML. */
export type OfferingSpec = z.output<
  ReturnType<typeof createOfferingSpecSchema>
>;

/** Recognises an offering in runs and usage; `source` is a kind of source or the name of a configured one. */
export type TelemetryMatcher = z.output<typeof telemetryMatcherSchema>;

/** `javascript:` and `data:` links run in the reader's browser, `http:` can be rewritten on the way. */
export function isHttpsUrl(value: string): boolean {
  return URL.canParse(value) && new URL(value).protocol === 'https:';
}
