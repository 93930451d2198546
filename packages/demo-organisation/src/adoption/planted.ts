import { ADOPTION_HISTORIES } from './history';
import { mondayOf, WEEK } from '../activity/calendar';

export interface PlantedEffect {
  readonly offering: string;
  readonly stage: string;
  /** Every duration of the metric is multiplied by 1 + change. */
  readonly metrics: readonly ('queue_time' | 'run_time')[];
  readonly change: number;
}

/** The only offerings that make anybody faster. */
export const PLANTED_EFFECTS: readonly PlantedEffect[] = [
  {
    offering: 'elastic-queue',
    stage: 'training',
    metrics: ['queue_time'],
    change: -0.35,
  },
  {
    offering: 'feature-cache',
    stage: 'training',
    metrics: ['run_time'],
    change: -0.18,
  },
  {
    offering: 'eval-suite',
    stage: 'evaluation',
    metrics: ['run_time', 'queue_time'],
    change: -0.25,
  },
];

export interface PlantedAdoption {
  readonly offering: string;
  readonly team: string;
  /** The team adopts on the Monday this many weeks before the Monday of the last week. */
  readonly weeksBefore: number;
}

/** The staggered adoptions a study of the planted effects can find. */
export const PLANTED_ADOPTIONS: readonly PlantedAdoption[] =
  ADOPTION_HISTORIES.flatMap(({ offering, team, kind, since }) =>
    kind === 'adopted' &&
    since !== undefined &&
    PLANTED_EFFECTS.some(effect => effect.offering === offering)
      ? [{ offering, team, weeksBefore: since }]
      : [],
  );

/** The adoption date as the portal should find it, for activity that ends at `until`. */
export function plantedDate(adoption: PlantedAdoption, until: Date): string {
  const monday = mondayOf(until.getTime()) - adoption.weeksBefore * WEEK;
  return new Date(monday).toISOString().slice(0, 10);
}
