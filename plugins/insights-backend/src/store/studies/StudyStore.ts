import {
  StudyCounts,
  StudyOutcome,
  StudyRefusal,
  StudyTeam,
  StudyVerdict,
} from '@mli/plugin-insights-common';
import { Day } from '../../core/metrics/windows';
import { StudyResult } from '../../core/studies/StudyResult';

export type StoredState =
  'registered' | 'running' | 'finished' | 'refused' | 'failed';

/** The question of a study, in one version. */
export interface NewStudy {
  readonly slug: string;
  readonly offering: string;
  readonly outcome: StudyOutcome;
  readonly stage?: string;
  readonly teams?: readonly string[];
  readonly from: Day;
  readonly to: Day;
  readonly analysisDate: Day;
  readonly rollout?: number;
  readonly ownQueue?: string;
  readonly exploratory: boolean;
  readonly registeredBy: string;
}

export interface NewVersion {
  readonly analysisDate: Day;
  readonly to: Day;
  readonly exploratory: boolean;
  readonly reason: string;
  readonly registeredBy: string;
}

export interface StoredVersion extends NewStudy {
  readonly id: number;
  readonly version: number;
  readonly reason?: string;
  readonly registeredAt: Date;
  readonly state: StoredState;
  readonly progress?: {
    readonly step: string;
    readonly done: number;
    readonly of: number;
  };
  readonly computedAt?: Date;
  readonly failure?: string;
  readonly result?: StoredResult;
}

/** What is known of a result without its details. */
export interface StoredResult {
  readonly counts: StudyCounts;
  readonly refusal?: {
    readonly reason: StudyRefusal;
    readonly sentence: string;
    readonly help: string;
  };
  readonly found?: {
    readonly verdict: StudyVerdict;
    readonly sentence: string;
    readonly pValue: number;
    readonly effect: number;
    readonly lower?: number;
    readonly upper?: number;
    readonly smallestVisible?: number;
    readonly logEffect: number;
    readonly logStandardError: number;
    readonly randomised: boolean;
    readonly placeboBlocks: boolean;
    readonly sharedQueue: boolean;
  };
}

export interface StoredDetail {
  readonly teams: readonly StudyTeam[];
  readonly answer?: StudyResult['answer'];
  readonly inputsDigest: string;
  readonly seed: number;
  readonly library: string;
}

export interface StudyCell {
  readonly team: string;
  readonly week: Day;
  readonly part: 'comparison' | 'before' | 'left-out' | 'after';
  readonly outcome: number;
  readonly runs: number;
}

/** What is written once a version has an answer. */
export interface FinishedStudy {
  readonly counts: StudyCounts;
  readonly teams: readonly StudyTeam[];
  readonly refusal?: StoredResult['refusal'];
  readonly result?: StudyResult;
  readonly cells: readonly StudyCell[];
  readonly inputsDigest: Buffer;
  readonly seed: number;
  readonly library: string;
}

export interface StoredRollout {
  readonly id: number;
  readonly offering: string;
  readonly seed: number;
  readonly plan: unknown;
  readonly createdAt: Date;
}

export interface StudyStore {
  /** @throws ConflictError where the same question is registered already */
  register(study: NewStudy): Promise<void>;
  /** @throws ConflictError where a version of it waits already */
  extend(id: number, version: NewVersion): Promise<void>;
  /** Every version of every study, oldest first. */
  versions(): Promise<StoredVersion[]>;
  detail(id: number, version: number): Promise<StoredDetail | undefined>;
  cells(id: number, version: number): Promise<StudyCell[]>;
  /** Takes one version that is due, or whose computation fell silent. */
  claimDue(options: {
    readonly today: Day;
    readonly owner: string;
    readonly silentSince: Date;
  }): Promise<StoredVersion | undefined>;
  progress(
    study: Pick<StoredVersion, 'id' | 'version'>,
    step: { readonly step: string; readonly done: number; readonly of: number },
  ): Promise<void>;
  finish(
    study: Pick<StoredVersion, 'id' | 'version'>,
    finished: FinishedStudy,
  ): Promise<void>;
  /** Puts a version back, or gives it up where it failed too often. */
  fail(
    study: Pick<StoredVersion, 'id' | 'version'>,
    failure: string,
  ): Promise<void>;
  addRollout(rollout: {
    readonly offering: string;
    readonly seed: number;
    readonly plan: unknown;
    readonly createdBy: string;
  }): Promise<StoredRollout>;
  rollouts(): Promise<StoredRollout[]>;
}
