import { InsightsFact, StudySummary } from '@mli/plugin-insights-common';
import { StudyStore } from '../../store/studies/StudyStore';
import { OrganisationReader } from '../../store/metrics/OrganisationReader';
import { FactSource } from '../FactSources';
import { MetricsCaller } from '../MetricsCaller';
import { StudiesService } from './StudiesService';

const FINISHED = 'insights.effect.studies_finished';

/** What finished studies say, as facts about offerings; of one without a finished study, that there is none. */
export class StudyFacts implements FactSource {
  readonly #store: StudyStore;
  readonly #studies: StudiesService;
  readonly #organisations: Pick<OrganisationReader, 'offerings'>;

  constructor(options: {
    store: StudyStore;
    studies: StudiesService;
    organisations: Pick<OrganisationReader, 'offerings'>;
  }) {
    this.#organisations = options.organisations;
    this.#store = options.store;
    this.#studies = options.studies;
  }

  async version(): Promise<string> {
    const versions = await this.#store.versions();
    return versions
      .map(
        ({ id, version, computedAt }) =>
          `${id}.${version}.${computedAt?.getTime() ?? ''}`,
      )
      .join(',');
  }

  async facts(caller: MetricsCaller, now: Date): Promise<InsightsFact[]> {
    const studies = await this.#studies.list(
      {},
      {
        visibleUnits: caller.visibleUnits,
        visibleOfferings: caller.visibleOfferings,
        groups: [],
        isService: false,
        principal: '',
      },
      now,
    );
    const answered = new Map(
      [...Map.groupBy(studies, ({ offering }) => offering)].flatMap(
        ([offering, own]) => {
          const facts = factsOf(offering, own);
          return facts.length > 0 ? [[offering, facts] as const] : [];
        },
      ),
    );
    const offerings = await this.#organisations.offerings();
    const unanswered = offerings.flatMap(({ ref }) =>
      !answered.has(ref) &&
      (caller.visibleOfferings === 'all' || caller.visibleOfferings.has(ref))
        ? ref
        : [],
    );
    return [
      ...[...answered.values()].flat(),
      ...unanswered.map((entity): InsightsFact => ({
        ...{ id: FINISHED, entity, observedAt: now.toISOString() },
        ...{ state: 'ok', value: 0 },
      })),
    ];
  }
}

function factsOf(
  entity: string,
  studies: readonly StudySummary[],
): InsightsFact[] {
  const finished = studies.filter(({ headline }) => headline);
  const observedAt = finished
    .map(({ finishedAt }) => finishedAt ?? '')
    .sort()
    .at(-1);
  if (!observedAt) return [];
  const count = (
    id: InsightsFact['id'],
    holds: (study: StudySummary) => boolean,
  ): InsightsFact => ({
    id,
    entity,
    observedAt,
    state: 'ok',
    value: finished.filter(holds).length,
  });
  return [
    count(FINISHED, () => true),
    count(
      'insights.effect.badges',
      ({ headline }) => headline?.badge.shown ?? false,
    ),
    count(
      'insights.effect.claims_contradicted',
      ({ headline }) => headline?.contradictsClaim ?? false,
    ),
  ];
}
