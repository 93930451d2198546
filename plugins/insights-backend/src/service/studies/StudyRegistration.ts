import { ConflictError, InputError } from '@backstage/errors';
import {
  ExtendStudy,
  RegisterStudy,
  StudySummary,
} from '@mli/plugin-insights-common';
import {
  addDays,
  CLOSES_AFTER_DAYS,
  Day,
  dayOf,
  mondayOf,
} from '../../core/metrics/windows';
import {
  defaultAnalysisDate,
  firstUsableDate,
  slugOf,
} from '../../core/studies/studyWords';
import {
  selectDecisions,
  selectFirstDay,
} from '../../store/studies/studyContext';
import { startsOf } from './RolloutsService';
import { findStudy, readStudies, StudySources } from './studiesNow';
import { requireProvider, sees, StudyCaller } from './StudyCaller';
import { readPopulation, StudyPopulation } from './StudyPopulation';

export interface StudyRegistrationOptions extends StudySources {
  /** Refs of the groups that bridge both sides. */
  readonly bridgeGroups: readonly string[];
  readonly stages: readonly string[];
  /** Told that something may be due. */
  onRegistered(): void;
}

const DEFAULT_WEEKS_BEFORE = 52;
const LONGEST_WEEKS = 208;

/**
 * The rules by which a question is fixed before it is computed, and looked at again.
 *
 * Owns: who may ask what, over which window, and when it is called exploratory.
 */
export class StudyRegistration {
  readonly #options: StudyRegistrationOptions;

  constructor(options: StudyRegistrationOptions) {
    this.#options = options;
  }

  /** @throws InputError, NotFoundError, NotAllowedError, ConflictError with what to do instead */
  async register(
    request: RegisterStudy & { readonly offering: string },
    caller: StudyCaller,
    now: Date,
  ): Promise<StudySummary> {
    const population = await readPopulation(this.#options, now);
    const offering = requireProvider(
      population,
      request.offering,
      caller,
      this.#options.bridgeGroups,
    );
    const [decisions, firstDay] = await Promise.all([
      selectDecisions(this.#options.knex),
      selectFirstDay(this.#options.knex),
    ]);
    const dates = decisions
      .filter(
        each =>
          each.offering === offering.ref &&
          each.date >= firstUsableDate(firstDay),
      )
      .map(({ date }) => date);
    const rollout = await this.#rolloutOf(request, offering.ref);
    const analysisDate =
      request.analysisDate ?? defaultAnalysisDate(rollout?.dates ?? dates);
    const today = dayOf(now);
    const from = mondayOf(
      request.from ?? addDays(today, -7 * DEFAULT_WEEKS_BEFORE),
    );
    const faults = [
      ...this.#faultsOf(request, population, caller),
      ...(analysisDate === undefined
        ? [
            "'analysisDate' is needed: fewer than three teams have adopted, so there is no third adopter to count 26 weeks from",
          ]
        : windowFaults(from, analysisDate)),
    ];
    if (faults.length > 0 || analysisDate === undefined) {
      throw new InputError(`${faults.join('. ')}.`);
    }
    const slug = slugOf({ ...request, offering: offering.ref });
    await this.#options.store.register({
      slug,
      offering: offering.ref,
      outcome: request.outcome,
      stage: request.stage,
      teams: request.teams,
      from,
      to: lastWeekEnd(analysisDate),
      analysisDate,
      rollout: request.rollout,
      ownQueue: request.ownQueue,
      exploratory: rollout
        ? rollout.dates.some(date => date <= today)
        : dates.length > 0,
      registeredBy: caller.principal,
    });
    this.#options.onRegistered();
    const all = await readStudies(this.#options, now);
    return all.summary(findStudy(all, slug, undefined, caller).study);
  }

  /** A later look is a new version, which says so; what was found before stays. */
  async extend(
    slug: string,
    request: ExtendStudy,
    caller: StudyCaller,
    now: Date,
  ): Promise<StudySummary> {
    const all = await readStudies(this.#options, now);
    const { study } = findStudy(all, slug, undefined, caller);
    requireProvider(
      all.population,
      study.offering,
      caller,
      this.#options.bridgeGroups,
    );
    if (!['finished', 'refused', 'failed'].includes(study.state)) {
      throw new ConflictError(
        'This version of the study still waits for its answer; it can be extended after that.',
      );
    }
    if (
      study.state === 'finished' &&
      request.analysisDate <= study.analysisDate
    ) {
      throw new InputError(
        `'analysisDate' is ${request.analysisDate}; a study is extended to a later day than ${study.analysisDate}, on which it was answered.`,
      );
    }
    const faults = windowFaults(study.from, request.analysisDate);
    if (faults.length > 0) throw new InputError(`${faults.join('. ')}.`);
    await this.#options.store.extend(study.id, {
      analysisDate: request.analysisDate,
      to: lastWeekEnd(request.analysisDate),
      // What the earlier version showed is known.
      exploratory: study.exploratory || study.state === 'finished',
      reason: request.reason,
      registeredBy: caller.principal,
    });
    this.#options.onRegistered();
    const after = await readStudies(this.#options, now);
    return after.summary(findStudy(after, slug, undefined, caller).study);
  }

  #faultsOf(
    request: RegisterStudy,
    population: StudyPopulation,
    caller: StudyCaller,
  ): string[] {
    const { stages } = this.#options;
    const unknown = (request.teams ?? []).filter(
      team =>
        !population.organisation.unit(team) || !sees(caller.visibleUnits, team),
    );
    return [
      ...(request.stage !== undefined && !stages.includes(request.stage)
        ? [
            `'stage' is '${request.stage.slice(0, 60)}'; it must be one of ${stages.join(', ')}`,
          ]
        : []),
      ...(unknown.length > 0
        ? [
            `'teams' names ${unknown.slice(0, 3).join(', ')}, which you cannot see in the organisation`,
          ]
        : []),
      ...(request.rollout !== undefined && request.teams
        ? [
            "'teams' cannot be given beside 'rollout': a drawn order is analysed with the teams it was drawn for",
          ]
        : []),
    ];
  }

  async #rolloutOf(request: RegisterStudy, offering: string) {
    if (request.rollout === undefined) return undefined;
    const rollouts = await this.#options.store.rollouts();
    const rollout = rollouts.find(
      each => each.id === request.rollout && each.offering === offering,
    );
    if (!rollout) {
      throw new InputError(
        `'rollout' is ${request.rollout}; there is no such rollout of ${offering}. GET /api/insights/rollouts lists them.`,
      );
    }
    return { dates: startsOf(rollout.plan) };
  }
}

/** The Monday after the last week that is over for 7 days on the analysis date. */
function lastWeekEnd(analysisDate: Day): Day {
  return mondayOf(addDays(analysisDate, -CLOSES_AFTER_DAYS));
}

function windowFaults(from: Day, analysisDate: Day): string[] {
  const to = lastWeekEnd(analysisDate);
  if (to < addDays(from, 7 * 12)) {
    return [
      `the window from ${from} to ${to} has fewer than 12 weeks; a team needs 8 before it adopts and 4 after. Weeks count once they are over for 7 days`,
    ];
  }
  if (to > addDays(from, 7 * LONGEST_WEEKS)) {
    return [
      `the window from ${from} to ${to} has more than ${LONGEST_WEEKS} weeks; give a later 'from'`,
    ];
  }
  return [];
}
