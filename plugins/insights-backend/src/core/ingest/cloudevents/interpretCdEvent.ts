import { TRIGGERS } from '@mli/plugin-insights-common';
import { CDEVENTS_OUTCOMES } from '../../runs/outcomes';
import { RunAttributes, RunObservation } from '../../runs/observation';
import { JsonObject } from '../canonicalJson';
import { Interpretation, rejected } from '../createItemReader';
import { ReadContext } from '../item';
import { defined, isObject, textOf } from '../objects';
import { redactActors } from '../redactActors';
import { readTags, Tag } from '../tags';
import { Micros, parseTime } from '../time';
import { Envelope } from './readEnvelope';

const TYPE = /^dev\.cdeventsx?\.([A-Za-z0-9-]+)\.([A-Za-z0-9-]+)(?:\.|$)/;

/** The subjects that are executions with a timeline, and where their content names the job. */
const RUN_SUBJECTS: Readonly<
  Record<string, (content: JsonObject) => string | undefined>
> = {
  pipelinerun: content => textOf(content.pipelineName, 2000),
  taskrun: content => textOf(content.taskName, 2000),
  testsuiterun: ({ testSuite }) =>
    isObject(testSuite)
      ? (textOf(testSuite.name, 2000) ?? textOf(testSuite.id, 2000))
      : undefined,
};

const TRIGGER_OF: Readonly<Record<string, (typeof TRIGGERS)[number]>> = {
  manual: 'human',
  schedule: 'scheduled',
  pipeline: 'ci',
  event: 'ci',
};

export function isCdEventType(type: string): boolean {
  return TYPE.test(type);
}

/** Executions become runs; every other subject (a deployment, a merged change, an incident) is kept as an event. */
export function interpretCdEvent(
  envelope: Envelope,
  context: ReadContext,
  notes: string[],
): Interpretation {
  const { data } = envelope;
  const { context: head, subject } = isObject(data) ? data : {};
  if (!isObject(head) || !isObject(subject)) {
    return rejected('missing-field', 'A CDEvent has a context and a subject.');
  }
  const id = textOf(subject.id);
  if (id === undefined) {
    return rejected('missing-field', 'subject.id is needed.');
  }
  const at = parseTime(head.timestamp ?? envelope.time);
  if (at === undefined) {
    return rejected(
      'bad-time',
      'context.timestamp must be a time between 1970 and 2100.',
    );
  }
  const [, kind = '', predicate = ''] = TYPE.exec(envelope.type) ?? [];
  const event: CdEvent = {
    kind,
    predicate,
    at,
    id,
    source: textOf(subject.source) ?? envelope.source,
    content: isObject(subject.content) ? subject.content : {},
    customData:
      isObject(data) && isObject(data.customData) ? data.customData : {},
  };
  const isRun =
    envelope.type.startsWith('dev.cdevents.') &&
    Object.hasOwn(RUN_SUBJECTS, kind);
  return {
    status: 'readable',
    type: envelope.type,
    at,
    ...(isRun && { runKey: runKeyOf(kind, event.source, id) }),
    observation: isRun
      ? observeRun(event, context, notes)
      : {
          subject: {
            id,
            source: event.source,
            ...(typeof head.chainId === 'string' && { chainId: head.chainId }),
            content: redactActors(event.content, context.actors),
          },
        },
  };
}

interface CdEvent {
  readonly kind: string;
  readonly predicate: string;
  readonly at: Micros;
  readonly id: string;
  readonly source: string;
  readonly content: JsonObject;
  readonly customData: JsonObject;
}

/** Ids of subjects are unique within their source and kind: a pipeline run and its task may share one. */
function runKeyOf(kind: string, source: string, id: string): string {
  return `${kind}:${source}:${id}`;
}

function observeRun(
  event: CdEvent,
  context: ReadContext,
  notes: string[],
): RunObservation {
  const { kind, predicate, at, content } = event;
  const job = RUN_SUBJECTS[kind]?.(content);
  const tags = readTags(tagsOf(event.customData), context, notes);
  const said: RunAttributes = tags.attributes;
  const trigger = isObject(content.trigger)
    ? TRIGGER_OF[textOf(content.trigger.type) ?? '']
    : undefined;
  const parent = parentOf(event);
  return defined({
    times: defined({
      submitted: predicate === 'queued' ? at : tags.submittedAt,
      started: predicate === 'started' ? at : undefined,
      committed: tags.committedAt,
    }),
    end: predicate === 'finished' ? endOf(content, at, notes) : undefined,
    aspects: defined({
      job: job === undefined ? undefined : { namespace: event.source, job },
      'said.trigger': trigger && { trigger },
      'said.parent': parent === undefined ? undefined : { parent },
      'run.tags': Object.keys(said).length > 0 ? said : undefined,
    }),
    attempt: tags.attempt,
    externalIds: tags.externalIds.length > 0 ? tags.externalIds : undefined,
  });
}

function endOf(
  content: JsonObject,
  at: Micros,
  notes: string[],
): RunObservation['end'] {
  const said = textOf(content.outcome)?.toLowerCase();
  const outcome =
    said !== undefined && Object.hasOwn(CDEVENTS_OUTCOMES, said)
      ? CDEVENTS_OUTCOMES[said]
      : undefined;
  if (said !== undefined && !outcome) {
    notes.push('The outcome is not one of CDEvents; left out.');
  }
  return { endedAt: at, closedBy: 'event', ...outcome };
}

function parentOf(event: CdEvent): string | undefined {
  const { pipelineRun } = event.content;
  const id = isObject(pipelineRun) ? textOf(pipelineRun.id) : undefined;
  const source = isObject(pipelineRun)
    ? (textOf(pipelineRun.source) ?? event.source)
    : event.source;
  return id === undefined ? undefined : runKeyOf('pipelinerun', source, id);
}

/** A producer says our attributes in `customData`, as it would say them in tags. */
function tagsOf(customData: JsonObject): Tag[] {
  return Object.entries(customData).flatMap(([key, value]) =>
    typeof value === 'string' || typeof value === 'number'
      ? [{ key, value: String(value) }]
      : [],
  );
}
