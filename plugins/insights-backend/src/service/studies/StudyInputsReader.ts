import { createHash } from 'node:crypto';
import { readRolloutPlan } from '@mli/causal-impact';
import { Knex } from 'knex';
import { addDays, Day, DAYS_PER_WEEK } from '../../core/metrics/windows';
import { LEFT_OUT_WEEKS } from '../../core/studies/studyPanel';
import { AdoptionSpell, StudyInputs } from '../../core/studies/types';
import { AdoptionStore } from '../../store/adoption/AdoptionStore';
import { OrganisationReader } from '../../store/metrics/OrganisationReader';
import { selectStudyCells } from '../../store/studies/studyCells';
import {
  otherAdoptions,
  selectDecisions,
  selectSpells,
} from '../../store/studies/studyContext';
import { StoredVersion, StudyStore } from '../../store/studies/StudyStore';
import { describeTeams, readPopulation } from './StudyPopulation';

/** Draws of a study where the orders are too many to list. */
const DRAWS = 999;

/**
 * Reads everything a study is computed from, set by set.
 *
 * Owns: which rows a question means. Does not own: what is made of them (core/studies).
 */
export class StudyInputsReader {
  readonly #options: {
    readonly knex: Knex;
    readonly store: StudyStore;
    readonly organisations: OrganisationReader;
    readonly adoption: AdoptionStore;
  };

  constructor(options: {
    knex: Knex;
    store: StudyStore;
    organisations: OrganisationReader;
    adoption: AdoptionStore;
  }) {
    this.#options = options;
  }

  async read(study: StoredVersion, now: Date): Promise<StudyInputs> {
    const { knex } = this.#options;
    const population = await readPopulation(this.#options, now);
    const plan = await this.#planOf(study);
    const decisions = await selectDecisions(knex);
    const spells = plan
      ? plan.spells
      : await selectSpells(knex, study.offering, decisions);
    const refs =
      plan?.teams ?? study.teams ?? population.eligible(study.offering);
    const question = {
      offering: study.offering,
      outcome: study.outcome,
      stage: study.stage,
      from: study.from,
      to: study.to,
      ownQueue: study.ownQueue,
    };
    const asked = new Set(refs);
    const own = spells.filter(({ team }) => asked.has(team));
    const [teams, cells] = await Promise.all([
      describeTeams(knex, {
        teams: refs,
        organisation: population.organisation,
        from: study.from,
        to: study.to,
      }),
      selectStudyCells(knex, {
        question,
        teams: refs,
        dates: own.flatMap(({ team, date }) =>
          date === undefined ? [] : [{ team, date }],
        ),
      }),
    ]);
    return {
      question,
      teams,
      cells,
      spells: [...own].sort((a, b) => compare(a.team, b.team)),
      others: otherAdoptions(decisions, {
        offering: study.offering,
        sameStage: stageMates(population.offerings, study),
      }).filter(({ team }) => asked.has(team)),
      ...(plan && { rollout: plan.stored }),
      draws: DRAWS,
      seed: seedOf(study),
    };
  }

  async #planOf(study: StoredVersion) {
    if (study.rollout === undefined) return undefined;
    const rollouts = await this.#options.store.rollouts();
    const stored = rollouts.find(({ id }) => id === study.rollout)?.plan;
    const plan = readRolloutPlan(stored);
    if (!plan.ok) throw new Error(plan.sentence);
    const spells: AdoptionSpell[] = plan.value.assignments.flatMap(
      ({ unit, period }) => {
        if (period === undefined) return [];
        const date = mondayOfNumber(period);
        const onset = addDays(date, -LEFT_OUT_WEEKS * DAYS_PER_WEEK);
        return [{ team: unit, onset, date }];
      },
    );
    return {
      stored,
      spells,
      teams: plan.value.assignments.map(({ unit }) => unit),
    };
  }
}

/** The Monday of a week number (`weekNumber` of core/studies). */
export function mondayOfNumber(week: number): Day {
  return addDays('1970-01-05', week * DAYS_PER_WEEK);
}

/** From the question, so that nobody can draw until the answer pleases. */
function seedOf({ slug, version }: StoredVersion): number {
  return (
    createHash('sha256').update(`${slug}|${version}`).digest().readUInt32BE() &
    0x7fffffff
  );
}

function stageMates(
  offerings: readonly {
    readonly ref: string;
    readonly stages: readonly string[];
  }[],
  study: StoredVersion,
): Set<string> {
  const own = offerings.find(({ ref }) => ref === study.offering)?.stages ?? [];
  const stages = new Set(study.stage ? [study.stage] : own);
  return new Set(
    offerings
      .filter(each => each.stages.some(stage => stages.has(stage)))
      .map(({ ref }) => ref),
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
