import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  ExtendStudy,
  OfferingEffect,
  RegisterStudy,
  StudyDetail,
  StudyHeadline,
  StudyProposal,
  StudySummary,
  StudyWhatIf,
} from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import {
  addDays,
  CLOSES_AFTER_DAYS,
  Day,
  dayOf,
  mondayOf,
} from '../../core/metrics/windows';
import { portfolio } from '../../core/studies/portfolio';
import {
  defaultAnalysisDate,
  firstUsableDate,
  slugOf,
} from '../../core/studies/studyWords';
import { AdoptionStore } from '../../store/adoption/AdoptionStore';
import { OrganisationReader } from '../../store/metrics/OrganisationReader';
import {
  selectDecisions,
  selectFirstDay,
  selectSpellsOfAll,
  StoredDecision,
} from '../../store/studies/studyContext';
import { StoredVersion, StudyStore } from '../../store/studies/StudyStore';
import { OfferingClaims, OfferingClaim, sameQuestion } from './OfferingClaims';
import { proposalsOf } from './proposals';
import { startsOf } from './RolloutsService';
import { mayRegister, requireProvider, sees, StudyCaller } from './StudyCaller';
import {
  countSpells,
  readPopulation,
  StudyPopulation,
} from './StudyPopulation';
import { stateOf, toEstimate, toSummary, versionKey } from './studyConvert';
import { whatIfOf } from './whatIf';

export interface StudiesServiceOptions {
  readonly knex: Knex;
  readonly store: StudyStore;
  readonly organisations: OrganisationReader;
  readonly adoption: AdoptionStore;
  readonly claims: OfferingClaims;
  /** Refs of the groups that bridge both sides. */
  readonly bridgeGroups: readonly string[];
  readonly stages: readonly string[];
  /** Told that something may be due. */
  onRegistered(): void;
}

/** Everything about studies as it is now, read once a request. */
interface Everything {
  readonly population: StudyPopulation;
  readonly versions: readonly StoredVersion[];
  readonly latest: ReadonlyMap<number, number>;
  readonly headlines: ReadonlyMap<string, StudyHeadline>;
  readonly claims: readonly OfferingClaim[];
  /** Of adoptions that can be studied. */
  readonly decisions: readonly StoredDecision[];
  summary(study: StoredVersion): StudySummary;
}

const DEFAULT_WEEKS_BEFORE = 52;
const LONGEST_WEEKS = 208;

/**
 * Studies: what is registered, proposed and answered, and who may ask.
 *
 * Owns: the rules of registering and of the portfolio as a whole. Does not own: the estimate (core/studies, StudyTask).
 */
export class StudiesService {
  readonly #options: StudiesServiceOptions;

  constructor(options: StudiesServiceOptions) {
    this.#options = options;
  }

  /** The latest version of each study; those with an answer first, by the day of their answer. */
  async list(
    query: { readonly offering?: string; readonly state?: string },
    caller: StudyCaller,
    now: Date,
  ): Promise<StudySummary[]> {
    const all = await this.#read(now);
    return latestOf(all)
      .filter(({ offering }) => sees(caller.visibleOfferings, offering))
      .filter(
        study =>
          query.offering === undefined || study.offering === query.offering,
      )
      .map(study => all.summary(study))
      .filter(({ state }) => query.state === undefined || state === query.state)
      .sort(byFinishDate);
  }

  /** @throws NotFoundError for a study, or a version, that the caller cannot see */
  async detail(
    slug: string,
    version: number | undefined,
    caller: StudyCaller,
    now: Date,
  ): Promise<StudyDetail> {
    const all = await this.#read(now);
    const { study, versions } = find(all, slug, version, caller);
    const stored = study.result
      ? await this.#options.store.detail(study.id, study.version)
      : undefined;
    const teams = (stored?.teams ?? []).filter(({ team }) =>
      sees(caller.visibleUnits, team),
    );
    return {
      ...all.summary(study),
      versions: versions.map(each => ({
        version: each.version,
        state: stateOf(each, dayOf(now)),
        analysisDate: each.analysisDate,
        registeredAt: each.registeredAt.toISOString(),
        ...(each.reason !== undefined && { reason: each.reason }),
        sentence: all.summary(each).sentence,
      })),
      teams,
      hiddenTeams: (stored?.teams.length ?? 0) - teams.length,
      ...(stored?.answer && { answer: stored.answer }),
      ...(stored &&
        study.computedAt && {
          provenance: {
            inputsDigest: stored.inputsDigest,
            seed: stored.seed,
            library: stored.library,
            computedAt: study.computedAt.toISOString(),
          },
        }),
      mayExtend: mayRegister(
        caller,
        all.population.offering(study.offering)?.owner,
        this.#options.bridgeGroups,
      ),
    };
  }

  /** A version as it is stored, for what is released of it cell by cell. */
  async visibleVersion(
    slug: string,
    version: number | undefined,
    caller: StudyCaller,
    now: Date,
  ): Promise<StoredVersion> {
    const all = await this.#read(now);
    return find(all, slug, version, caller).study;
  }

  /** What finished studies say about offerings, whatever it is. */
  async effects(
    query: { readonly offering?: string; readonly outcome?: string },
    caller: StudyCaller,
    now: Date,
  ): Promise<OfferingEffect[]> {
    const studies = await this.list(
      { offering: query.offering, state: 'finished' },
      caller,
      now,
    );
    return studies.flatMap(study =>
      study.headline &&
      study.finishedAt &&
      (query.outcome === undefined || study.outcome === query.outcome)
        ? [
            {
              study: study.id,
              version: study.version,
              offering: study.offering,
              outcome: study.outcome,
              ...(study.stage !== undefined && { stage: study.stage }),
              sentence: study.sentence,
              finishedAt: study.finishedAt,
              exploratory: study.exploratory,
              counts: study.counts,
              headline: study.headline,
            },
          ]
        : [],
    );
  }

  async proposals(caller: StudyCaller, now: Date): Promise<StudyProposal[]> {
    const all = await this.#read(now);
    const open = all.claims.filter(
      claim =>
        sees(caller.visibleOfferings, claim.offering) &&
        all.population.offering(claim.offering) !== undefined &&
        !all.versions.some(study => sameQuestion(claim, study)),
    );
    return proposalsOf(open, {
      population: all.population,
      decisions: all.decisions,
      today: dayOf(now),
      mayRegister: owner =>
        mayRegister(caller, owner, this.#options.bridgeGroups),
    });
  }

  async whatIf(
    slug: string,
    caller: StudyCaller,
    now: Date,
  ): Promise<StudyWhatIf> {
    return whatIfOf(await this.detail(slug, undefined, caller, now));
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
    const all = await this.#read(now);
    return all.summary(find(all, slug, undefined, caller).study);
  }

  /** A later look is a new version, which says so; what was found before stays. */
  async extend(
    slug: string,
    request: ExtendStudy,
    caller: StudyCaller,
    now: Date,
  ): Promise<StudySummary> {
    const all = await this.#read(now);
    const { study } = find(all, slug, undefined, caller);
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
    const after = await this.#read(now);
    return after.summary(find(after, slug, undefined, caller).study);
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

  async #read(now: Date): Promise<Everything> {
    const { store, knex, claims } = this.#options;
    const [population, versions, known, decisions, firstDay] =
      await Promise.all([
        readPopulation(this.#options, now),
        store.versions(),
        claims.all(now),
        selectDecisions(knex),
        selectFirstDay(knex),
      ]);
    const firstUsable = firstUsableDate(firstDay);
    const waiting = versions.filter(({ result }) => !result);
    const spells = await selectSpellsOfAll(
      knex,
      [...new Set(waiting.map(({ offering }) => offering))],
      decisions,
    );
    const latest = new Map<number, number>();
    const answered = new Map<number, number>();
    for (const { id, version, result } of versions) {
      latest.set(id, Math.max(version, latest.get(id) ?? 0));
      if (result) answered.set(id, Math.max(version, answered.get(id) ?? 0));
    }
    const headlines = portfolio(
      versions.flatMap(
        study =>
          toEstimate(study, {
            isSuperseded: (answered.get(study.id) ?? 0) > study.version,
            isClaim: known.some(claim => sameQuestion(claim, study)),
          }) ?? [],
      ),
    );
    const today = dayOf(now);
    return {
      population,
      versions,
      latest,
      headlines,
      claims: known,
      decisions: decisions.filter(({ date }) => date >= firstUsable),
      summary: study =>
        toSummary(study, {
          today,
          latestVersion: latest.get(study.id) ?? study.version,
          offeringTitle:
            population.offering(study.offering)?.title ?? study.offering,
          counts: countSpells(
            spells.get(study.offering) ?? [],
            study.teams ?? population.eligible(study.offering),
            { firstUsable, to: study.to },
          ),
          headline: headlines.get(versionKey(study)),
        }),
    };
  }
}

function latestOf({ versions, latest }: Everything): StoredVersion[] {
  return versions.filter(({ id, version }) => latest.get(id) === version);
}

function find(
  all: Everything,
  slug: string,
  version: number | undefined,
  caller: StudyCaller,
): { study: StoredVersion; versions: readonly StoredVersion[] } {
  const versions = all.versions.filter(
    study =>
      study.slug === slug && sees(caller.visibleOfferings, study.offering),
  );
  const study =
    version === undefined
      ? versions.at(-1)
      : versions.find(each => each.version === version);
  if (!study) {
    throw new NotFoundError(
      `There is no study '${slug.slice(0, 120)}'${version === undefined ? '' : ` with a version ${version}`} that you can see. GET /api/insights/studies lists them.`,
    );
  }
  return { study, versions };
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

/** By the day of the answer, the newest first; what has none yet after that, by the day it is due. */
function byFinishDate(a: StudySummary, b: StudySummary): number {
  if (a.finishedAt && b.finishedAt) {
    return -compare(a.finishedAt, b.finishedAt) || compare(a.id, b.id);
  }
  if (a.finishedAt || b.finishedAt) return a.finishedAt ? -1 : 1;
  return compare(a.analysisDate, b.analysisDate) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
