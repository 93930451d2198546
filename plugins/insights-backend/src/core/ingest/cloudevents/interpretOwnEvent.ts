import {
  RUN_EVENT_STEPS,
  RunEventData,
  runEventDataSchema,
  RunEventStep,
  usageEventDataSchema,
} from '@mli/plugin-insights-common';
import {
  AspectName,
  RunAttributes,
  RunObservation,
  RunTime,
} from '../../runs/observation';
import { Interpretation, rejected } from '../createItemReader';
import { explainIssues } from '../explainIssues';
import { ReadContext } from '../item';
import { defined } from '../objects';
import { normaliseRepository } from '../repository';
import { readActor, readStage, readTeam } from '../tags';
import { Micros, parseTime } from '../time';
import { Envelope } from './readEnvelope';

export const USAGE_TYPE = 'mli.usage.v1';

const TIME_OF_STEP: Partial<Record<RunEventStep, RunTime>> = {
  submitted: 'submitted',
  started: 'started',
  'first-result': 'firstResult',
  heartbeat: 'heartbeat',
};

/** Which step `mli.run.<step>.v1` says was taken; undefined for every other type. */
export function runStepOf(type: string): RunEventStep | undefined {
  return RUN_EVENT_STEPS.find(step => type === `mli.run.${step}.v1`);
}

export function interpretRunEvent(
  envelope: Envelope,
  step: RunEventStep,
  context: ReadContext,
  notes: string[],
): Interpretation {
  const at = parseTime(envelope.time);
  if (at === undefined) {
    return rejected(
      'bad-time',
      'The attribute time must say when the step was taken, between 1970 and 2100.',
    );
  }
  const parsed = runEventDataSchema.safeParse(envelope.data);
  if (!parsed.success) {
    return rejected(
      'wrong-field',
      `data: ${explainIssues(parsed.error, runEventDataSchema)}`,
    );
  }
  const { data } = parsed;
  const committed =
    data.committedAt === undefined ? undefined : parseTime(data.committedAt);
  if (data.committedAt !== undefined && committed === undefined) {
    notes.push('committedAt is not a time; left out.');
  }
  const timed = TIME_OF_STEP[step];
  return {
    status: 'readable',
    type: envelope.type,
    at,
    runKey: data.runId,
    observation: defined({
      attempt: data.attempt,
      inputs: data.inputs,
      outputs: data.outputs,
      times: defined({ committed, ...(timed && { [timed]: at }) }),
      end: step === 'ended' ? endOf(data, at) : undefined,
      aspects: aspectsOf(data, context, notes),
      externalIds: data.externalIds,
    }),
  };
}

function endOf(data: RunEventData, at: Micros): RunObservation['end'] {
  return defined({
    endedAt: at,
    outcome: data.outcome,
    cause: data.cause,
    closedBy: data.outcome === 'lost' ? 'heartbeat' : 'event',
  });
}

/** Each field is a part of its own, so that an event that says one leaves the others. */
function aspectsOf(
  data: RunEventData,
  context: ReadContext,
  notes: string[],
): RunObservation['aspects'] {
  const attributes: RunAttributes = defined({
    repository: data.repository && normaliseRepository(data.repository),
    experiment: data.experiment,
    commit: data.commit,
    parameters: data.parameters,
    team: readTeam(data.team, notes),
    component: data.component,
    offerings: data.offerings,
    stage: readStage(data.stage, context, notes),
    trigger: data.trigger,
    runClass: data.runClass,
    gpus: data.gpus,
    timeLimitSeconds: data.timeLimitSeconds,
    actor: readActor(data.actor, context),
    parent: data.parentId === data.runId ? undefined : data.parentId,
  });
  const aspects: Partial<Record<AspectName, RunAttributes>> = {
    'said.job': { namespace: data.namespace, job: data.job },
  };
  for (const [name, value] of Object.entries(attributes)) {
    // Every attribute above has its `said.` part.
    aspects[`said.${name}` as AspectName] = { [name]: value };
  }
  return aspects;
}

/** One use of an offering. */
export function interpretUsageEvent(
  envelope: Envelope,
  context: ReadContext,
  notes: string[],
): Interpretation {
  const at =
    envelope.time === undefined ? context.now : parseTime(envelope.time);
  if (at === undefined) {
    return rejected(
      'bad-time',
      'The attribute time must be a time between 1970 and 2100.',
    );
  }
  const parsed = usageEventDataSchema.safeParse(envelope.data);
  if (!parsed.success) {
    return rejected(
      'wrong-field',
      `data: ${explainIssues(parsed.error, usageEventDataSchema)}`,
    );
  }
  const { offering, key, component, quantity, actor, team } = parsed.data;
  return {
    status: 'readable',
    type: envelope.type,
    at,
    observation: {
      usage: defined({
        offering,
        key,
        component,
        quantity,
        actor: readActor(actor, context),
        team: readTeam(team, notes),
      }),
    },
  };
}
