import type { RunRecord } from '@mli/plugin-insights-common';
import { UsageError } from '../errors';
import { RowError } from './mapping';

const FIELDS = 18;
/** Fields that are used, by their place. */
const FIELD = {
  job: 0,
  submit: 1,
  wait: 2,
  runTime: 3,
  requestedTime: 8,
  status: 10,
  user: 11,
  executable: 13,
  queue: 14,
} as const;

/** 0 failed, 1 completed, 5 cancelled; 2 to 4 are parts of a job whose own line stands before them. */
const OUTCOMES: Readonly<Record<number, Pick<RunRecord, 'outcome' | 'cause'>>> =
  {
    0: { outcome: 'failed', cause: 'unknown' },
    1: { outcome: 'succeeded' },
    5: { outcome: 'cancelled' },
  };

export interface SwfOptions {
  /** What the jobs' namespace is called. */
  readonly namespace: string;
  /** For a trace whose header does not say when it starts; milliseconds. */
  readonly epochMs?: number;
}

/**
 * Reads the Standard Workload Format line by line: comments that begin with `;`, then 18 numbers a job, -1 for what is
 * not known, times in seconds since `UnixStartTime` of the header. Processors are no GPUs: those stay unknown.
 */
export class SwfReader {
  readonly #namespace: string;
  #epochMs: number | undefined;

  constructor({ namespace, epochMs }: SwfOptions) {
    this.#namespace = namespace;
    this.#epochMs = epochMs;
  }

  /**
   * undefined for comments.
   *
   * @throws RowError for a line that is no job
   * @throws UsageError where nobody says when the trace starts
   */
  read(text: string): RunRecord | undefined {
    const line = text.trim();
    if (line === '') {
      return undefined;
    }
    if (line.startsWith(';')) {
      const start = /^;\s*UnixStartTime:\s*(\d+)/i.exec(line)?.[1];
      if (start !== undefined && this.#epochMs === undefined) {
        this.#epochMs = Number(start) * 1000;
      }
      return undefined;
    }
    return this.#toRun(readNumbers(line));
  }

  #toRun(numbers: readonly number[]): RunRecord {
    const epochMs = this.#epochMs;
    if (epochMs === undefined) {
      throw new UsageError(
        'The header of the trace has no UnixStartTime. Say when it starts with --epoch, such as --epoch 2024-01-01T00:00:00Z.',
      );
    }
    const known = (field: keyof typeof FIELD) => {
      const value = numbers[FIELD[field]];
      return value === undefined || value < 0 ? undefined : value;
    };
    const [job, submit, wait, runTime] = [
      known('job'),
      known('submit'),
      known('wait'),
      known('runTime'),
    ];
    const status = numbers[FIELD.status] ?? -1;
    if (job === undefined) {
      throw new RowError('the job has no number');
    }
    if (submit === undefined) {
      throw new RowError('the time of submission is not known');
    }
    if (status >= 2 && status <= 4) {
      throw new RowError(
        `status ${status}: a part of a job, whose own line tells all of it`,
      );
    }
    const end = OUTCOMES[status];
    // A job that was cancelled while it waited did not run, whatever its wait says.
    const hasRun =
      wait !== undefined &&
      (runTime === undefined ? status !== 5 : runTime > 0 || status !== 5);
    const at = (seconds: number) => isoOf(epochMs + seconds * 1000);
    const started = hasRun ? submit + wait : undefined;
    const ended = endOf({ submit, wait, runTime, hasRun });
    const [user, executable, queue, limit] = [
      known('user'),
      known('executable'),
      known('queue'),
      known('requestedTime'),
    ];
    return {
      id: String(job),
      namespace: this.#namespace,
      job: jobName(executable, queue),
      submittedAt: at(submit),
      ...(started !== undefined && { startedAt: at(started) }),
      // Where a trace does not say how its jobs ended, it still says when.
      ...(ended !== undefined && { endedAt: at(ended) }),
      ...end,
      ...(user !== undefined && { actor: `${this.#namespace}-user-${user}` }),
      ...(limit !== undefined && { timeLimitSeconds: Math.floor(limit) }),
    };
  }
}

function endOf({
  submit,
  wait,
  runTime,
  hasRun,
}: {
  submit: number;
  wait: number | undefined;
  runTime: number | undefined;
  hasRun: boolean;
}): number | undefined {
  if (wait === undefined) {
    return undefined;
  }
  if (!hasRun) {
    return submit + wait;
  }
  return runTime === undefined ? undefined : submit + wait + runTime;
}

/** Traces have numbers for names: of the program, else of the queue. */
function jobName(
  executable: number | undefined,
  queue: number | undefined,
): string {
  if (executable !== undefined) {
    return `application-${executable}`;
  }
  return queue === undefined ? 'job' : `queue-${queue}`;
}

function readNumbers(line: string): number[] {
  const cells = line.split(/\s+/);
  if (cells.length !== FIELDS) {
    throw new RowError(`it has ${cells.length} fields, not ${FIELDS}`);
  }
  return cells.map((cell, index) => {
    const value = Number(cell);
    if (!Number.isFinite(value)) {
      throw new RowError(
        `field ${index + 1} is "${cell.slice(0, 40)}", not a number`,
      );
    }
    return value;
  });
}

function isoOf(ms: number): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) {
    throw new RowError('its times lie outside of any calendar');
  }
  return date.toISOString();
}
