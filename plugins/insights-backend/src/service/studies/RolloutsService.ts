import { randomInt } from 'node:crypto';
import { planRollout, readRolloutPlan } from '@mli/causal-impact';
import { InputError } from '@backstage/errors';
import { PlanRollout, Rollout } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { Day, dayOf, mondayOf } from '../../core/metrics/windows';
import { strataOf } from '../../core/studies/strata';
import { weekNumber } from '../../core/studies/studyPanel';
import { AdoptionStore } from '../../store/adoption/AdoptionStore';
import { OrganisationReader } from '../../store/metrics/OrganisationReader';
import {
  selectDecisions,
  selectSpells,
} from '../../store/studies/studyContext';
import { StoredRollout, StudyStore } from '../../store/studies/StudyStore';
import { requireProvider, sees, StudyCaller } from './StudyCaller';
import { mondayOfNumber } from './StudyInputsReader';
import { describeTeams, readPopulation } from './StudyPopulation';

const LARGEST_SEED = 0x7fffffff;

/** Orders of adoption drawn at random within strata, stored with their seed: what a study can later be analysed by. */
export class RolloutsService {
  readonly #options: {
    readonly knex: Knex;
    readonly store: StudyStore;
    readonly organisations: OrganisationReader;
    readonly adoption: AdoptionStore;
    readonly bridgeGroups: readonly string[];
  };

  constructor(options: {
    knex: Knex;
    store: StudyStore;
    organisations: OrganisationReader;
    adoption: AdoptionStore;
    bridgeGroups: readonly string[];
  }) {
    this.#options = options;
  }

  async list(
    offering: string | undefined,
    caller: StudyCaller,
  ): Promise<Rollout[]> {
    const stored = await this.#options.store.rollouts();
    return stored
      .filter(
        each =>
          sees(caller.visibleOfferings, each.offering) &&
          (offering === undefined || each.offering === offering),
      )
      .map(each => toRollout(each, caller));
  }

  /** @throws InputError where no order could be told from chance, or a team has begun already */
  async plan(
    request: PlanRollout,
    caller: StudyCaller,
    now: Date,
  ): Promise<Rollout> {
    const { knex, store, bridgeGroups } = this.#options;
    const population = await readPopulation(this.#options, now);
    const offering = requireProvider(
      population,
      request.offering,
      caller,
      bridgeGroups,
    );
    const spells = await selectSpells(
      knex,
      offering.ref,
      await selectDecisions(knex),
    );
    const begun = new Set(spells.map(({ team }) => team));
    const asked =
      request.teams ??
      population.eligible(offering.ref).filter(team => !begun.has(team));
    const faults = [
      ...asked
        .filter(
          team =>
            !population.organisation.unit(team) ||
            !sees(caller.visibleUnits, team),
        )
        .map(
          team => `'${team}' is no team that you can see in the organisation`,
        ),
      ...asked
        .filter(team => begun.has(team))
        .map(
          team =>
            `'${team}' has used ${offering.title} already; an order is drawn among teams that have not begun`,
        ),
      ...request.starts
        .filter(({ monday }) => mondayOf(monday) !== monday)
        .map(({ monday }) => `'${monday}' is no Monday`),
      ...request.starts
        .filter(({ monday }) => monday <= dayOf(now))
        .map(
          ({ monday }) =>
            `'${monday}' is not after today; nobody starts in the past`,
        ),
    ];
    if (faults.length > 0) {
      throw new InputError(`${faults.slice(0, 5).join('. ')}.`);
    }
    const today = dayOf(now);
    const teams = await describeTeams(knex, {
      teams: asked,
      organisation: population.organisation,
      from: today,
      to: today,
    });
    const strata = strataOf(teams);
    const plan = planRollout({
      teams: teams.map(({ team }) => ({
        unit: team,
        stratum: strata.get(team) ?? '',
      })),
      starts: request.starts.map(({ monday, places }) => ({
        period: weekNumber(monday),
        places,
      })),
      seed: request.seed ?? randomInt(LARGEST_SEED),
    });
    if (!plan.ok) throw new InputError(plan.sentence);
    const stored = await store.addRollout({
      offering: offering.ref,
      seed: plan.value.seed,
      plan: plan.value,
      createdBy: caller.principal,
    });
    return toRollout(stored, caller);
  }
}

/** The Mondays on which teams were drawn to start. */
export function startsOf(stored: unknown): Day[] {
  const plan = readRolloutPlan(stored);
  if (!plan.ok) throw new InputError(plan.sentence);
  return plan.value.assignments.flatMap(({ period }) =>
    period === undefined ? [] : [mondayOfNumber(period)],
  );
}

function toRollout(stored: StoredRollout, caller: StudyCaller): Rollout {
  const plan = readRolloutPlan(stored.plan);
  const all = plan.ok ? plan.value.assignments : [];
  const seen = all.filter(({ unit }) => sees(caller.visibleUnits, unit));
  return {
    id: stored.id,
    offering: stored.offering,
    seed: stored.seed,
    createdAt: stored.createdAt.toISOString(),
    assignments: seen.map(({ unit, stratum, period }) => ({
      team: unit,
      stratum,
      ...(period !== undefined && { monday: mondayOfNumber(period) }),
    })),
    hiddenTeams: all.length - seen.length,
  };
}
