import { RunRecord, runRecordSchema } from '@mli/plugin-insights-common';
import { RunAttributes, RunObservation } from '../runs/observation';
import { impossibleTimeline } from '../runs/project';
import { JsonObject } from './canonicalJson';
import { createItemReader, Interpretation, rejected } from './createItemReader';
import { explainIssues } from './explainIssues';
import { ReadContext } from './item';
import { defined } from './objects';
import { normaliseRepository } from './repository';
import { readActor, readStage, readTeam } from './tags';
import { Micros, parseTime } from './time';

const MAX_BYTES = 64 * 1024;

const TIMES = [
  'committedAt',
  'submittedAt',
  'startedAt',
  'firstResultAt',
  'endedAt',
] as const;

/**
 * Reads one run as a file states it: everything known, in one record.
 *
 * A record with an impossible timeline is kept aside instead of becoming a run, so that a corrected one is welcome
 * under the same id.
 */
export const readRunRecord = createItemReader({
  maxBytes: MAX_BYTES,
  interpret,
});

function interpret(
  value: JsonObject,
  context: ReadContext,
  notes: string[],
): Interpretation {
  const parsed = runRecordSchema.safeParse(value);
  if (!parsed.success) {
    return rejected(
      'wrong-field',
      explainIssues(parsed.error, runRecordSchema),
    );
  }
  const record = parsed.data;
  const times = readTimes(record);
  if (typeof times === 'string') {
    return rejected('bad-time', times);
  }
  const known = TIMES.map(name => times[name]).filter(
    time => time !== undefined,
  );
  if (known.length === 0) {
    return rejected(
      'no-time',
      `A run record needs one of ${TIMES.join(', ')}.`,
    );
  }
  const impossible = impossibleTimeline(times);
  if (impossible) {
    return {
      status: 'quarantined',
      id: record.id,
      reason: 'impossible-timeline',
      sentence: `Its times cannot be true: ${impossible.replaceAll('-', ' ')}.`,
    };
  }
  return {
    status: 'readable',
    id: record.id,
    type: 'run-record',
    at: Math.max(...known),
    // Each attempt at a run is an item of its own.
    ...((record.attempt ?? 1) > 1 && {
      eventId: `${record.id}#${record.attempt}`,
    }),
    runKey: record.id,
    observation: toObservation(record, times, context, notes),
  };
}

export type RecordTimes = Partial<Record<(typeof TIMES)[number], Micros>>;

export function readTimes(record: RunRecord): RecordTimes | string {
  const times: RecordTimes = {};
  for (const name of TIMES) {
    const raw = record[name];
    if (raw !== undefined) {
      const time = parseTime(raw);
      if (time === undefined) {
        return `${name} must be a time such as 2026-05-04T12:30:00Z, between 1970 and 2100.`;
      }
      times[name] = time;
    }
  }
  return times;
}

export function toObservation(
  record: RunRecord,
  times: RecordTimes,
  context: ReadContext,
  notes: string[],
): RunObservation {
  const said: RunAttributes = defined({
    namespace: record.namespace,
    job: record.job,
    repository: record.repository && normaliseRepository(record.repository),
    experiment: record.experiment,
    commit: record.commit,
    parameters: record.parameters,
    team: readTeam(record.team, notes),
    component: record.component,
    offerings: record.offerings,
    stage: readStage(record.stage, context, notes),
    trigger: record.trigger,
    runClass: record.runClass,
    gpus: record.gpus,
    timeLimitSeconds: record.timeLimitSeconds,
    actor: readActor(record.actor, context),
    parent: record.parentId === record.id ? undefined : record.parentId,
  });
  const hasEnded = record.outcome !== undefined || times.endedAt !== undefined;
  return defined({
    attempt: record.attempt,
    inputs: record.inputs,
    outputs: record.outputs,
    times: defined({
      committed: times.committedAt,
      submitted: times.submittedAt,
      started: times.startedAt,
      firstResult: times.firstResultAt,
    }),
    end: hasEnded
      ? defined({
          endedAt: times.endedAt,
          outcome: record.outcome,
          cause: record.cause,
          closedBy:
            record.outcome === 'lost'
              ? ('heartbeat' as const)
              : ('event' as const),
        })
      : undefined,
    aspects: { record: said },
    externalIds: record.externalIds,
  });
}
