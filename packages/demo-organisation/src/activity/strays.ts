import { Random } from '../random/Random';
import { drawDay, drawTimeOfDay, SECOND } from './calendar';
import { draw, drawPart } from './Mixture';
import { TRAINING } from './models';
import { drawTimeline, RunPlan } from './RunPlan';

/** Accounts nobody has claimed. */
const STRANGERS = [
  'root',
  'contractor-03',
  'contractor-17',
  'intern2025',
  'jenkins',
];
const JOBS = [
  'tmp.run',
  'test.train',
  'python.train',
  'sleep.debug',
  'demo-day.train',
];

/** Of all people's runs a few appear under the account of a workstation, which is nobody. */
export const SHARED_ACCOUNT = 'perception-lab';

/** Runs that no rule can give to a team. They are counted, and shown as what nobody has claimed. */
export function strayRuns(
  seed: number,
  monday: number,
  activity: number,
): RunPlan[] {
  const random = Random.of(seed, 'strays', monday);
  return Array.from({ length: random.poisson(15 * activity) }, (_, index) => {
    const own = Random.of(seed, 'stray', monday, index);
    const debug = own.chance(0.7);
    const timeline = drawTimeline({
      model: TRAINING,
      random: own,
      submitted: drawDay(monday, own) + drawTimeOfDay(own),
      queueMs: draw(TRAINING.queue, own) * SECOND,
      runMs:
        drawPart(debug ? TRAINING.run.short : TRAINING.run.long, own) * SECOND,
    });
    return {
      ...timeline,
      source: 'demo-scheduler',
      namespace: 'batch.scripts.shared',
      job: own.pick(JOBS),
      trigger: own.chance(0.5) ? 'unknown' : 'human',
      runClass: debug ? 'debug' : 'full',
      actor: own.chance(0.3) ? SHARED_ACCOUNT : own.pick(STRANGERS),
      gpus: 1,
    };
  });
}
