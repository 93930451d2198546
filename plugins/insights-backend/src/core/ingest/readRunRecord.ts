import { RunRecord, runRecordSchema } from '@mli/plugin-insights-common';
import { RunAttributes, RunObservation } from '../runs/observation';
import { impossibleTimeline } from '../runs/project';
import { canonicalJson, UNSTORABLE_SENTENCES } from './canonicalJson';
import { QuarantineReason, ReadContext, ReadItem, RejectReason } from './item';
import { judgeLateness } from './lateness';
import { defined, isObject } from './objects';
import { redactActors } from './redactActors';
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

const FIELDS = Object.keys(runRecordSchema.shape).join(', ');

/**
 * Reads one run as a file states it: everything known, in one record.
 *
 * A record with an impossible timeline is kept aside instead of becoming a run, so that a corrected one is welcome
 * under the same id.
 */
export function readRunRecord(
  value: unknown,
  index: number,
  context: ReadContext,
): ReadItem {
  const id =
    isObject(value) && typeof value.id === 'string' && value.id !== ''
      ? value.id.slice(0, 500)
      : String(index);
  const reject = (reason: RejectReason, sentence: string): ReadItem => ({
    status: 'rejected',
    id: String(index),
    reason,
    notes: [sentence],
  });
  if (!isObject(value)) {
    return reject('not-an-object', 'A run record is a JSON object.');
  }
  const canonical = canonicalJson(value, { bytes: MAX_BYTES });
  if (!canonical.ok) {
    return reject(canonical.reason, UNSTORABLE_SENTENCES[canonical.reason]);
  }
  const parsed = runRecordSchema.safeParse(value);
  if (!parsed.success) {
    return reject('wrong-field', explain(parsed.error.issues));
  }
  const record = parsed.data;
  const times = readTimes(record);
  if (typeof times === 'string') {
    return reject('bad-time', times);
  }
  const known = TIMES.map(name => times[name]).filter(
    time => time !== undefined,
  );
  if (known.length === 0) {
    return reject('no-time', `A run record needs one of ${TIMES.join(', ')}.`);
  }
  const at = Math.max(...known);
  const notes: string[] = [];
  const identity = { id, eventId: id, bodyHash: canonical.hash };
  const body = () => redactActors(value, context.actors);
  const quarantine = judge(times, at, context);
  if (quarantine) {
    return {
      ...identity,
      status: 'quarantined',
      reason: quarantine.reason,
      notes: [quarantine.sentence],
      body: body(),
    };
  }
  return {
    ...identity,
    status: 'readable',
    type: 'run-record',
    at,
    runKey: record.id,
    observation: toObservation(record, times, context, notes),
    body,
    notes,
  };
}

type RecordTimes = Partial<Record<(typeof TIMES)[number], Micros>>;

function readTimes(record: RunRecord): RecordTimes | string {
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

function judge(
  times: RecordTimes,
  at: Micros,
  context: ReadContext,
): { reason: QuarantineReason; sentence: string } | undefined {
  const impossible = impossibleTimeline(times);
  return impossible
    ? {
        reason: 'impossible-timeline',
        sentence: `Its times cannot be true: ${impossible.replaceAll('-', ' ')}.`,
      }
    : judgeLateness(at, context);
}

function toObservation(
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
    team: readTeam(record.team, notes),
    component: record.component,
    offerings: record.offerings,
    stage: readStage(record.stage, context, notes),
    trigger: record.trigger,
    runClass: record.runClass,
    gpus: record.gpus,
    actor: readActor(record.actor, context),
    parent: record.parentId === record.id ? undefined : record.parentId,
  });
  const hasEnded = record.outcome !== undefined || times.endedAt !== undefined;
  return defined({
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

interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
}

/** Names our fields only: what the sender called its own, and every value, stay out of the answer. */
function explain(issues: readonly Issue[]): string {
  const fields = new Set<string>();
  let hasUnknown = false;
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') {
      hasUnknown = true;
    } else {
      fields.add(String(issue.path[0]));
    }
  }
  const sentences = [
    ...(fields.size > 0
      ? [`Missing or wrong: ${[...fields].join(', ')}.`]
      : []),
    ...(hasUnknown
      ? [`It has fields a run record does not have; those are ${FIELDS}.`]
      : []),
  ];
  return sentences.join(' ');
}
