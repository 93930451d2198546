import { DemoMember } from '../organisation/demoOrganisation';
import { drawDay, drawTimeOfDay, SECOND } from './calendar';
import { drawActor, jobOf } from './identity';
import { draw } from './Mixture';
import { ASSUMED, EVALUATION } from './models';
import { drawTimeline, RunPlan } from './RunPlan';
import { TeamWeek } from './TeamWeek';
import { ComponentPlan } from '../organisation/components/components';
import { Random } from '../random/Random';

const OFFERINGS = ['eval-suite', 'golden-sets', 'regression-bisect'];

/** Of the runs of home-grown scripts. */
const OLD_TEAM_NAME_SHARE = 0.004;

/** Evaluations that people start. */
export function evaluationRuns(week: TeamWeek): RunPlan[] {
  const suites = week.components('evaluation-suite');
  if (!suites.length) return [];
  const size = week.team.members.length;
  const count = week.count('evaluation', 7.5 + 0.5 * size);
  return week.assign(count, 'evaluation', OFFERINGS).map((member, index) => {
    const random = week.random('evaluation', index);
    const submitted = drawDay(week.monday, random) + drawTimeOfDay(random);
    const run = evaluation(week, member, random.pick(suites), {
      random,
      submitted,
    });
    const unknownTrigger = random.chance(ASSUMED.unknownTriggerShare);
    return {
      ...run,
      actor: drawActor(member, random),
      // The first runs of a week are those adoption is seen in.
      trigger: unknownTrigger && index >= week.bar ? 'unknown' : 'human',
    };
  });
}

/** @param member - undefined for a scheduled one */
export function evaluation(
  week: TeamWeek,
  member: DemoMember | undefined,
  suite: ComponentPlan,
  when: { readonly random: Random; readonly submitted: number },
): Omit<RunPlan, 'actor'> {
  const { random, submitted } = when;
  const timeline = drawTimeline({
    model: EVALUATION,
    random,
    submitted,
    queueMs:
      draw(EVALUATION.queue, random) *
      SECOND *
      week.pace('evaluation', 'queue_time', member),
    runMs:
      draw(EVALUATION.run, random) *
      SECOND *
      week.pace('evaluation', 'run_time', member),
  });
  const golden = week.uses('golden-sets', member) && random.chance(0.6);
  const bisect = week.uses('regression-bisect', member) && random.chance(0.8);
  const suiteUsed = week.uses('eval-suite', member);
  const usual = suiteUsed ? 'evalsuite' : 'evalscripts';
  const tool = bisect ? 'bisect' : usual;
  // The suite knows the team; a script says nothing, or the name the team had before.
  const scriptTeam = random.chance(OLD_TEAM_NAME_SHARE)
    ? `${week.team.name}-old`
    : undefined;
  return {
    ...timeline,
    source: 'demo-evaluation',
    namespace: `${tool}.${golden ? 'golden' : 'own'}.${week.team.name}`,
    ...jobOf(suite, 'evaluate'),
    trigger: 'human',
    runClass: 'evaluation',
    stage: suiteUsed ? 'evaluation' : undefined,
    team: suiteUsed ? `group:${week.team.name}` : scriptTeam,
    gpus: 1,
  };
}
