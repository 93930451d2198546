import { LossDetail, LossPhase, RecentRun } from '@mli/plugin-insights-common';
import { Organisation } from '../../core/release/Organisation';
import { LossHelpStore } from '../../store/losses/DatabaseLossHelpStore';
import { OfferingClaim, OfferingClaims } from './OfferingClaims';
import { MetricsCaller } from '../MetricsCaller';
import { LossStore } from '../../store/losses/LossStore';

const MOST_RUNS = 20;
const MOST_OFFERINGS = 5;

/** Metrics an offering can claim to improve, by the phase whose losses that would change. */
const ADDRESSES: Readonly<Record<LossPhase, readonly string[]>> = {
  queue: ['queue_time', 'wait_share', 'blocked_hours', 'iteration_time'],
  startup: [
    'startup_time',
    'time_to_first_result',
    'wait_share',
    'blocked_hours',
    'iteration_time',
  ],
  execution: [
    'failed_ratio',
    'lost_ratio',
    'rework_hours',
    'gpu_hours_in_failed_runs',
    'iteration_time',
  ],
};

/** What stands beside a loss: recent runs of the team's own components, and offerings that address it. */
export class LossHelp {
  readonly #store: LossStore;
  readonly #helpStore: LossHelpStore;
  readonly #claims: Pick<OfferingClaims, 'claims'>;

  constructor(options: {
    store: LossStore;
    helpStore: LossHelpStore;
    claims: Pick<OfferingClaims, 'claims'>;
  }) {
    this.#store = options.store;
    this.#helpStore = options.helpStore;
    this.#claims = options.claims;
  }

  /** Of components the team owns, without actors; only for its members. */
  async recentRuns(team: string, stage?: string): Promise<RecentRun[]> {
    const components = await this.#helpStore.componentsOf(team);
    const runs = await this.#store.recentRuns({
      components,
      stage,
      limit: MOST_RUNS,
    });
    return runs.map(run => {
      const waitEnd = run.started ?? run.ended;
      return {
        component: run.component,
        stage: run.stage,
        runClass: run.runClass,
        ...(run.gpus === undefined ? {} : { gpus: run.gpus }),
        ...(run.submitted ? { submittedAt: run.submitted.toISOString() } : {}),
        ...(run.submitted && waitEnd
          ? { waitSeconds: secondsBetween(run.submitted, waitEnd) }
          : {}),
        ...(run.started && run.ended
          ? { runSeconds: secondsBetween(run.started, run.ended) }
          : {}),
        ...(run.outcome ? { outcome: run.outcome } : {}),
        ...(run.cause ? { cause: run.cause } : {}),
      };
    });
  }

  /** Offerings of the stage; first those that claim to improve what is lost. */
  async offerings(options: {
    unit: string;
    stage: string;
    phase: LossPhase;
    organisation: Organisation;
    caller: MetricsCaller;
  }): Promise<LossDetail['help']> {
    const { unit, stage, phase, organisation, caller } = options;
    const claims = (await this.#claims.claims()).filter(
      claim =>
        claim.stages.includes(stage) &&
        claim.lifecycle !== 'retired' &&
        (caller.visibleOfferings === 'all' ||
          caller.visibleOfferings.has(claim.offering)),
    );
    const refs = claims.map(({ offering }) => offering);
    const [adopters, effects] = await Promise.all([
      this.#helpStore.adopters(refs),
      this.#helpStore.effects(refs, stage),
    ]);
    const own = new Set(organisation.subtreeOf(unit));
    const comparable = organisation.units
      .filter(({ ref, role }) => role === 'customer' && !own.has(ref))
      .map(({ ref }) => ref);
    return claims
      .map(claim => {
        const teams = adopters.get(claim.offering) ?? [];
        const by = comparable.filter(team => teams.includes(team)).length;
        const effect = effects.get(claim.offering);
        return {
          offering: claim.offering,
          title: claim.title,
          claims: addresses(claim, stage, phase),
          adoptedByTeam: teams.some(team => own.has(team)),
          comparableAdopters: by,
          comparableTeams: comparable.length,
          sentence: `${by} of ${comparable.length} comparable teams have adopted ${claim.title}.`,
          ...(effect ? { effect } : {}),
        };
      })
      .sort(
        (a, b) =>
          Number(b.claims) - Number(a.claims) ||
          Number(a.adoptedByTeam) - Number(b.adoptedByTeam) ||
          b.comparableAdopters - a.comparableAdopters,
      )
      .slice(0, MOST_OFFERINGS);
  }
}

function addresses(
  claim: OfferingClaim,
  stage: string,
  phase: LossPhase,
): boolean {
  return claim.improves.some(
    one => one.stage === stage && ADDRESSES[phase].includes(one.metric),
  );
}

function secondsBetween(from: Date, to: Date): number {
  return Math.max(0, (to.getTime() - from.getTime()) / 1_000);
}
