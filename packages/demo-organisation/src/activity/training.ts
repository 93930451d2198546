import { RunClass } from '@mli/plugin-insights-common';
import { DemoMember } from '../organisation/demoOrganisation';
import { ComponentPlan } from '../organisation/components/components';
import { Random } from '../random/Random';
import {
  drawDay,
  drawTimeOfDay,
  END_OF_WORK,
  MINUTE,
  SECOND,
  WEEK,
} from './calendar';
import { drawActor, jobOf, UNREGISTERED_JOBS } from './identity';
import { draw, drawPart } from './Mixture';
import { ASSUMED, TRAINING } from './models';
import { drawTimeline, RunPlan } from './RunPlan';
import { TeamWeek } from './TeamWeek';

/** Offerings that show in a training run. */
const OFFERINGS = [
  'elastic-queue',
  'feature-cache',
  'trainer',
  'spot-pool',
  'step-profiler',
];

/** Of top-level training runs by people; the rest is full. */
const DEBUG_SHARE = 0.69;
const SWEEP_SHARE = 0.008;
const AD_HOC_SHARE = 0.1;

/** GPUs of longer jobs; with debug jobs on one GPU the mean is the published 3.7. */
const GPUS: readonly (readonly [number, number])[] = [
  [1, 0.303],
  [2, 0.1],
  [4, 0.15],
  [8, 0.27],
  [16, 0.1],
  [32, 0.055],
  [64, 0.015],
  [128, 0.004],
];

interface TrainingJob {
  readonly week: TeamWeek;
  readonly member: DemoMember;
  readonly component?: ComponentPlan;
  readonly adHoc?: string;
  readonly runClass: RunClass;
  readonly random: Random;
}

/** What the people of a team train in a week: sessions of short tries, then something longer. */
export function trainingRuns(week: TeamWeek): RunPlan[] {
  const pipelines = week.components('training-pipeline');
  if (!pipelines.length) return [];
  const size = week.team.members.length;
  const count = week.count(
    'training',
    7.5 + 1.2 * size,
    week.quiet ? week.bar : size,
  );
  const classes = drawClasses(week, count);
  const perMember = new Map<DemoMember, RunClass[]>();
  week.assign(count, 'training', OFFERINGS).forEach((member, index) => {
    const mine = perMember.get(member) ?? [];
    perMember.set(member, [...mine, classes[index] ?? 'debug']);
  });
  const plans = [...perMember].flatMap(([member, mine]) =>
    weekOfOne(week, member, mine, pipelines),
  );
  return [...plans, ...sweeps(week, pipelines)];
}

function drawClasses(week: TeamWeek, count: number): RunClass[] {
  const random = week.random('training', 'classes');
  // Rounded by chance, so that the share holds over weeks without adding noise within one.
  const full = Math.floor(count * (1 - DEBUG_SHARE) + random.uniform());
  return random.shuffled(
    Array.from({ length: count }, (_, index): RunClass =>
      index < full ? 'full' : 'debug',
    ),
  );
}

/** One person's runs, day by day; the next is submitted after the last has ended and been thought about. */
function weekOfOne(
  week: TeamWeek,
  member: DemoMember,
  classes: readonly RunClass[],
  pipelines: readonly ComponentPlan[],
): RunPlan[] {
  const random = week.random('training', member.name);
  const component = random.pick(pipelines);
  const days = classes
    .map(() => drawDay(week.monday, random))
    .sort((a, b) => a - b);
  const plans: RunPlan[] = [];
  classes.forEach((runClass, index) => {
    const own = week.random('training', member.name, index);
    const day = days[index] ?? week.monday;
    const previous = plans.at(-1)?.ended ?? 0;
    const thinking = own.logNormal(
      ASSUMED.thinking.medianMs,
      ASSUMED.thinking.sigma,
    );
    const fresh = day + drawTimeOfDay(own);
    const next = previous + thinking;
    const sameSession = next > day && next < day + END_OF_WORK;
    const job = drawJob({ week, member, runClass, random: own }, component);
    const plan = planOf(job, sameSession ? next : fresh);
    plans.push(plan);
    const retry = retryOf(plan, job, index);
    if (retry) plans.push(retry);
  });
  return plans;
}

function drawJob(
  job: Omit<TrainingJob, 'component' | 'adHoc'>,
  component: ComponentPlan,
): TrainingJob {
  const { random, week } = job;
  if (!random.chance(AD_HOC_SHARE)) return { ...job, component };
  const names = UNREGISTERED_JOBS[week.team.name] ?? ['scratch'];
  return { ...job, adHoc: random.pick(names) };
}

function planOf(job: TrainingJob, submitted: number): RunPlan {
  const { week, member, random, runClass } = job;
  const long = runClass !== 'debug';
  const trainer = week.uses('trainer', member);
  const queueMs =
    draw(TRAINING.queue, random) *
    SECOND *
    week.pace('training', 'queue_time', member);
  const runMs =
    drawPart(long ? TRAINING.run.long : TRAINING.run.short, random) *
    SECOND *
    week.pace('training', 'run_time', member);
  const timeline = drawTimeline({
    model: TRAINING,
    random,
    submitted,
    queueMs,
    runMs,
    reportsStartup: trainer,
  });
  const committed = random.chance(0.35)
    ? timeline.submitted -
      random.logNormal(
        ASSUMED.commitToSubmit.medianMs,
        ASSUMED.commitToSubmit.sigma,
      )
    : undefined;
  const unknownTrigger = random.chance(ASSUMED.unknownTriggerShare);
  const actor = drawActor(member, random);
  return {
    ...timeline,
    source: 'demo-scheduler',
    ...placeOf(job, trainer),
    committed: committed && Math.round(committed / SECOND) * SECOND,
    trigger: unknownTrigger && !long ? 'unknown' : 'human',
    runClass,
    stage: trainer && job.component ? 'training' : undefined,
    actor,
    offerings: offeringsOf(week, member),
    gpus: long ? random.weighted(GPUS) : 1,
    externalIds: random.chance(0.2)
      ? [`mlflow:${hex(random)}${hex(random)}`]
      : undefined,
  };
}

/** Queue, launcher and team make the namespace: `elastic.trainer.lanes`. */
function placeOf(job: TrainingJob, trainer: boolean) {
  const { week, member, component, adHoc, runClass, random } = job;
  const queue = queueOf(week, member);
  const profiled = week.uses('step-profiler', member) && random.chance(0.12);
  const usual = trainer ? 'trainer' : 'scripts';
  const launcher = profiled ? 'profiler' : usual;
  const namespace = `${queue}.${launcher}.${week.team.name}`;
  const verb = runClass === 'debug' ? 'debug' : 'train';
  return component
    ? {
        namespace,
        ...jobOf(component, verb),
        experiment: `norrvik/${week.team.name}/${component.name}`,
      }
    : { namespace, job: `${adHoc ?? 'scratch'}.${verb}` };
}

function queueOf(week: TeamWeek, member: DemoMember | undefined): string {
  if (week.uses('elastic-queue', member)) return 'elastic';
  return week.uses('spot-pool', member) ? 'spot' : 'batch';
}

/** The cache cannot be seen from outside; the loader writes it into the record. */
function offeringsOf(week: TeamWeek, member: DemoMember | undefined) {
  return week.uses('feature-cache', member) ? ['feature-cache'] : [];
}

/** What the platform broke is often started again by hand within minutes. */
function retryOf(
  plan: RunPlan,
  job: TrainingJob,
  index: number,
): RunPlan | undefined {
  const random = job.week.random('retry', job.member.name, index);
  if (
    plan.cause !== 'system' ||
    plan.ended === undefined ||
    !random.chance(ASSUMED.retryOfSystemFailure)
  ) {
    return undefined;
  }
  const submitted = plan.ended + random.integer(2, 20) * MINUTE;
  const again = planOf({ ...job, random }, submitted);
  return { ...again, namespace: plan.namespace, job: plan.job };
}

/** A sweep is one run with trials below it; its service runs more of them. */
function sweeps(
  week: TeamWeek,
  pipelines: readonly ComponentPlan[],
): RunPlan[] {
  const uptake = week.uptake('sweep-service');
  const byHand = week.team.members.length * SWEEP_SHARE * 2;
  const count = uptake === 'team' ? 1 : 0;
  const random = week.random('sweeps');
  const people = week.people('sweeps', ['sweep-service']);
  const alone = uptake === 'one-person' ? 1 : Number(random.chance(byHand));
  return Array.from({ length: count || alone }, (_, index) => {
    // Turn by turn, so that over a month everybody has had one.
    const turn =
      (Math.floor(week.monday / WEEK) + index) % week.team.members.length;
    const member = uptake === 'team' ? week.team.members[turn] : people[0];
    return member && sweep(week, member, random.pick(pipelines), index);
  }).flatMap(plan => plan ?? []);
}

function sweep(
  week: TeamWeek,
  member: DemoMember,
  component: ComponentPlan,
  index: number,
): RunPlan {
  const random = week.random('sweep', index);
  const submitted = drawDay(week.monday, random) + drawTimeOfDay(random);
  const launcher = week.uses('sweep-service', member) ? 'sweeper' : 'scripts';
  const actor = drawActor(member, random);
  const children = Array.from({ length: random.integer(4, 8) }, (_, trial) =>
    planOf(
      {
        week,
        member,
        component,
        runClass: 'full',
        random: week.random('sweep', index, trial),
      },
      submitted + trial * 2 * SECOND,
    ),
  ).map(child => ({ ...child, job: `${component.name}.trial`, actor }));
  const ends = children.flatMap(({ ended }) => ended ?? []);
  const starts = children.flatMap(({ started }) => started ?? []);
  const first = children[0];
  const timeline = {
    submitted: first?.submitted ?? submitted,
    started: starts.length ? Math.min(...starts) : undefined,
    ended: ends.length ? Math.max(...ends) : undefined,
  };
  return {
    ...timeline,
    source: 'demo-scheduler',
    namespace: `${queueOf(week, member)}.${launcher}.${week.team.name}`,
    ...jobOf(component, 'sweep'),
    outcome: ends.length && starts.length ? 'succeeded' : 'lost',
    trigger: 'human',
    runClass: 'sweep',
    stage: 'training',
    actor,
    offerings: offeringsOf(week, member),
    children,
  };
}

function hex(random: Random): string {
  return random.integer(0, 0x7fffffff).toString(16).padStart(8, '0');
}
