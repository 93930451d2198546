import { ComponentType } from '../organisation/components/components';
import { DAY, drawDay, drawTimeOfDay, SECOND, WEEK } from './calendar';
import { drawActor, jobOf } from './identity';
import { draw } from './Mixture';
import { ASSUMED, DATA_WORK } from './models';
import { drawTimeline, RunPlan } from './RunPlan';
import { TeamWeek } from './TeamWeek';
import { Random } from '../random/Random';

interface DataActivity {
  readonly offering: string;
  /** First part of the namespace where the offering is used. */
  readonly prefix: string;
  /** Where it is not used the team does the same at home; absent: then it does not do it. */
  readonly homeGrown?: string;
  readonly on: ComponentType;
  readonly verb: string;
  readonly stage: string;
  /** Runs in an ordinary week of a team of this size. */
  readonly perWeek: (size: number) => number;
  /** Adopted by month: people take turns instead of all doing it every week. */
  readonly monthly?: boolean;
  readonly duration?: { readonly medianMs: number; readonly sigma: number };
  readonly queue?: { readonly medianMs: number; readonly sigma: number };
}

/** Everything people do on demo-pipelines, one line an offering. */
const ACTIVITIES: readonly DataActivity[] = [
  {
    offering: 'drive-lake',
    prefix: 'lake',
    homeGrown: 'local',
    on: 'dataset',
    verb: 'build',
    stage: 'data',
    perWeek: size => 0.8 + 0.22 * size,
  },
  {
    offering: 'scene-search',
    prefix: 'scenes',
    on: 'dataset',
    verb: 'mine',
    stage: 'data',
    perWeek: size => 0.8 + 0.15 * size,
  },
  {
    offering: 'dataset-versions',
    prefix: 'datasets',
    on: 'dataset',
    verb: 'freeze',
    stage: 'data',
    perWeek: size => 0.6 + 0.1 * size,
    monthly: true,
  },
  {
    offering: 'team-folders',
    prefix: 'nfs',
    on: 'dataset',
    verb: 'copy',
    stage: 'data',
    perWeek: () => 1.5,
  },
  {
    offering: 'label-desk',
    prefix: 'labels',
    on: 'dataset',
    verb: 'order',
    stage: 'labeling',
    perWeek: size => 0.5 + 0.15 * size,
    duration: ASSUMED.labelOrder,
    queue: ASSUMED.labelQueue,
  },
  {
    offering: 'auto-label',
    prefix: 'autolabel',
    on: 'dataset',
    verb: 'prelabel',
    stage: 'labeling',
    perWeek: size => 0.5 + 0.2 * size,
  },
  {
    offering: 'label-audit',
    prefix: 'audit',
    on: 'dataset',
    verb: 'audit',
    stage: 'labeling',
    perWeek: () => 0.7,
    monthly: true,
    duration: ASSUMED.labelOrder,
    queue: ASSUMED.labelQueue,
  },
  {
    offering: 'feature-store',
    prefix: 'features',
    homeGrown: 'local',
    on: 'feature-set',
    verb: 'materialize',
    stage: 'features',
    perWeek: size => 0.6 + 0.16 * size,
  },
  {
    offering: 'sql-feature-tables',
    prefix: 'sqlfeatures',
    on: 'feature-set',
    verb: 'query',
    stage: 'features',
    perWeek: () => 1.5,
  },
  {
    offering: 'scenario-bank',
    prefix: 'scenarios',
    on: 'simulation-suite',
    verb: 'pull',
    stage: 'simulation',
    perWeek: () => 1,
    monthly: true,
  },
  {
    offering: 'model-registry',
    prefix: 'registry',
    on: 'model',
    verb: 'publish',
    stage: 'deployment',
    perWeek: () => 0.5,
    monthly: true,
  },
  {
    offering: 'onboard-compiler',
    prefix: 'compile',
    on: 'model',
    verb: 'compile',
    stage: 'deployment',
    perWeek: size => 0.5 + 0.15 * size,
  },
  {
    offering: 'shadow-drive',
    prefix: 'shadow',
    on: 'model',
    verb: 'shadow',
    stage: 'deployment',
    perWeek: () => 0.7,
    monthly: true,
    duration: ASSUMED.shadowDrive,
  },
];

/** What the people of a team do with data, labels, features and releases. */
export function dataWorkRuns(week: TeamWeek): RunPlan[] {
  return ACTIVITIES.flatMap(activity => runsOf(week, activity));
}

function runsOf(week: TeamWeek, activity: DataActivity): RunPlan[] {
  const { offering, on } = activity;
  const uptake = week.uptake(offering);
  if (!week.components(on).length && uptake === 'nobody') return [];
  if (uptake === 'nobody' && activity.homeGrown === undefined) return [];
  const size = week.team.members.length;
  // Half of the people a month needs, each week.
  const teamFloor = activity.monthly ? Math.ceil(week.bar / 2) : week.bar;
  const floor = uptake === 'team' ? teamFloor : 1;
  const mean =
    uptake === 'one-person' && !activity.homeGrown ? 1 : activity.perWeek(size);
  const count = week.count(`data ${offering}`, mean, floor);
  const people =
    activity.monthly && uptake === 'team'
      ? turns(week, count)
      : week.assign(count, `data ${offering}`, [offering]);
  return people.flatMap((member, index) => {
    const random = week.random('data', offering, index);
    const used = week.uses(offering, member);
    if (!used && activity.homeGrown === undefined) return [];
    const prefix = used ? activity.prefix : (activity.homeGrown ?? '');
    return {
      ...dataRun(week, activity, prefix, random),
      actor: drawActor(member, random),
    };
  });
}

/** People take turns, week after week. */
function turns(week: TeamWeek, count: number) {
  const { members } = week.team;
  const start = Math.floor(week.monday / WEEK) * Math.ceil(week.bar / 2);
  return Array.from({ length: count }, (_, index) => {
    const member = members[(start + index) % members.length];
    return member ? [member] : [];
  }).flat();
}

function dataRun(
  week: TeamWeek,
  activity: DataActivity,
  prefix: string,
  random: Random,
): Omit<RunPlan, 'actor'> {
  const components = week.components(activity.on);
  const submitted = drawDay(week.monday, random) + drawTimeOfDay(random);
  const { duration, queue } = activity;
  const timeline = drawTimeline({
    model: DATA_WORK,
    random,
    submitted,
    queueMs: queue
      ? random.logNormal(queue.medianMs, queue.sigma)
      : draw(DATA_WORK.queue, random) * SECOND,
    runMs: duration
      ? random.logNormal(duration.medianMs, duration.sigma)
      : draw(DATA_WORK.run, random) * SECOND,
  });
  const job = components.length
    ? jobOf(random.pick(components), activity.verb)
    : { job: `unnamed.${activity.verb}` };
  return {
    ...timeline,
    source: 'demo-pipelines',
    namespace: `${prefix}.${week.team.name}`,
    ...job,
    trigger: 'human',
    stage: activity.stage,
  };
}

/** A scheduled pipeline run of a component, at night. */
export function scheduledDataRun(
  week: TeamWeek,
  job: {
    readonly namespace: string;
    readonly job: string;
    readonly repository?: string;
    readonly stage?: string;
  },
  day: number,
): Omit<RunPlan, 'actor'> {
  const random = week.random('scheduled data', job.namespace, job.job, day);
  const submitted =
    week.monday + day * DAY + (1 + 3 * random.uniform()) * 3_600_000;
  const cacheHit = random.chance(ASSUMED.cacheHitShare);
  const timeline = drawTimeline({
    model: DATA_WORK,
    random,
    submitted,
    queueMs: draw(DATA_WORK.queue, random) * SECOND,
    runMs: draw(DATA_WORK.run, random) * SECOND,
    always: true,
  });
  const skipped = {
    submitted: timeline.submitted,
    started: timeline.submitted,
    ended: timeline.submitted + SECOND,
    outcome: 'skipped' as const,
    cause: undefined,
  };
  return {
    ...timeline,
    ...(cacheHit ? skipped : {}),
    source: 'demo-pipelines',
    ...job,
    trigger: 'scheduled',
  };
}
