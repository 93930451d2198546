import { mean, quantile, reliability } from './statistics';
import { LossPhase } from './types';

/** Loss of a segment by week, or of a team over some weeks, with what it is divided by. */
export interface LossRate {
  readonly hours: number;
  readonly runs: number;
  /** Variance of `hours` that comes from who happened to wait: the sum of the squares of what each person lost. */
  readonly noise: number;
}

export interface TargetInputs {
  readonly phase: LossPhase;
  /** Of the last 26 closed weeks, oldest first. */
  readonly weeks: readonly LossRate[];
  /** Of a run, where the offering of the stage promises it. */
  readonly promised?: {
    readonly offering: string;
    readonly secondsPerRun: number;
  };
  /** Of comparable teams that may be shown, over the last 8 weeks. */
  readonly peers: readonly LossRate[];
}

/** A loss per run that could be reached, and who says so. */
export interface LossTarget {
  readonly kind: 'service-level' | 'own-best' | 'peers';
  readonly hoursPerRun: number;
  /** How much of what the comparison shows is more than noise, 0 to 1; a promise is taken at its word. */
  readonly reliability: number;
  readonly offering?: string;
  readonly peers?: number;
}

/** Fewer runs say little about a week. */
const ENOUGH_RUNS_A_WEEK = 5;
const BEST_WEEKS = 4;
/** Of 26 weeks; holidays and weeks without runs may be missing. */
const ENOUGH_WEEKS = 20;
const ENOUGH_PEERS = 4;

/**
 * The first that there is of: what the offering promises, the team's own best 4 of 26 weeks, the lower quartile of
 * at least 4 comparable teams. Both comparisons are drawn towards the average by how little of them is more than noise:
 * the best of many equal weeks is only the luckiest. Execution is compared with nothing but its own past.
 */
export function lossTarget(inputs: TargetInputs): LossTarget | undefined {
  const { phase, promised, peers, weeks } = inputs;
  if (phase !== 'execution' && promised) {
    return {
      kind: 'service-level',
      hoursPerRun: promised.secondsPerRun / 3_600,
      reliability: 1,
      offering: promised.offering,
    };
  }
  const usable = weeks.filter(({ runs }) => runs >= ENOUGH_RUNS_A_WEEK);
  if (usable.length >= ENOUGH_WEEKS) {
    const trust = reliability(usable.map(rateOf), usable.map(rateNoise));
    return {
      kind: 'own-best',
      hoursPerRun: ownBest(usable, trust),
      reliability: trust,
    };
  }
  const compared = peers.filter(({ runs }) => runs >= ENOUGH_RUNS_A_WEEK);
  if (phase === 'execution' || compared.length < ENOUGH_PEERS) {
    return undefined;
  }
  const rates = compared.map(rateOf);
  const trust = reliability(rates, compared.map(rateNoise));
  const average = mean(rates);
  return {
    kind: 'peers',
    hoursPerRun: average + trust * (quantile(rates, 0.25) - average),
    reliability: trust,
    peers: compared.length,
  };
}

/** The best 4 weeks, drawn towards all of them. */
export function ownBest(weeks: readonly LossRate[], trust: number): number {
  const usable = weeks.filter(({ runs }) => runs >= ENOUGH_RUNS_A_WEEK);
  const runs = usable.reduce((sum, week) => sum + week.runs, 0);
  const hours = usable.reduce((sum, week) => sum + week.hours, 0);
  const average = runs === 0 ? 0 : hours / runs;
  const best = usable
    .map(rateOf)
    .sort((a, b) => a - b)
    .slice(0, BEST_WEEKS);
  return average + trust * (mean(best) - average);
}

function rateOf({ hours, runs }: LossRate): number {
  return hours / runs;
}

function rateNoise({ noise, runs }: LossRate): number {
  return noise / (runs * runs);
}
