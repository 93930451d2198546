import { MOST_ATTEMPTS } from '@mli/plugin-insights-common';
import { OPENLINEAGE_OUTCOMES } from '../../runs/outcomes';
import {
  AspectName,
  DatasetName,
  RunAttributes,
  RunObservation,
  RunTime,
} from '../../runs/observation';
import { JsonObject, JsonValue } from '../canonicalJson';
import {
  createItemReader,
  Interpretation,
  rejected,
} from '../createItemReader';
import { ReadContext } from '../item';
import { defined, isObject, textOf } from '../objects';
import { normaliseRepository } from '../repository';
import { readTags, ReadTags, Tag } from '../tags';
import { Micros, parseTime } from '../time';
import { readFacets } from './facets';

/** Facets are big; the published samples reach 220 kB. */
const MAX_BYTES = 1024 * 1024;
const LONGEST_NAME = 2000;
const MOST_DATASETS = 1000;

const EVENT_TYPES = new Set([
  'START',
  'RUNNING',
  'COMPLETE',
  'ABORT',
  'FAIL',
  'OTHER',
]);

/**
 * Reads one event of OpenLineage 2-0-2 or earlier, as its HTTP transport sends it.
 *
 * It has no id of its own, so its identity is the hash of everything it says. Events of jobs and datasets are
 * accepted and are no runs.
 */
export const readOpenLineage = createItemReader({
  maxBytes: MAX_BYTES,
  interpret,
});

function interpret(
  event: JsonObject,
  context: ReadContext,
  notes: string[],
): Interpretation {
  const at = parseTime(event.eventTime);
  if (at === undefined) {
    return rejected(
      event.eventTime === undefined ? 'missing-field' : 'bad-time',
      'eventTime must be a time such as 2026-05-04T12:30:00.123456Z, between 1970 and 2100.',
    );
  }
  if (textOf(event.producer, LONGEST_NAME) === undefined) {
    return rejected('missing-field', 'producer is needed.');
  }
  const subject = readSubject(event);
  if ('fault' in subject) {
    return rejected('missing-field', subject.fault);
  }
  const type = typeOf(event);
  if (subject.runId === undefined) {
    return {
      status: 'readable',
      type: `openlineage.${subject.kind}`,
      at,
      observation: readObservation(event, { type, at }, context, notes),
    };
  }
  if (!EVENT_TYPES.has(type)) {
    return {
      status: 'quarantined',
      reason: 'unknown-type',
      sentence: `eventType is none of ${[...EVENT_TYPES].join(', ')}.`,
    };
  }
  const head = { type, at, runId: subject.runId };
  return {
    status: 'readable',
    type: `openlineage.run.${type.toLowerCase()}`,
    at,
    runKey: subject.runId,
    observation: readObservation(event, head, context, notes),
  };
}

interface Subject {
  readonly kind: 'run' | 'job' | 'dataset';
  readonly runId?: string;
}

function readSubject(event: JsonObject): Subject | { fault: string } {
  const { run, job, dataset } = event;
  const nameless = (value: JsonValue | undefined) =>
    !isObject(value) ||
    textOf(value.namespace, LONGEST_NAME) === undefined ||
    textOf(value.name, LONGEST_NAME) === undefined;
  if (run === undefined && job === undefined && dataset !== undefined) {
    return nameless(dataset)
      ? { fault: 'dataset.namespace and dataset.name are needed.' }
      : { kind: 'dataset' };
  }
  if (nameless(job)) {
    return { fault: 'job.namespace and job.name are needed.' };
  }
  if (run === undefined) {
    return { kind: 'job' };
  }
  const runId = isObject(run) ? textOf(run.runId) : undefined;
  return runId === undefined
    ? { fault: 'run.runId is needed.' }
    : { kind: 'run', runId };
}

function typeOf(event: JsonObject): string {
  return typeof event.eventType === 'string'
    ? event.eventType.toUpperCase()
    : 'OTHER';
}

interface EventHead {
  readonly type: string;
  readonly at: Micros;
  readonly runId?: string;
}

function readObservation(
  event: JsonObject,
  head: EventHead,
  context: ReadContext,
  notes: string[],
): RunObservation {
  const run = isObject(event.run) ? event.run : {};
  const job = isObject(event.job) ? event.job : {};
  const runFacets = readFacets('run', run.facets, notes);
  const jobFacets = readFacets('job', job.facets, notes);
  const runTags = readTagsFacet(runFacets.tags, context, notes);
  const jobTags = readTagsFacet(jobFacets.tags, context, notes);
  const datasets = defined({
    inputs: readDatasets(event.inputs, 'input', notes),
    outputs: readDatasets(event.outputs, 'output', notes),
  });
  if (isObject(event.dataset)) {
    readFacets('dataset', event.dataset.facets, notes);
  }
  readNominalTime(runFacets.nominalTime, notes);
  if (head.runId === undefined) {
    return datasets;
  }
  const aspects: Partial<Record<AspectName, RunAttributes>> = defined({
    job: {
      namespace: textOf(job.namespace, LONGEST_NAME),
      job: textOf(job.name, LONGEST_NAME),
    },
    'run.tags': runTags?.attributes,
    'job.tags': jobTags?.attributes,
    'job.ownership': readOwnership(jobFacets.ownership),
    // Airflow and dbt called it parentRun until 2023.
    'run.parent': readParent(
      runFacets.parent ?? runFacets.parentRun,
      head.runId,
    ),
    'run.schedule': readSchedule([runFacets.airflow, runFacets.airflowDagRun]),
    'job.sourceCodeLocation': readCodeLocation(jobFacets.sourceCodeLocation),
  });
  const ended = OPENLINEAGE_OUTCOMES[head.type];
  return defined({
    times: readTimes(head, [runTags, jobTags]),
    end: ended && { endedAt: head.at, closedBy: 'event' as const, ...ended },
    aspects,
    // Not those of the job: every run of it would be the same run.
    externalIds: externalIdsOf([
      runTags,
      readEnvironment(runFacets.environmentVariables, context),
      readSparkApplication(runFacets.spark_applicationDetails, context),
    ]),
    attempt: runTags?.attempt ?? readTry(runFacets.airflow),
    ...datasets,
  });
}

function readTimes(
  head: EventHead,
  tags: readonly (ReadTags | undefined)[],
): Partial<Record<RunTime, Micros>> {
  const earliest = (name: 'submittedAt' | 'committedAt' | 'firstResultAt') => {
    const times = tags
      .map(item => item?.[name])
      .filter(time => time !== undefined);
    return times.length > 0 ? Math.min(...times) : undefined;
  };
  return defined({
    committed: earliest('committedAt'),
    submitted: earliest('submittedAt'),
    started: head.type === 'START' ? head.at : undefined,
    firstResult: earliest('firstResultAt'),
    heartbeat:
      head.type === 'RUNNING' || head.type === 'OTHER' ? head.at : undefined,
  });
}

function externalIdsOf(
  tags: readonly (ReadTags | undefined)[],
): string[] | undefined {
  const ids = tags.flatMap(item => item?.externalIds ?? []);
  return ids.length > 0 ? ids : undefined;
}

function readTagsFacet(
  facet: JsonObject | undefined,
  context: ReadContext,
  notes: string[],
): ReadTags | undefined {
  if (!facet) {
    return undefined;
  }
  // readFacets has checked their shape; a deleted facet has none.
  const tags = (facet._deleted === true ? [] : (facet.tags ?? [])) as unknown;
  return readTags(tags as Tag[], context, notes);
}

const NAMING =
  /^(?:SLURM_(?:JOB_?ID|ARRAY_(?:JOB|TASK)_ID|CLUSTER_NAME)|MLFLOW_RUN_ID)$/;

/** Of the environment only what names the run in other systems: the rest may hold anything. */
function readEnvironment(
  facet: JsonObject | undefined,
  context: ReadContext,
): ReadTags | undefined {
  const variables = Array.isArray(facet?.environmentVariables)
    ? facet.environmentVariables
    : [];
  const tags = variables.flatMap(variable => {
    const key = isObject(variable) ? textOf(variable.name) : undefined;
    const value = isObject(variable) ? textOf(variable.value) : undefined;
    return key !== undefined && value !== undefined && NAMING.test(key)
      ? [{ key, value }]
      : [];
  });
  return tags.length > 0 ? readTags(tags, context, []) : undefined;
}

function readSparkApplication(
  facet: JsonObject | undefined,
  context: ReadContext,
): ReadTags | undefined {
  const value = textOf(facet?.applicationId);
  return value === undefined
    ? undefined
    : readTags([{ key: 'spark_application_id', value }], context, []);
}

/** Airflow counts the tries of a task. */
function readTry(facet: JsonObject | undefined): number | undefined {
  const task = facet?.taskInstance;
  const number = isObject(task) ? task.try_number : undefined;
  return typeof number === 'number' &&
    Number.isInteger(number) &&
    number >= 1 &&
    number <= MOST_ATTEMPTS
    ? number
    : undefined;
}

const SCHEDULED =
  /^(?:scheduled|backfill(?:_job)?|(?:dataset|asset)_triggered)$/;

/** Airflow says what set a run of a pipeline off. `manual` is a person as well as whatever calls its API: not known. */
function readSchedule(
  facets: readonly (JsonObject | undefined)[],
): RunAttributes | undefined {
  const types = facets.flatMap(facet =>
    isObject(facet?.dagRun) ? (textOf(facet.dagRun.run_type) ?? []) : [],
  );
  return types.some(type => SCHEDULED.test(type))
    ? { trigger: 'scheduled' }
    : undefined;
}

/** Owners are written as URNs. Only teams and components are kept: an owner without a kind may be a person. */
function readOwnership(
  facet: JsonObject | undefined,
): RunAttributes | undefined {
  if (!facet) {
    return undefined;
  }
  const said: { team?: string; component?: string } = {};
  const owners = Array.isArray(facet.owners) ? facet.owners : [];
  for (const owner of facet._deleted === true ? [] : owners) {
    const name = isObject(owner) ? textOf(owner.name, 320) : undefined;
    const [, kind, rest] =
      /^(team|group|component):(.+)$/i.exec(name ?? '') ?? [];
    if (!kind || !rest || rest.includes('@')) {
      continue;
    } else if (kind.toLowerCase() === 'component') {
      said.component ??= rest;
    } else {
      said.team ??= rest;
    }
  }
  return said;
}

/** Tasks roll up to the root where it is named, so that one pipeline is one run. */
function readParent(
  facet: JsonObject | undefined,
  runId: string,
): RunAttributes | undefined {
  if (!facet) {
    return undefined;
  }
  const runIdOf = (value: JsonValue | undefined) =>
    isObject(value) && isObject(value.run)
      ? textOf(value.run.runId)
      : undefined;
  const parent = runIdOf(facet.root) ?? runIdOf(facet);
  return parent === undefined || parent === runId ? {} : { parent };
}

function readCodeLocation(
  facet: JsonObject | undefined,
): RunAttributes | undefined {
  if (!facet) {
    return undefined;
  }
  const url = textOf(facet.repoUrl, 1000) ?? textOf(facet.url, 1000);
  return facet._deleted === true || url === undefined
    ? {}
    : defined({
        repository: normaliseRepository(url),
        commit: textOf(facet.version, 200),
      });
}

/** A schedule is not a submission; it is only looked at to say when it cannot be read. */
function readNominalTime(facet: JsonObject | undefined, notes: string[]): void {
  if (facet && parseTime(facet.nominalStartTime) === undefined) {
    notes.push('The run facet nominalTime holds no time; left out.');
  }
}

function readDatasets(
  value: unknown,
  place: 'input' | 'output',
  notes: string[],
): DatasetName[] | undefined {
  if (!Array.isArray(value) || value.length === 0) {
    return undefined;
  }
  const datasets: DatasetName[] = [];
  for (const item of value) {
    const namespace = isObject(item)
      ? textOf(item.namespace, LONGEST_NAME)
      : undefined;
    const name = isObject(item) ? textOf(item.name, LONGEST_NAME) : undefined;
    if (!isObject(item) || namespace === undefined || name === undefined) {
      notes.push(`An ${place} has no namespace and name; left out.`);
      continue;
    }
    readFacets('dataset', item.facets, notes);
    readFacets(place, item[`${place}Facets`], notes);
    datasets.push({ namespace, name });
  }
  if (datasets.length > MOST_DATASETS) {
    notes.push(`Only the first ${MOST_DATASETS} ${place}s are kept.`);
  }
  return datasets.slice(0, MOST_DATASETS);
}
