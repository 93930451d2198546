import { StudyOutcome } from '@mli/plugin-insights-common';
import { Day } from '../metrics/windows';

/** The question of a study, fixed before anything is computed. */
export interface StudyQuestion {
  readonly offering: string;
  readonly outcome: StudyOutcome;
  readonly stage?: string;
  /** First Monday of the window. */
  readonly from: Day;
  /** The Monday after the last week; weeks that were not over 7 days before the analysis date are not in it. */
  readonly to: Day;
  /** Why adopting teams wait in a queue of their own; absent: waiting is taken for shared. */
  readonly ownQueue?: string;
}

/** What a team did in one week in one class of runs, where the outcome is known. */
export interface WeekCell {
  readonly team: string;
  /** Weeks since the first Monday of the window. */
  readonly week: number;
  /** Stage, run class and trigger. */
  readonly class: string;
  readonly submitted: number;
  /** Of the submitted ones. */
  readonly closed: number;
  /** Runs with the outcome. */
  readonly runs: number;
  readonly zeros: number;
  /** Median of the outcome: milliseconds, or for a ratio of 0 and 1. */
  readonly p50: number;
  /** Mean of the outcome, winsorised at the study's p99. */
  readonly mean: number;
}

/** A team's first spell of the offering. Without a date it tried, and has not adopted within the window. */
export interface AdoptionSpell {
  readonly team: string;
  readonly onset: Day;
  readonly date?: Day;
  /** Contradicted by what was seen later. */
  readonly disputed?: boolean;
}

/** A team adopted another offering of the study's stage. */
export interface OtherAdoption {
  readonly team: string;
  readonly offering: string;
  readonly date: Day;
}

export interface StudyTeamInput {
  readonly team: string;
  readonly title: string;
  /** The unit directly below the top of its line. */
  readonly department: string;
  /** Members when the window began. */
  readonly size: number;
  /** From this day on the series is no longer that of the same team. */
  readonly endsOn?: Day;
  readonly endsWhy?: string;
}

/** Everything a study is computed from; its digest is stored with the result. */
export interface StudyInputs {
  readonly question: StudyQuestion;
  readonly teams: readonly StudyTeamInput[];
  readonly cells: readonly WeekCell[];
  readonly spells: readonly AdoptionSpell[];
  readonly others: readonly OtherAdoption[];
  /**
   * A stored rollout plan, by which the study is analysed: `teams` are then those it was drawn for and `spells` the
   * starts it drew. Its periods are numbers of weeks (`weekNumber`).
   */
  readonly rollout?: unknown;
  readonly draws: number;
  readonly seed: number;
}
