import {
  Cause,
  Outcome,
  RunClass,
  RunRecord,
  Trigger,
} from '@mli/plugin-insights-common';
import { Random } from '../random/Random';
import { DAY, SECOND } from './calendar';
import { ASSUMED, WorkloadModel } from './models';

/** The file sources the activity is imported as. */
export const DEMO_SOURCES = [
  'demo-scheduler',
  'demo-pipelines',
  'demo-evaluation',
] as const;
export type DemoSource = (typeof DEMO_SOURCES)[number];

/** A run record and the source it is imported into: one line of the activity file. */
export type SourcedRunRecord = { readonly source: DemoSource } & RunRecord;

/** Everything about a run but its id, in epoch milliseconds; what lies after the end of the data is cut later. */
export interface RunPlan {
  readonly source: DemoSource;
  readonly namespace: string;
  readonly job: string;
  readonly repository?: string;
  readonly experiment?: string;
  readonly submitted: number;
  readonly committed?: number;
  /** Absent: it never started. */
  readonly started?: number;
  readonly firstResult?: number;
  /** Absent: nobody ever heard of it again. */
  readonly ended?: number;
  readonly outcome: Outcome;
  readonly cause?: Cause;
  readonly trigger: Trigger;
  readonly runClass?: RunClass;
  readonly stage?: string;
  readonly actor?: string;
  readonly team?: string;
  readonly offerings?: readonly string[];
  readonly gpus?: number;
  readonly externalIds?: readonly string[];
  /** Trials of a sweep; they get the id of this run as their parent. */
  readonly children?: readonly RunPlan[];
}

export type Timeline = Pick<
  RunPlan,
  'submitted' | 'started' | 'firstResult' | 'ended' | 'outcome' | 'cause'
>;

export interface TimelineDraw {
  readonly model: WorkloadModel;
  readonly random: Random;
  readonly submitted: number;
  readonly queueMs: number;
  readonly runMs: number;
  /** Whether the launcher reports the first batch. */
  readonly reportsStartup?: boolean;
  /** Retries and scheduled work do not get lost or stay in the queue. */
  readonly always?: boolean;
}

/** When it started and ended, and how. Times are whole seconds, as schedulers write them. */
export function drawTimeline(draw: TimelineDraw): Timeline {
  const { random, always = false } = draw;
  const submitted = wholeSeconds(draw.submitted);
  const { outcomes } = draw.model.published;
  const end = drawOutcome(draw);
  const startup = random.logNormal(
    ASSUMED.startup.medianMs,
    ASSUMED.startup.sigma,
  );
  const neverStarted = random.chance(
    ASSUMED.neverStartedShare / outcomes.cancelled,
  );
  const lost = random.chance(ASSUMED.lostShare);
  if (!always && end.outcome === 'cancelled' && neverStarted) {
    const waited = Math.max(wholeSeconds(draw.queueMs), 30 * SECOND);
    return { submitted, ended: submitted + waited, outcome: 'cancelled' };
  }
  const started = submitted + wholeSeconds(draw.queueMs);
  const run = Math.max(wholeSeconds(draw.runMs), SECOND);
  const firstResult =
    draw.reportsStartup && startup < run
      ? { firstResult: started + wholeSeconds(startup) }
      : {};
  if (!always && lost) {
    return { submitted, started, ...firstResult, outcome: 'lost' };
  }
  return { submitted, started, ...firstResult, ended: started + run, ...end };
}

function drawOutcome({
  model,
  random,
}: TimelineDraw): Pick<RunPlan, 'outcome' | 'cause'> {
  const { succeeded, cancelled, failed } = model.published.outcomes;
  const outcome = random.weighted<Outcome>([
    ['succeeded', succeeded],
    ['cancelled', cancelled],
    ['failed', failed],
  ]);
  const cause = random.weighted<Cause>(ASSUMED.causes);
  return outcome === 'failed' ? { outcome, cause } : { outcome };
}

function wholeSeconds(ms: number): number {
  return Math.round(ms / SECOND) * SECOND;
}

/** A lost run is only known to be lost after the reaper's silence of three days. */
const SILENCE = 3 * DAY;

/** When a source can tell how a run went. */
export function overAt(plan: RunPlan): number {
  return plan.outcome === 'lost'
    ? (plan.started ?? plan.submitted) + SILENCE
    : (plan.ended ?? Infinity);
}

/** The record as a source would have it at `now`, or nothing if the run was not submitted by then. */
export function toRecord(
  plan: RunPlan,
  id: string,
  now: number,
  parentId?: string,
): SourcedRunRecord | undefined {
  const { source, namespace, job, repository, experiment } = plan;
  if (plan.submitted > now) return undefined;
  const past = (time: number | undefined) =>
    time !== undefined && time <= now
      ? new Date(time).toISOString()
      : undefined;
  const over = overAt(plan) <= now;
  return withoutUndefined({
    source,
    id,
    namespace,
    job,
    repository,
    experiment,
    committedAt: past(plan.committed),
    submittedAt: new Date(plan.submitted).toISOString(),
    startedAt: past(plan.started),
    firstResultAt: past(plan.firstResult),
    endedAt: past(plan.ended),
    outcome: over ? plan.outcome : undefined,
    cause: over ? plan.cause : undefined,
    trigger: plan.trigger,
    runClass: plan.runClass,
    stage: plan.stage,
    actor: plan.actor,
    team: plan.team,
    offerings: plan.offerings?.length ? [...plan.offerings] : undefined,
    gpus: plan.gpus,
    parentId,
    externalIds: plan.externalIds ? [...plan.externalIds] : undefined,
    ...lineageOf(plan),
  });
}

const DATASETS = 's3://norrvik-datasets';
const MODELS = 's3://norrvik-models';

/** What the launchers that know it say of a run's datasets: labels to features to training to evaluation. */
function lineageOf({
  source,
  namespace,
  stage,
  outcome,
  runClass,
}: RunPlan): Pick<RunRecord, 'inputs' | 'outputs'> {
  const [tool, launcher, team] = namespace.split('.');
  if (!team || runClass === 'debug') return {};
  const dataset = { namespace: DATASETS, name: `${team}/curated` };
  const model = { namespace: MODELS, name: `${team}/candidate` };
  const labels = { namespace: DATASETS, name: `${team}/labels` };
  if (stage === 'labeling' && outcome === 'succeeded') {
    return { outputs: [labels] };
  }
  if (stage === 'features') {
    return {
      inputs: [labels],
      outputs: outcome === 'succeeded' ? [dataset] : undefined,
    };
  }
  if (source === 'demo-scheduler' && launcher === 'trainer') {
    return {
      inputs: [dataset],
      outputs: outcome === 'succeeded' ? [model] : undefined,
    };
  }
  if (source === 'demo-evaluation' && tool === 'evalsuite') {
    return { inputs: [model] };
  }
  return {};
}

function withoutUndefined<T extends object>(value: T): T {
  // Dropping absent optional fields leaves a value of the same type.
  return Object.fromEntries(
    Object.entries(value).filter(([, field]) => field !== undefined),
  ) as T;
}
