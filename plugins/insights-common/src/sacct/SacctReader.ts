import { RunRecord } from '../api/ingest';
import { slurmOutcome } from '../outcomes';
import { MOST_ATTEMPTS } from '../vocabulary';
import { LocalTime } from './localTime';
import { NEEDED_SACCT_FIELDS, readSacctRow, SacctRow } from './sacctRow';
import { readComment } from './sacctComment';

export interface SacctOptions {
  /** IANA name of the zone the times are printed in. */
  readonly timeZone: string;
  /** What the jobs' namespace is called. */
  readonly namespace: string;
  /** Job ids are unique within a cluster: with a name here they become `<cluster>/<id>`. */
  readonly cluster?: string;
  /** Whether the account a job is billed to is the name of a team. */
  readonly accountIsTeam?: boolean;
}

/** What became of rows: a run, or why there is none. */
export type SacctResult = { readonly line: number } & (
  | {
      readonly run: RunRecord;
      /** It has not ended. */
      readonly isOpen: boolean;
      readonly fault?: undefined;
    }
  | { readonly fault: string; readonly run?: undefined }
);

const UNIT_SEPARATOR = '\u001f';
const MOST_ROWS_OF_A_JOB = 10_000;

/**
 * Reads `sacct --parsable2` line by line: the header first, then jobs, their steps and attempts.
 *
 * Rows of one job stand together; it holds those of one job and no more.
 */
export class SacctReader {
  readonly #options: SacctOptions;
  readonly #times: LocalTime;
  #columns: string[] | undefined;
  #delimiter = '|';
  #rows: SacctRow[] = [];
  readonly skipped = { steps: 0, waitingArrays: 0 };

  /** @throws RangeError where the time zone is none */
  constructor(options: SacctOptions) {
    this.#options = options;
    this.#times = new LocalTime(options.timeZone);
  }

  /** @throws Error where the first line is no header of sacct */
  push(line: number, text: string): SacctResult[] {
    if (text.trim() === '') {
      return [];
    }
    if (!this.#columns) {
      this.#readHeader(text);
      return [];
    }
    const cells = text.split(this.#delimiter);
    if (cells.length !== this.#columns.length) {
      return [
        {
          line,
          fault: `it has ${cells.length} fields and the header ${this.#columns.length}: a name or comment with the delimiter in it, or half a line`,
        },
      ];
    }
    const fields = new Map(
      this.#columns.map((name, index) => [name, cells[index] ?? '']),
    );
    const row = readSacctRow(fields, { line, times: this.#times });
    if ('fault' in row) {
      return [{ line, fault: row.fault }];
    }
    if ('skipped' in row) {
      this.skipped[row.skipped === 'step' ? 'steps' : 'waitingArrays'] += 1;
      return [];
    }
    const first = this.#rows[0];
    const isSame =
      first !== undefined &&
      first.jobId === row.jobId &&
      first.cluster === row.cluster &&
      this.#rows.length < MOST_ROWS_OF_A_JOB;
    const done = isSame ? [] : this.end();
    this.#rows.push(row);
    return done;
  }

  /** The last job. */
  end(): SacctResult[] {
    const rows = this.#rows;
    this.#rows = [];
    return toRuns(rows, this.#options);
  }

  #readHeader(text: string): void {
    this.#delimiter = text.includes(UNIT_SEPARATOR) ? UNIT_SEPARATOR : '|';
    const columns = text
      .replace(/^\uFEFF/, '')
      .trim()
      .split(this.#delimiter)
      .map(name => name.trim().toLowerCase());
    const missing = NEEDED_SACCT_FIELDS.filter(
      name => !columns.includes(name.toLowerCase()),
    );
    if (missing.length > 0) {
      throw new Error(
        `The first line is no header of sacct --parsable2: it lacks ${missing.join(', ')}.`,
      );
    }
    this.#columns = columns;
  }
}

function toRuns(
  rows: readonly SacctRow[],
  options: SacctOptions,
): SacctResult[] {
  const attempts = rows
    .filter(row => row.component === 0)
    .sort((a, b) => a.submit - b.submit || (a.start ?? 0) - (b.start ?? 0));
  const parts = rows.filter(row => row.component > 0);
  if (attempts.length === 0) {
    return parts.map(({ line }) => ({
      line,
      fault: 'a part of a heterogeneous job whose first part is not beside it',
    }));
  }
  return attempts.map((row, index) => {
    const isLast = index === attempts.length - 1;
    const attempt = row.restarts === undefined ? index + 1 : row.restarts + 1;
    const gpus = isLast || attempts.length === 1 ? partGpus(parts, row) : 0;
    return toRun(row, options, {
      attempt: Math.min(attempt, MOST_ATTEMPTS),
      isLast,
      isOnly: attempts.length === 1 && attempt === 1,
      moreGpus: gpus,
    });
  });
}

function partGpus(parts: readonly SacctRow[], row: SacctRow): number {
  return parts
    .filter(part => part.submit === row.submit)
    .reduce((sum, part) => sum + (part.gpus ?? 0), 0);
}

interface AttemptOf {
  readonly attempt: number;
  readonly isLast: boolean;
  readonly isOnly: boolean;
  readonly moreGpus: number;
}

function toRun(
  row: SacctRow,
  options: SacctOptions,
  { attempt, isLast, isOnly, moreGpus }: AttemptOf,
): SacctResult {
  const outcome = slurmOutcome(row.state);
  // A requeued attempt is over once another follows it, and ended in nothing of its own.
  const isOver = outcome !== undefined || !isLast;
  const cluster = options.cluster;
  const id = (job: string) =>
    cluster === undefined ? job : `${cluster}/${job}`;
  const run: RunRecord = {
    id: id(row.jobId),
    namespace: options.namespace,
    job: (row.name || 'unnamed').slice(0, 500),
    submittedAt: iso(row.submit),
    ...(row.start !== undefined && { startedAt: iso(row.start) }),
    ...(isOver && row.end !== undefined && { endedAt: iso(row.end) }),
    ...outcome,
    ...(row.user !== '' && { actor: row.user.slice(0, 320) }),
    ...(options.accountIsTeam &&
      row.account !== '' && { team: row.account.slice(0, 320) }),
    ...(row.gpus !== undefined && { gpus: row.gpus + moreGpus }),
    ...(row.timeLimitSeconds !== undefined && {
      timeLimitSeconds: Math.min(row.timeLimitSeconds, 1e9),
    }),
    ...(!isOnly && { attempt }),
    ...(row.taskId !== undefined && {
      externalIds: [`slurm:${id(row.taskId)}`],
    }),
  };
  const said = readComment(row.comment);
  const externalIds = [...(run.externalIds ?? []), ...(said.externalIds ?? [])];
  return {
    line: row.line,
    isOpen: !isOver,
    run: {
      ...run,
      ...said,
      ...(externalIds.length > 0 && { externalIds }),
    },
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
