import { slurmOutcome } from '../outcomes';
import { LocalTime } from './localTime';
import { parseTimeLimit } from './timeLimit';

/** The fields that are asked of `sacct`. Older ones know neither Restarts nor Comment of all kinds: those may miss. */
export const SACCT_FIELDS = [
  'JobID',
  'JobIDRaw',
  'JobName',
  'User',
  'Account',
  'Partition',
  'Cluster',
  'Submit',
  'Eligible',
  'Start',
  'End',
  'State',
  'ExitCode',
  'AllocTRES',
  'ReqTRES',
  'Restarts',
  'Timelimit',
  'Comment',
] as const;

/** A run cannot be told without these. */
export const NEEDED_SACCT_FIELDS = ['JobID', 'State', 'Submit'] as const;

/** One job, or one attempt at it, as one row tells it. */
export interface SacctRow {
  readonly line: number;
  /** Of the job: without the component of a heterogeneous job. */
  readonly jobId: string;
  /** `123_4` of an array's task, where its own id is another. */
  readonly taskId?: string;
  /** 1 and above in a heterogeneous job: a part of the job of component 0. */
  readonly component: number;
  readonly cluster: string;
  readonly name: string;
  readonly user: string;
  readonly account: string;
  readonly submit: number;
  readonly start?: number;
  readonly end?: number;
  readonly state: string;
  readonly isOver: boolean;
  readonly gpus?: number;
  readonly restarts?: number;
  readonly timeLimitSeconds?: number;
  readonly comment: string;
}

/** Why a row is no job of its own; `skipped` is as it should be, `fault` is not. */
export type SacctRefusal =
  { readonly skipped: 'step' | 'waiting-array' } | { readonly fault: string };

/** `123`, `123_4`, `123_[5-9%2]`, `123+1`, each maybe with a step. */
const JOB_ID = /^(\d+)(?:_(\d+|\[[^\]]*\]))?(?:\+(\d+))?(\.[A-Za-z0-9_+]+)?$/;
const NO_TIME = new Set([
  '',
  'unknown',
  'none',
  'n/a',
  'invalid',
  'invalid date',
]);

export function readSacctRow(
  fields: ReadonlyMap<string, string>,
  { line, times }: { line: number; times: LocalTime },
): SacctRow | SacctRefusal {
  const get = (name: string) => fields.get(name.toLowerCase())?.trim() ?? '';
  const match = JOB_ID.exec(get('JobID'));
  if (!match) {
    return { fault: 'JobID is no id of a job' };
  }
  const [, job = '', task, component, step] = match;
  if (step !== undefined) {
    return { skipped: 'step' };
  }
  const state = get('State');
  const isOver = slurmOutcome(state) !== undefined;
  if (task?.startsWith('[') && !isOver) {
    // Each gets a row of its own once it starts.
    return { skipped: 'waiting-array' };
  }
  const read: Record<string, number | undefined> = {};
  for (const name of ['Submit', 'Start', 'End']) {
    const time = readTime(get(name), times);
    if (time === 'no-time') {
      return { fault: `${name} is no time such as 2026-05-04T12:30:00` };
    }
    read[name] = time;
  }
  const { Submit: submit, Start: start, End: end } = read;
  if (submit === undefined) {
    return { fault: 'Submit is not known' };
  }
  const raw = get('JobIDRaw');
  const ownId =
    component === undefined && /^\d+$/.test(raw) && !task?.startsWith('[')
      ? raw
      : undefined;
  const jobId = ownId ?? (task === undefined ? job : `${job}_${task}`);
  const allocated = get('AllocTRES') || get('AllocGRES');
  const hasStarted = startedFor({ start, end, isOver, allocated, fields });
  return {
    line,
    jobId,
    ...(task !== undefined &&
      ownId !== undefined && { taskId: `${job}_${task}` }),
    component: Number(component ?? 0),
    cluster: get('Cluster'),
    name: get('JobName'),
    user: get('User'),
    account: get('Account'),
    submit,
    ...(hasStarted && { start }),
    ...(end !== undefined && { end }),
    state,
    isOver,
    gpus: gpusOf(allocated) ?? gpusOf(get('ReqTRES') || get('ReqGRES')),
    restarts: wholeOf(get('Restarts')),
    timeLimitSeconds: parseTimeLimit(get('Timelimit')),
    comment: get('Comment'),
  };
}

/** What was cancelled while it waited has the time of its end for a start, in older versions, and nothing allocated. */
function startedFor({
  start,
  end,
  isOver,
  allocated,
  fields,
}: {
  start: number | undefined;
  end: number | undefined;
  isOver: boolean;
  allocated: string;
  fields: ReadonlyMap<string, string>;
}): boolean {
  if (start === undefined) {
    return false;
  }
  const tellsAllocation = fields.has('alloctres') || fields.has('allocgres');
  return !(isOver && start === end && tellsAllocation && allocated === '');
}

/** `gres/gpu=4` counts all; where only types are told (`gres/gpu:a100=2`), their sum. Also `gpu:a100:2` of old GRES. */
export function gpusOf(tres: string): number | undefined {
  if (tres === '') {
    return undefined;
  }
  let ofTypes: number | undefined;
  for (const part of tres.split(',')) {
    const match =
      /^(?:gres\/)?gpu(?<type>:[^=:]*[^=:\d][^=:]*)?[=:](?<count>\d+)(?:\(.*\))?$/.exec(
        part.trim(),
      );
    if (match?.groups) {
      const count = Number(match.groups.count);
      if (match.groups.type === undefined) {
        return count;
      }
      ofTypes = (ofTypes ?? 0) + count;
    }
  }
  // Resources were told and no GPU was among them.
  return ofTypes ?? 0;
}

function readTime(
  text: string,
  times: LocalTime,
): number | undefined | 'no-time' {
  if (NO_TIME.has(text.toLowerCase())) {
    return undefined;
  }
  if (/^\d{9,11}$/.test(text)) {
    return Number(text) * 1000;
  }
  return times.parse(text) ?? 'no-time';
}

function wholeOf(text: string): number | undefined {
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
