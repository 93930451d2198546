import {
  OfferingEffect,
  StudyDetail,
  StudyProposal,
  StudySummary,
  StudyWhatIf,
} from '@mli/plugin-insights-common';
import { dayOf } from '../../core/metrics/windows';
import { StoredVersion } from '../../store/studies/StudyStore';
import { sameQuestion } from './OfferingClaims';
import { proposalsOf } from './proposals';
import {
  findStudy,
  latestOf,
  readAnswers,
  readStudies,
  StudySources,
} from './studiesNow';
import { mayRegister, sees, StudyCaller } from './StudyCaller';
import { stateOf, toEffect, versionKey } from './studyConvert';
import { whatIfOf } from './whatIf';

export interface StudiesServiceOptions extends StudySources {
  /** Refs of the groups that bridge both sides. */
  readonly bridgeGroups: readonly string[];
}

/**
 * Studies: what is registered, proposed and answered, for those who may see it.
 *
 * Does not own: registering (StudyRegistration), the estimate (core/studies, StudyTask).
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
    const all = await readStudies(this.#options, now);
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
    const all = await readStudies(this.#options, now);
    const { study, versions } = findStudy(all, slug, version, caller);
    const stored = study.result
      ? await this.#options.store.detail(study.id, study.version)
      : undefined;
    const teams = (stored?.teams ?? []).filter(({ team }) =>
      sees(caller.visibleUnits, team),
    );
    const mayExtend = mayRegister(
      caller,
      all.population.offering(study.offering)?.owner,
      this.#options.bridgeGroups,
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
      mayExtend,
      ...(mayExtend &&
        study.state === 'failed' &&
        study.failure !== undefined && { failure: study.failure }),
    };
  }

  /** A version as it is stored, for what is released of it cell by cell. */
  async visibleVersion(
    slug: string,
    version: number | undefined,
    caller: StudyCaller,
    now: Date,
  ): Promise<StoredVersion> {
    const all = await readStudies(this.#options, now);
    return findStudy(all, slug, version, caller).study;
  }

  /** What finished studies say about offerings, whatever it is; the newest first. */
  async effects(
    query: { readonly offering?: string; readonly outcome?: string },
    { visibleOfferings }: Pick<StudyCaller, 'visibleOfferings'>,
    now: Date,
  ): Promise<OfferingEffect[]> {
    const answers = await readAnswers(this.#options, now);
    return latestOf(answers)
      .filter(
        ({ state, offering, outcome }) =>
          state === 'finished' &&
          sees(visibleOfferings, offering) &&
          (query.offering === undefined || offering === query.offering) &&
          (query.outcome === undefined || outcome === query.outcome),
      )
      .flatMap(
        study =>
          toEffect(study, answers.headlines.get(versionKey(study))) ?? [],
      )
      .toSorted(
        (a, b) =>
          -compare(a.finishedAt, b.finishedAt) || compare(a.study, b.study),
      );
  }

  async proposals(caller: StudyCaller, now: Date): Promise<StudyProposal[]> {
    const all = await readStudies(this.#options, now);
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
