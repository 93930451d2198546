import { createHash } from 'node:crypto';
import { MLFLOW_OUTCOMES, PulledRun } from '@mli/plugin-insights-common';
import { MlflowRun, runIdOf } from './mlflowSchemas';

export interface RunSurroundings {
  readonly sourceName: string;
  readonly experiment: string;
  /** When the first metric was logged, where that was asked for. */
  readonly firstMetricMs?: number;
  readonly nowMs: number;
}

/** What Python calls a program that has no file of its own. */
const NAMELESS =
  /^(?:<.*>|-c|ipykernel_launcher\.py|colab_kernel_launcher\.py|__main__\.py|ipython3?|python3?)$/i;
const ADDRESS = /^[^@\s]+@[^@\s]+$/;
const NOBODY = new Set(['', 'unknown', 'none', 'null']);
const LONGEST_TAG = 500;
const LONGEST_KEY = 250;
const MOST_TAGS = 100;
/** Clocks of workers that are off by more are wrong. */
const TOLERANCE_MS = 60_000;

/** A run of a tracking server in our words; undefined for one that says no time. */
export function toPulledRun(
  run: MlflowRun,
  around: RunSurroundings,
): PulledRun | undefined {
  const { info } = run;
  const tags = new Map(
    (run.data?.tags ?? []).flatMap(({ key, value }) =>
      value ? [[key, value.trim()] as const] : [],
    ),
  );
  const end = MLFLOW_OUTCOMES[info.status ?? ''];
  const isWaiting = info.status === 'SCHEDULED';
  const heartbeatMs = heartbeatOf(run, around.nowMs);
  const id = runIdOf(run);
  const times = {
    // A run that waits to be started has the time it was made in start_time.
    startedAt: isWaiting ? undefined : timeOf(info.start_time),
    endedAt: end && timeOf(info.end_time),
    heartbeatAt: end
      ? undefined
      : timeOf(heartbeatMs ?? (isWaiting ? info.start_time : undefined)),
  };
  if (id === '' || Object.values(times).every(time => time === undefined)) {
    return undefined;
  }
  const experiment = clip(withoutPeople(around.experiment));
  return withoutAbsent({
    id,
    namespace: around.sourceName,
    job: clip(jobOf(tags) ?? (experiment || 'unnamed')),
    experiment: experiment || undefined,
    repository: clip(repositoryOf(tags)),
    commit: commitOf(tags),
    parameters: parametersOf(run),
    ...times,
    outcome: end?.outcome,
    cause: end?.cause,
    actor: actorOf(tags.get('mlflow.user')) ?? actorOf(info.user_id),
    parentId: clip(tags.get('mlflow.parentRunId')),
    firstMetricAt: timeOf(around.firstMetricMs),
    tags: ownTags(tags),
  });
}

/** The last metric of a run that is under way. Its time is the worker's: before the start or in the future it is none. */
function heartbeatOf({ info, data }: MlflowRun, nowMs: number) {
  const signs = (data?.metrics ?? []).flatMap(({ timestamp }) =>
    typeof timestamp === 'number' &&
    timestamp >= (info.start_time ?? 1) &&
    timestamp <= nowMs + TOLERANCE_MS
      ? [timestamp]
      : [],
  );
  return signs.length > 0
    ? signs.reduce((latest, sign) => Math.max(latest, sign))
    : undefined;
}

/** The program, by the last part of its path: what stands before it is somebody's directory. */
function jobOf(tags: ReadonlyMap<string, string>): string | undefined {
  const source = tags.get('mlflow.source.name') ?? '';
  const name =
    source
      .replace(/[\\/]+$/, '')
      .split(/[\\/]/)
      .at(-1) ?? '';
  if (name === '' || NAMELESS.test(name) || ADDRESS.test(name)) {
    return undefined;
  }
  const entry = tags.get('mlflow.project.entryPoint');
  return entry && entry !== 'main' ? `${name}:${entry}` : name;
}

function repositoryOf(tags: ReadonlyMap<string, string>): string | undefined {
  const said =
    tags.get('mlflow.source.git.repoURL') ??
    tags.get('mlflow.gitRepoURL') ??
    tags.get('mlflow.databricks.gitRepoUrl');
  if (said) {
    return said;
  }
  // Where a project is run from Git, the source itself is the repository.
  const source = tags.get('mlflow.source.name') ?? '';
  return /^(?:https?:\/\/|git@|ssh:\/\/)/.test(source)
    ? source.split('#')[0]
    : undefined;
}

/** Files that were changed after a commit are no version of it. */
function commitOf(tags: ReadonlyMap<string, string>): string | undefined {
  return tags.get('mlflow.source.git.dirty')?.toLowerCase() === 'true'
    ? undefined
    : tags.get('mlflow.source.git.commit')?.slice(0, 200);
}

/** Equal where all parameters are; what they are is nobody's business here. */
function parametersOf({ data }: MlflowRun): string | undefined {
  const params = (data?.params ?? []).map(({ key, value }) => [key, value]);
  return params.length > 0
    ? createHash('sha256')
        .update(JSON.stringify(params.sort()))
        .digest('hex')
        .slice(0, 32)
    : undefined;
}

function actorOf(raw: string | null | undefined): string | undefined {
  const name = raw?.trim() ?? '';
  return NOBODY.has(name.toLowerCase()) ? undefined : name.slice(0, 320);
}

/** `/Users/somebody@example.com/wine` and `/home/somebody/wine` name a person; names of people end at the edge. */
export function withoutPeople(name: string): string {
  return name
    .split('/')
    .map((part, index, parts) => {
      const before = parts[index - 1]?.toLowerCase();
      const isHome = index >= 2 && (before === 'users' || before === 'home');
      return isHome || ADDRESS.test(part) ? '~' : part;
    })
    .join('/');
}

/** Tags that people or launchers set, which may say team, component, stage, ids of other systems. */
function ownTags(tags: ReadonlyMap<string, string>): PulledRun['tags'] {
  const own = [...tags]
    .filter(
      ([key, value]) =>
        !key.startsWith('mlflow.') &&
        key.length <= LONGEST_KEY &&
        value.length <= LONGEST_TAG &&
        value !== '',
    )
    .slice(0, MOST_TAGS)
    .map(([key, value]) => ({ key, value }));
  return own.length > 0 ? own : undefined;
}

function timeOf(ms: number | undefined): string | undefined {
  if (ms === undefined) {
    return undefined;
  }
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function clip<T extends string | undefined>(text: T): T | string {
  return text === undefined ? text : text.slice(0, 500);
}

function withoutAbsent(run: PulledRun): PulledRun {
  // Only fields that are not said are taken away; those that must be there are.
  return Object.fromEntries(
    Object.entries(run).filter(
      ([, value]) => value !== undefined && value !== '',
    ),
  ) as PulledRun;
}
