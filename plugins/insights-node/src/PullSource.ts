import {
  LoggerService,
  SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { JsonObject } from '@backstage/types';
import { PulledRun, SourceKind } from '@mli/plugin-insights-common';

/** What one step of a pull brought. */
export interface PullBatch {
  /** At most 1,000 are stored in one transaction; more are split. */
  readonly runs: readonly PulledRun[];
  /**
   * Where the next pull goes on once these runs are stored. It is committed after them, so a kill between the two
   * brings the same runs again, which changes nothing; it must never point past a run that was not handed over.
   */
  readonly cursor: JsonObject;
  /** Rows that no run could be made of since the batch before: counted as rejected; `note` says what was wrong. */
  readonly unreadable?: number;
  /** How far it is, for people; without names of people. */
  readonly note?: string;
}

export interface PullOptions {
  /** As the last stored batch left it; undefined before the first. */
  readonly cursor: JsonObject | undefined;
  /** Aborted at shutdown, and when another back end took over. */
  readonly signal: AbortSignal;
  readonly logger: LoggerService;
}

/** Something the portal asks for runs: a tracking server, a scheduler. */
export interface PullSource {
  /** 1 to 63 lower-case letters, digits and dashes; how the source is called everywhere. */
  readonly name: string;
  readonly kind: SourceKind;
  /** A closed history: nothing more is expected of it, and its open runs are not concluded to be lost. */
  readonly historical?: boolean;
  readonly schedule: SchedulerServiceTaskScheduleDefinition;
  /**
   * Yields what is new since the cursor, oldest first. Throwing ends the pull; what was yielded before stays, and the
   * next pull goes on after it. The message is shown to those who look after sources: no secrets, no names of people.
   */
  pull(options: PullOptions): AsyncIterable<PullBatch>;
}
