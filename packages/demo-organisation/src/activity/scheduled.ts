import { ComponentPlan } from '../organisation/components/components';
import { DAY, HOUR, SECOND } from './calendar';
import { scheduledDataRun } from './dataWork';
import { evaluation } from './evaluation';
import { drawActor, jobOf, SERVICE_ACCOUNT } from './identity';
import { draw, drawPart } from './Mixture';
import { DATA_WORK, TRAINING } from './models';
import { drawTimeline, RunPlan } from './RunPlan';
import { simulation } from './simulation';
import { TeamWeek } from './TeamWeek';

/** Nights of the week (0 is Monday) on which a scheduled component runs, by type. */
const NIGHTS = {
  'training-pipeline': [5],
  dataset: [1, 4],
  'feature-set': [1, 4],
  'evaluation-suite': [2],
  'simulation-suite': [3],
  service: [0, 4],
  model: [],
  'notebook-project': [],
} as const;

/** Retrained more often than once a week. */
const OFTEN: Readonly<Record<string, readonly number[]>> = {
  'lane-net-training': [0, 2, 4, 6],
  'ring-training': [1, 3, 5],
};

/** What the service account starts for a team: production pipelines, cache warming, publishing, checks. */
export function scheduledRuns(week: TeamWeek): RunPlan[] {
  const production = week.team.components
    .filter(({ scheduled }) => scheduled)
    .flatMap(component =>
      (OFTEN[component.name] ?? NIGHTS[component.type]).map(night =>
        productionRun(week, component, night),
      ),
    );
  return [
    ...production,
    ...cacheWarming(week),
    ...publishing(week),
    ...checks(week),
  ].map(plan => ({
    ...plan,
    trigger: plan.trigger === 'ci' ? 'ci' : 'scheduled',
    actor: plan.actor ?? SERVICE_ACCOUNT,
  }));
}

function productionRun(
  week: TeamWeek,
  component: ComponentPlan,
  night: number,
): RunPlan {
  const random = week.random('scheduled', component.name, night);
  const submitted =
    week.monday + night * DAY + (1 + 4 * random.uniform()) * HOUR;
  const on = (prefix: string, verb: string, stage?: string) =>
    scheduledDataRun(
      week,
      {
        namespace: `${prefix}.${week.team.name}`,
        ...jobOf(component, verb),
        stage,
      },
      night,
    );
  switch (component.type) {
    case 'training-pipeline':
      return retraining(week, component, night);
    case 'evaluation-suite':
      return evaluation(week, undefined, component, { random, submitted });
    case 'simulation-suite':
      return simulation(week, undefined, [component], {
        random,
        submitted,
        replay: false,
      });
    case 'feature-set':
      return on(
        week.uses('feature-store', undefined) ? 'features' : 'local',
        'materialize',
        'features',
      );
    case 'dataset':
      return on(
        week.uses('drive-lake', undefined) ? 'lake' : 'local',
        'build',
        'data',
      );
    default:
      return on('local', 'run', 'deployment');
  }
}

function retraining(
  week: TeamWeek,
  component: ComponentPlan,
  night: number,
): RunPlan {
  const random = week.random('retraining', component.name, night);
  const trainer = week.uses('trainer', undefined);
  const timeline = drawTimeline({
    model: TRAINING,
    random,
    submitted: week.monday + night * DAY + (1 + 3 * random.uniform()) * HOUR,
    queueMs:
      draw(TRAINING.queue, random) *
      SECOND *
      week.pace('training', 'queue_time', undefined),
    runMs:
      drawPart(TRAINING.run.long, random) *
      SECOND *
      week.pace('training', 'run_time', undefined),
    reportsStartup: trainer,
    always: true,
  });
  const queue = week.uses('elastic-queue', undefined) ? 'elastic' : 'batch';
  return {
    ...timeline,
    source: 'demo-scheduler',
    namespace: `${queue}.${trainer ? 'trainer' : 'scripts'}.${week.team.name}`,
    ...jobOf(component, 'retrain'),
    trigger: 'scheduled',
    runClass: 'full',
    stage: trainer ? 'training' : undefined,
    offerings: week.uses('feature-cache', undefined) ? ['feature-cache'] : [],
    gpus: random.pick([4, 8, 16]),
  };
}

/** The cache is filled at night; three nights a week are enough for what changes. */
function cacheWarming(week: TeamWeek): RunPlan[] {
  const [pipeline] = week.components('training-pipeline');
  if (!week.uses('feature-cache', undefined) || !pipeline) return [];
  return [0, 2, 4].map(night =>
    scheduledDataRun(
      week,
      {
        namespace: `featurecache.${week.team.name}`,
        ...jobOf(pipeline, 'warm'),
        stage: 'features',
      },
      night,
    ),
  );
}

function publishing(week: TeamWeek): RunPlan[] {
  const [model] = week.components('model');
  if (!week.uses('model-registry', undefined) || !model) return [];
  return [
    scheduledDataRun(
      week,
      {
        namespace: `registry.${week.team.name}`,
        ...jobOf(model, 'publish'),
        stage: 'deployment',
      },
      3,
    ),
  ];
}

/** Model CI: a nightly smoke test of the first pipeline, and one for each pull request. */
function checks(week: TeamWeek): RunPlan[] {
  const [pipeline] = week.components('training-pipeline');
  if (!week.uses('model-ci', undefined) || !pipeline) return [];
  const namespace = `ci.${week.team.name}`;
  const nightly = [0, 2, 3].map(night =>
    scheduledDataRun(week, { namespace, ...jobOf(pipeline, 'smoke') }, night),
  );
  const count = week.count('ci', 1 + 0.2 * week.team.members.length);
  const pullRequests = week
    .assign(count, 'ci', ['model-ci'])
    .map((member, index): RunPlan => {
      const random = week.random('ci', index);
      const timeline = drawTimeline({
        model: DATA_WORK,
        random,
        submitted:
          week.monday +
          random.integer(0, 4) * DAY +
          (8 + 9 * random.uniform()) * HOUR,
        queueMs: draw(DATA_WORK.queue, random) * SECOND,
        runMs: Math.min(
          drawPart(DATA_WORK.run.long, random) * SECOND,
          HOUR / 6,
        ),
        always: true,
      });
      return {
        ...timeline,
        source: 'demo-pipelines',
        namespace,
        ...jobOf(pipeline, 'pull-request'),
        trigger: 'ci',
        runClass: 'debug',
        actor: drawActor(member, random),
      };
    });
  return [...nightly, ...pullRequests];
}
