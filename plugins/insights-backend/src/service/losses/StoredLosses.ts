import { LossReport } from '../../core/losses/lossReport';
import { JobClassLoss, StagePath } from '../../core/losses/unitLosses';

/** Of a definition of losses; a report of an older one is computed again. */
export const LOSS_DEFINITION_VERSION = 1;

/** What is kept of a unit, whatever of it may be shown. */
export interface StoredLosses {
  readonly report: LossReport;
  readonly runs: Readonly<Record<string, number>>;
  readonly path: readonly StagePath[];
  /** By segment. */
  readonly jobClasses: Readonly<Record<string, readonly JobClassLoss[]>>;
  /** By segment, 168 shares from Monday 00:00. */
  readonly hours: Readonly<Record<string, readonly number[]>>;
  readonly offerings: readonly {
    readonly stage: string;
    /** '' for none. */
    readonly offering: string;
    readonly runs: number;
  }[];
  readonly handoffs: readonly {
    readonly from: string;
    readonly to: string;
    readonly medianSeconds: number;
    readonly n: number;
  }[];
  /** Teams under the floor whose runs are in these numbers. */
  readonly folded: readonly string[];
  readonly workingHours: string;
  readonly timeZone: string;
}
