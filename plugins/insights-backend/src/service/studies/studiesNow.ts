import { NotFoundError } from '@backstage/errors';
import { StudyHeadline, StudySummary } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import { dayOf } from '../../core/metrics/windows';
import { portfolio } from '../../core/studies/portfolio';
import { firstUsableDate } from '../../core/studies/studyWords';
import { AdoptionStore } from '../../store/adoption/AdoptionStore';
import { OrganisationReader } from '../../store/metrics/OrganisationReader';
import {
  selectDecisions,
  selectFirstDay,
  selectSpellsOfAll,
  StoredDecision,
} from '../../store/studies/studyContext';
import { StoredVersion, StudyStore } from '../../store/studies/StudyStore';
import { OfferingClaim, OfferingClaims, sameQuestion } from './OfferingClaims';
import { sees, StudyCaller } from './StudyCaller';
import {
  countSpells,
  readPopulation,
  StudyPopulation,
} from './StudyPopulation';
import { toEstimate, toSummary, versionKey } from './studyConvert';

/** Where everything about studies is read. */
export interface StudySources {
  readonly knex: Knex;
  readonly store: StudyStore;
  readonly organisations: OrganisationReader;
  readonly adoption: AdoptionStore;
  readonly claims: OfferingClaims;
}

/** What was registered, and what came out of it, whatever teams do today. */
export interface StudyAnswers {
  readonly versions: readonly StoredVersion[];
  /** Number of the latest version, by study. */
  readonly latest: ReadonlyMap<number, number>;
  readonly headlines: ReadonlyMap<string, StudyHeadline>;
  readonly claims: readonly OfferingClaim[];
}

/** Everything about studies as it is now, read once a request. */
export interface StudiesNow extends StudyAnswers {
  readonly population: StudyPopulation;
  /** Of adoptions that can be studied. */
  readonly decisions: readonly StoredDecision[];
  summary(study: StoredVersion): StudySummary;
}

export async function readAnswers(
  { store, claims }: Pick<StudySources, 'store' | 'claims'>,
  now: Date,
): Promise<StudyAnswers> {
  const [versions, known] = await Promise.all([
    store.versions(),
    claims.all(now),
  ]);
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
  return { versions, latest, headlines, claims: known };
}

export async function readStudies(
  sources: StudySources,
  now: Date,
): Promise<StudiesNow> {
  const { knex } = sources;
  const [answers, population, decisions, firstDay] = await Promise.all([
    readAnswers(sources, now),
    readPopulation(sources, now),
    selectDecisions(knex),
    selectFirstDay(knex),
  ]);
  const { versions, latest, headlines } = answers;
  const firstUsable = firstUsableDate(firstDay);
  const waiting = versions.filter(({ result }) => !result);
  const spells = await selectSpellsOfAll(
    knex,
    [...new Set(waiting.map(({ offering }) => offering))],
    decisions,
  );
  const today = dayOf(now);
  return {
    ...answers,
    population,
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

/** The latest version of each study. */
export function latestOf({ versions, latest }: StudyAnswers): StoredVersion[] {
  return versions.filter(({ id, version }) => latest.get(id) === version);
}

/** @throws NotFoundError for a study, or a version, that the caller cannot see */
export function findStudy(
  all: StudiesNow,
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
