import { z } from 'zod';
import { isObject } from '../objects';
import { JsonObject } from '../canonicalJson';

/** Where a facet stands; the same name may mean different things in different places. */
export type FacetPlace = 'run' | 'job' | 'dataset' | 'input' | 'output';

const text = z.string();
const maybeText = z.string().nullish();
const whole = z.number().int();
const maybeWhole = z.number().int().nullish();
const some = z.record(z.string(), z.unknown());
const named = z.object({ namespace: text, name: text });
const tags = z.object({
  tags: z
    .array(z.object({ key: text, value: text, source: maybeText }))
    .nullish(),
});
const owners = z.object({
  owners: z.array(z.object({ name: text, type: maybeText })).nullish(),
});
const documentation = z.object({ description: text, contentType: maybeText });
const qualityMetrics = z
  .object({
    rowCount: maybeWhole,
    bytes: maybeWhole,
    fileCount: maybeWhole,
    columnMetrics: z.record(z.string(), some).nullish(),
  })
  // The schema asks for columnMetrics; many producers, the published example among them, only count rows.
  .refine(facet => facet.rowCount !== undefined || facet.columnMetrics, {
    path: ['columnMetrics'],
  });
const statistics = z.object({
  rowCount: maybeWhole,
  size: maybeWhole,
  fileCount: maybeWhole,
});
const parentRun = z.object({
  run: z.object({ runId: text.min(1) }),
  job: named,
});
const tested = z.object({ name: text, status: text });
const dependency = z.object({ job: named, run: some.nullish() });

/**
 * What the standard facets need to be readable, by place and name. A facet that is not listed is a custom one and
 * only has to be an object; fields that are not listed are free. `_producer` and `_schemaURL` are asked of nobody:
 * producers in the wild leave them out.
 */
const SHAPES: Record<FacetPlace, Record<string, z.ZodType>> = {
  run: {
    environmentVariables: z.object({
      environmentVariables: z.array(z.object({ name: text, value: text })),
    }),
    errorMessage: z.object({
      message: text,
      programmingLanguage: text,
      stackTrace: maybeText,
    }),
    executionParameters: z.object({
      parameters: z.array(z.object({ key: text })).nullish(),
    }),
    externalQuery: z.object({ externalQueryId: text, source: text }),
    extractionError: z.object({
      totalTasks: whole,
      failedTasks: whole,
      errors: z.array(z.object({ errorMessage: text })),
    }),
    jobDependencies: z.object({
      upstream: z.array(dependency).nullish(),
      downstream: z.array(dependency).nullish(),
    }),
    nominalTime: z.object({
      nominalStartTime: text,
      nominalEndTime: maybeText,
    }),
    parent: parentRun.extend({ root: parentRun.nullish() }),
    parentRun,
    processing_engine: z.object({ version: text, name: maybeText }),
    tags,
    test: z.object({ tests: z.array(tested) }),
    gcp_dataproc: z.object({ appId: text, appName: text, projectId: text }),
    gcp_composer_run: z.object({ dagRunId: text }),
  },
  job: {
    documentation,
    jobType: z.object({
      processingType: text,
      integration: text,
      jobType: maybeText,
    }),
    lineage: z.object({ entries: z.array(some) }),
    ownership: owners,
    sourceCode: z.object({ language: text, sourceCode: text }),
    sourceCodeLocation: z.object({
      type: text,
      url: text,
      repoUrl: maybeText,
      version: maybeText,
    }),
    sql: z.object({ query: text, dialect: maybeText }),
    tags,
    gcp_composer_job: z.object({
      environmentName: text,
      dagId: text,
      airflowVersion: text,
      composerVersion: text,
    }),
    gcp_lineage: z.object({ displayName: maybeText, origin: some.nullish() }),
  },
  dataset: {
    catalog: z.object({ framework: text, type: text, name: text }),
    columnLineage: z.object({
      fields: z.record(
        z.string(),
        z.object({ inputFields: z.array(named.extend({ field: text })) }),
      ),
    }),
    dataQualityAssertions: z.object({
      assertions: z.array(z.object({ assertion: text, success: z.boolean() })),
    }),
    dataQualityMetrics: qualityMetrics,
    dataSource: z.object({ name: maybeText, uri: maybeText }),
    datasetType: z.object({ datasetType: text }),
    documentation,
    hierarchy: z.object({
      hierarchy: z.array(z.object({ type: text, name: text })),
    }),
    lifecycleStateChange: z.object({
      lifecycleStateChange: text,
      previousIdentifier: named.nullish(),
    }),
    lineage: z.object({
      inputs: z.array(some).nullish(),
      fields: some.nullish(),
    }),
    ownership: owners,
    schema: z.object({ fields: z.array(z.object({ name: text })).nullish() }),
    storage: z.object({ storageLayer: text, fileFormat: maybeText }),
    symlinks: z.object({
      identifiers: z.array(named.extend({ type: text })).nullish(),
    }),
    tags,
    version: z.object({ datasetVersion: text }),
  },
  input: {
    dataQualityAssertions: z.object({
      assertions: z.array(z.object({ assertion: text, success: z.boolean() })),
    }),
    dataQualityMetrics: qualityMetrics,
    icebergScanReport: z.object({ scanMetrics: some.nullish() }),
    inputStatistics: statistics,
    subset: z.object({ inputCondition: some }),
  },
  output: {
    icebergCommitReport: z.object({ commitMetrics: some.nullish() }),
    outputStatistics: statistics,
    subset: z.object({ outputCondition: some }),
  },
};

/**
 * The readable facets of one place. A broken one is left out and named in `notes`: the run it came with stays.
 */
export function readFacets(
  place: FacetPlace,
  facets: unknown,
  notes: string[],
): Record<string, JsonObject> {
  if (facets === undefined || facets === null) {
    return {};
  }
  if (!isObject(facets)) {
    notes.push(`The facets of the ${place} are not an object; left out.`);
    return {};
  }
  const readable: Record<string, JsonObject> = {};
  for (const [name, facet] of Object.entries(facets)) {
    if (facet === null) {
      continue;
    }
    const fault = faultOf(place, name, facet);
    if (fault !== undefined) {
      notes.push(
        `The ${place} facet ${shown(name)} is broken (${fault}); left out.`,
      );
    } else if (isObject(facet)) {
      readable[name] = facet;
    }
  }
  return readable;
}

function faultOf(
  place: FacetPlace,
  name: string,
  facet: unknown,
): string | undefined {
  if (!isObject(facet)) {
    return 'not an object';
  }
  if (facet._deleted === true) {
    return undefined;
  }
  const shape = Object.hasOwn(SHAPES[place], name)
    ? SHAPES[place][name]
    : undefined;
  const parsed = shape?.safeParse(facet);
  if (!parsed || parsed.success) {
    return undefined;
  }
  const issue = parsed.error.issues[0];
  // Only the first step of the path: further ones may be keys the producer chose.
  return `${String(issue?.path[0] ?? 'it')} is missing or of another type`;
}

function shown(name: string): string {
  return /^[A-Za-z0-9_.-]{1,64}$/.test(name) ? name : 'with an unusual name';
}
