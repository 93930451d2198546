import { DemoMember } from '../organisation/demoOrganisation';
import { ComponentPlan } from '../organisation/components/components';
import { Random } from '../random/Random';

/** The account behind every scheduled run. */
export const SERVICE_ACCOUNT = 'svc-nightly';

/** One person appears under many names: schedulers, mail addresses, typed in capitals on a Monday. */
export function drawActor(member: DemoMember, random: Random): string {
  return random.weighted([
    [member.name, 0.55],
    [member.logins[0] ?? member.name, 0.2],
    [member.logins.at(-1) ?? member.name, 0.08],
    [member.name.toUpperCase(), 0.07],
    [member.email, 0.1],
  ]);
}

/** Job fields of a component, as its own code base would report them. */
export function jobOf(
  component: ComponentPlan,
  verb: string,
): { readonly job: string; readonly repository: string } {
  return {
    job: `${component.name}.${verb}`,
    repository: `https://git.norrvik.example/${component.team}/${component.name}`,
  };
}

/** Jobs that belong to somebody and are registered by nobody; the portal offers them to the team. */
export const UNREGISTERED_JOBS: Readonly<Record<string, readonly string[]>> = {
  lanes: ['intersection-topology', 'lane-net-v5'],
  tracking: ['trailer-tracks'],
  'camera-objects': ['door-opening'],
  'agent-forecasting': ['scooter-forecasts'],
  'planner-learning': ['night-planner'],
  localization: ['parking-garage-loc'],
  parking: ['forklift-net'],
};
