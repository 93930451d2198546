import { DemoMember } from '../organisation/demoOrganisation';
import { ComponentPlan } from '../organisation/components/components';
import { Random } from '../random/Random';
import { drawDay, drawTimeOfDay, SECOND } from './calendar';
import { drawActor, jobOf } from './identity';
import { draw } from './Mixture';
import { ASSUMED, SIMULATION, TRAINING } from './models';
import { drawTimeline, RunPlan } from './RunPlan';
import { TeamWeek } from './TeamWeek';

const OFFERINGS = ['simulation-farm', 'log-replay'];

/** Simulations that people start. */
export function simulationRuns(week: TeamWeek): RunPlan[] {
  const suites = week.components('simulation-suite');
  if (!suites.length && OFFERINGS.every(o => week.uptake(o) === 'nobody')) {
    return [];
  }
  const size = week.team.members.length;
  const onFarm = week.uptake('simulation-farm') === 'team';
  const both = onFarm && week.uptake('log-replay') === 'team';
  const mean = onFarm ? 3 + 0.4 * size : 1 + 0.2 * size;
  const floor = both ? 2 * week.bar : week.bar;
  const count = week.count('simulation', mean, floor);
  const people = week.assign(count, 'simulation', OFFERINGS);
  return people.map((member, index) => {
    const random = week.random('simulation', index);
    const submitted = drawDay(week.monday, random) + drawTimeOfDay(random);
    // With both in use the first runs go to each in turn, so that each has its people.
    const who = both ? (people[Math.floor(index / 2)] ?? member) : member;
    const replay = both ? index % 2 === 1 : random.chance(0.5);
    const run = simulation(week, who, suites, { random, submitted, replay });
    return { ...run, actor: drawActor(who, random) };
  });
}

/** @param member - undefined for a scheduled one */
export function simulation(
  week: TeamWeek,
  member: DemoMember | undefined,
  suites: readonly ComponentPlan[],
  how: {
    readonly random: Random;
    readonly submitted: number;
    readonly replay: boolean;
  },
): Omit<RunPlan, 'actor'> {
  const { random } = how;
  const farm = week.uses('simulation-farm', member);
  const replays = week.uses('log-replay', member) && (how.replay || !farm);
  const otherwise = farm ? 'simfarm' : 'workstation';
  const place = replays ? 'replay' : otherwise;
  const timeline = drawTimeline({
    model: SIMULATION,
    random,
    submitted: how.submitted,
    queueMs: draw(SIMULATION.queue, random) * SECOND,
    runMs: draw(SIMULATION.run, random) * SECOND,
  });
  return {
    ...timeline,
    source: 'demo-scheduler',
    namespace: `cpu.${place}.${week.team.name}`,
    ...(suites.length
      ? jobOf(random.pick(suites), 'simulate')
      : { job: 'unnamed.simulate' }),
    trigger: 'human',
    gpus: 0,
  };
}

/** Interactive sessions: no stage says itself, which is honest. */
export function podSessions(week: TeamWeek): RunPlan[] {
  if (week.uptake('dev-pods') === 'nobody') return [];
  const team = week.uptake('dev-pods') === 'team';
  const size = week.team.members.length;
  const count = team ? week.count('pods', 0.2 * size) : 1;
  const labs = week.components('notebook-project');
  return week.assign(count, 'pods', ['dev-pods']).map((member, index) => {
    const random = week.random('pods', index);
    const lab = labs.length ? random.pick(labs) : undefined;
    const { medianMs, sigma } = ASSUMED.podSession;
    const timeline = drawTimeline({
      model: TRAINING,
      random,
      submitted: drawDay(week.monday, random) + drawTimeOfDay(random),
      queueMs: 20 * SECOND + random.uniform() * 30 * SECOND,
      runMs: random.logNormal(medianMs, sigma),
      always: true,
    });
    return {
      ...timeline,
      // Closing the lid is the usual end.
      outcome: 'succeeded',
      cause: undefined,
      source: 'demo-scheduler',
      namespace: `pods.notebook.${week.team.name}`,
      ...(lab ? jobOf(lab, 'session') : { job: 'pod.session' }),
      trigger: 'human',
      runClass: 'debug',
      actor: drawActor(member, random),
      gpus: 1,
    };
  });
}
