import { InsightsFact, StudySummary } from '@mli/plugin-insights-common';
import { StudyStore } from '../../store/studies/StudyStore';
import { FactSource } from '../FactSources';
import { MetricsCaller } from '../MetricsCaller';
import { StudiesService } from './StudiesService';

/** What finished studies say, as facts about offerings; an offering nobody has an answer for has none. */
export class StudyFacts implements FactSource {
  readonly #store: StudyStore;
  readonly #studies: StudiesService;

  constructor(options: { store: StudyStore; studies: StudiesService }) {
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
    return [...Map.groupBy(studies, ({ offering }) => offering)].flatMap(
      ([offering, own]) => factsOf(offering, own),
    );
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
    count('insights.effect.studies_finished', () => true),
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
