import { PulledRun, pulledRunSchema } from '@mli/plugin-insights-common';
import { RunObservation } from '../runs/observation';
import { impossibleTimeline } from '../runs/project';
import { canonicalJson, JsonObject } from './canonicalJson';
import { createItemReader, Interpretation, rejected } from './createItemReader';
import { explainIssues } from './explainIssues';
import { ItemReader, ReadContext } from './item';
import { defined } from './objects';
import { RecordTimes, readTimes, toObservation } from './readRunRecord';
import { readTags } from './tags';
import { Micros, parseTime } from './time';

const MAX_BYTES = 64 * 1024;
/** Enough of a hash to tell all that was ever said of one run apart. */
const VERSION_HEX = 24;

const readWithin = createItemReader({ maxBytes: MAX_BYTES, interpret });

/**
 * Reads one run as a tracker or scheduler says it when it is asked.
 *
 * Asked again it may say more, so what it says is its identity: the same words are a duplicate, other words another
 * event of the same run. Of any age: who keeps the history is the source itself, and what it holds is no late event.
 */
export const readPulledRun: ItemReader = (value, index, context) =>
  readWithin(value, index, { ...context, historical: true });

function interpret(
  value: JsonObject,
  context: ReadContext,
  notes: string[],
): Interpretation {
  const parsed = pulledRunSchema.safeParse(value);
  if (!parsed.success) {
    return rejected(
      'wrong-field',
      explainIssues(parsed.error, pulledRunSchema),
    );
  }
  const run = parsed.data;
  const times = readTimes(run);
  if (typeof times === 'string') {
    return rejected('bad-time', times);
  }
  const heartbeat = readSign(run.heartbeatAt, 'heartbeatAt', notes);
  const firstMetric = readSign(run.firstMetricAt, 'firstMetricAt', notes);
  const known = [...Object.values(times), heartbeat].filter(
    time => time !== undefined,
  );
  if (known.length === 0) {
    return rejected('no-time', 'A run that was pulled needs a time.');
  }
  const identity = { id: run.id, eventId: `${run.id}@${versionOf(value)}` };
  const impossible = impossibleTimeline(times);
  if (impossible) {
    return {
      status: 'quarantined',
      ...identity,
      reason: 'impossible-timeline',
      sentence: `Its times cannot be true: ${impossible.replaceAll('-', ' ')}.`,
    };
  }
  return {
    status: 'readable',
    ...identity,
    type: 'pulled-run',
    at: Math.max(...known),
    runKey: run.id,
    observation: observe(run, {
      times,
      heartbeat,
      firstMetric,
      context,
      notes,
    }),
  };
}

interface Observed {
  readonly times: RecordTimes;
  readonly heartbeat: Micros | undefined;
  readonly firstMetric: Micros | undefined;
  readonly context: ReadContext;
  readonly notes: string[];
}

function observe(
  run: PulledRun,
  { times, heartbeat, firstMetric, context, notes }: Observed,
): RunObservation {
  const { heartbeatAt: _, firstMetricAt: __, tags = [], ...record } = run;
  const tagged = readTags(tags, context, notes);
  const observation = toObservation(record, times, context, notes);
  return defined({
    ...observation,
    attempt: observation.attempt ?? tagged.attempt,
    times: defined({
      ...observation.times,
      submitted: observation.times?.submitted ?? tagged.submittedAt,
      committed: observation.times?.committed ?? tagged.committedAt,
      firstResult: observation.times?.firstResult ?? tagged.firstResultAt,
      heartbeat,
    }),
    firstMetricAt: firstMetric,
    aspects: { ...observation.aspects, 'run.tags': tagged.attributes },
    externalIds: [...(observation.externalIds ?? []), ...tagged.externalIds],
  });
}

/** Signs of life come from the clocks of workers: one that cannot be is left out, the run stays. */
function readSign(
  raw: string | undefined,
  name: string,
  notes: string[],
): Micros | undefined {
  const time = raw === undefined ? undefined : parseTime(raw);
  if (raw !== undefined && time === undefined) {
    notes.push(`${name} is not a time; left out.`);
  }
  return time;
}

function versionOf(value: JsonObject): string {
  const canonical = canonicalJson(value, { bytes: MAX_BYTES });
  return canonical.ok
    ? canonical.hash.toString('hex').slice(0, VERSION_HEX)
    : '';
}
