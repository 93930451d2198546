import { kaplanMeierQuantiles } from '../metrics/kaplanMeier';
import { Day, daysBetween } from '../metrics/windows';

/** What is known of an eligible team's way to an offering. */
export interface TeamJourney {
  readonly state: 'none' | 'trial' | 'adopted' | 'lapsed';
  readonly isPlanned: boolean;
  /** When it first said that it tries or uses it. */
  readonly said?: Day;
  readonly firstSeen?: Day;
  readonly lastSeen?: Day;
  /** Its first adoption. */
  readonly adopted?: Day;
  /** First run that succeeded, on or after the first use. */
  readonly firstSuccess?: Day;
}

export interface StepTime {
  readonly medianDays?: number;
  readonly reached: number;
  readonly onTheWay: number;
}

export interface FunnelStep {
  readonly step: 'eligible' | 'planned' | 'trial' | 'adopted' | 'lapsed';
  readonly count: number;
  readonly now: number;
  readonly conversion?: number;
  readonly time?: StepTime;
}

export interface Funnel {
  readonly steps: readonly FunnelStep[];
  readonly triedAndLeft: number;
  readonly firstSuccess: StepTime;
}

interface Wait {
  readonly days: number;
  readonly ended: boolean;
}

/**
 * How far teams came, and how long each step took. A step counts those that came at least so far, whatever they said
 * on the way; teams still on the way count as waiting until now, those that left as waiting until they left.
 */
export function adoptionFunnel(
  journeys: readonly TeamJourney[],
  asOf: Day,
): Funnel {
  const seen = journeys.filter(each => each.firstSeen !== undefined);
  const adopted = journeys.filter(each => each.adopted !== undefined);
  const started = journeys.filter(
    each => each.said !== undefined || each.firstSeen !== undefined,
  );
  const lapsed = adopted.filter(each => each.state === 'lapsed');
  const count = (
    step: FunnelStep['step'],
    members: readonly TeamJourney[],
    of: readonly TeamJourney[] | undefined,
    rest: Pick<FunnelStep, 'now' | 'time'>,
  ): FunnelStep => ({
    step,
    count: members.length,
    ...(of && of.length > 0 ? { conversion: members.length / of.length } : {}),
    ...rest,
  });
  return {
    steps: [
      count('eligible', journeys, undefined, {
        now: journeys.filter(each => each.state === 'none' && !each.isPlanned)
          .length,
      }),
      count('planned', started, journeys, {
        now: journeys.filter(each => each.state === 'none' && each.isPlanned)
          .length,
      }),
      count('trial', seen, started, {
        now: journeys.filter(each => each.state === 'trial').length,
        time: stepTime(started.flatMap(each => toFirstUse(each, asOf))),
      }),
      count('adopted', adopted, seen, {
        now: journeys.filter(each => each.state === 'adopted').length,
        time: stepTime(seen.map(each => toAdoption(each, asOf))),
      }),
      count('lapsed', lapsed, adopted, {
        now: lapsed.length,
        time: stepTime(adopted.map(each => toLapse(each, asOf))),
      }),
    ],
    triedAndLeft: journeys.filter(
      each => each.state === 'lapsed' && each.adopted === undefined,
    ).length,
    firstSuccess: stepTime(seen.map(each => toSuccess(each, asOf))),
  };
}

const MILLISECONDS_PER_DAY = 86_400_000;

export function stepTime(waits: readonly Wait[]): StepTime {
  const [median] = kaplanMeierQuantiles(
    waits.map(({ days, ended }) => ({
      milliseconds: days * MILLISECONDS_PER_DAY,
      ended: ended ? 1 : 0,
      givenUp: ended ? 0 : 1,
    })),
    [0.5],
  );
  const reached = waits.filter(({ ended }) => ended).length;
  return {
    reached,
    onTheWay: waits.length - reached,
    ...(median === undefined
      ? {}
      : { medianDays: median / MILLISECONDS_PER_DAY }),
  };
}

/** Of teams that said so first; one that was seen before it said anything tells nothing about this step. */
function toFirstUse({ said, firstSeen }: TeamJourney, asOf: Day): Wait[] {
  if (said === undefined || (firstSeen !== undefined && firstSeen < said)) {
    return [];
  }
  return [wait(said, firstSeen, asOf)];
}

function toAdoption(
  { firstSeen = '', adopted, lastSeen, state }: TeamJourney,
  asOf: Day,
): Wait {
  return adopted === undefined && state === 'lapsed'
    ? wait(firstSeen, undefined, lastSeen ?? asOf)
    : wait(firstSeen, adopted, asOf);
}

function toLapse(
  { adopted = '', lastSeen, state }: TeamJourney,
  asOf: Day,
): Wait {
  return wait(adopted, state === 'lapsed' ? lastSeen : undefined, asOf);
}

function toSuccess(
  { firstSeen = '', firstSuccess, lastSeen, state }: TeamJourney,
  asOf: Day,
): Wait {
  return wait(
    firstSeen,
    firstSuccess,
    state === 'lapsed' ? (lastSeen ?? asOf) : asOf,
  );
}

function wait(from: Day, to: Day | undefined, asOf: Day): Wait {
  return {
    days: Math.max(0, daysBetween(from, to ?? asOf)),
    ended: to !== undefined,
  };
}
