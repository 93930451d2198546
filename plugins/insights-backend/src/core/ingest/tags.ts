import {
  MOST_ATTEMPTS,
  RUN_CLASSES,
  TRIGGERS,
} from '@mli/plugin-insights-common';
import { ObservedActor, RunAttributes } from '../runs/observation';
import { externalIdsOf, isExternalIdKey } from './externalIdTags';
import { ReadContext } from './item';
import { parseTimeLimit } from './timeLimit';
import { defined, textOf } from './objects';
import { normaliseRepository } from './repository';
import { Micros, MICROS_PER_DAY, parseTime } from './time';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export interface ReadTags {
  readonly attributes: RunAttributes;
  readonly submittedAt?: Micros;
  readonly committedAt?: Micros;
  readonly firstResultAt?: Micros;
  readonly externalIds: readonly string[];
  readonly attempt?: number;
}

const MEANINGS: Readonly<Record<string, string>> = {
  runclass: 'run_class',
  class: 'run_class',
  offerings: 'offering',
  user: 'actor',
  username: 'actor',
  submitted_by: 'actor',
  launched_by: 'actor',
  gpu_count: 'gpus',
  num_gpus: 'gpus',
  queued_at: 'submitted_at',
  repo: 'repository',
  git_commit: 'commit',
  mlflow_source_git_commit: 'commit',
  parameters_hash: 'parameters',
  git_dirty: 'dirty',
  mlflow_source_git_dirty: 'dirty',
  try_number: 'attempt',
  slurm_restart_count: 'restarts',
  restart_count: 'restarts',
  timelimit: 'time_limit',
  slurm_time_limit: 'time_limit',
  slurm_timelimit: 'time_limit',
};

/** What the tags of a run or job mean to us. Tags we do not know are free; those we know and cannot read get a note. */
export function readTags(
  tags: readonly Tag[],
  context: ReadContext,
  notes: string[],
): ReadTags {
  const said = new Map<string, string>();
  const offerings: string[] = [];
  const named = new Map<string, string>();
  for (const { key, value } of tags) {
    const meaning = meaningOf(key);
    const text = textOf(value);
    if (text === undefined) {
      continue;
    } else if (meaning === 'offering') {
      offerings.push(...splitList(text));
    } else if (isExternalIdKey(meaning)) {
      const earlier = named.get(meaning);
      named.set(
        meaning,
        earlier !== undefined && meaning.startsWith('external_id')
          ? `${earlier},${text}`
          : text,
      );
    } else {
      said.set(meaning, text);
    }
  }
  const repository = said.get('repository');
  // Files that were changed after a commit are no version of it.
  const isClean = !/^(true|1|yes)$/i.test(said.get('dirty') ?? '');
  const time = (name: string) => readTimeTag(said, name, context, notes);
  return defined({
    attributes: defined({
      team: readTeam(said.get('team'), notes),
      component: said.get('component'),
      offerings: offerings.length > 0 ? offerings.slice(0, 20) : undefined,
      stage: readStage(said.get('stage'), context, notes),
      trigger: readOneOf('trigger', said.get('trigger'), TRIGGERS, notes),
      runClass: readOneOf(
        'run_class',
        said.get('run_class'),
        RUN_CLASSES,
        notes,
      ),
      gpus: readGpus(said.get('gpus'), notes),
      timeLimitSeconds: readTimeLimit(said, notes),
      actor: readActor(said.get('actor'), context),
      experiment: said.get('experiment'),
      commit: isClean ? said.get('commit') : undefined,
      parameters: said.get('parameters'),
      repository: repository && normaliseRepository(repository),
    }),
    submittedAt: time('submitted_at'),
    committedAt: isClean ? time('committed_at') : undefined,
    firstResultAt: time('first_result_at'),
    externalIds: externalIdsOf(named),
    attempt: readAttempt(said, notes),
  });
}

export function readActor(
  raw: string | undefined,
  context: ReadContext,
): ObservedActor | undefined {
  const actor = raw === undefined ? undefined : context.actors.resolve(raw);
  return actor && { hash: actor.hash.toString('hex'), kind: actor.kind };
}

export function readStage(
  raw: string | undefined,
  context: ReadContext,
  notes: string[],
): string | undefined {
  const stage = raw?.toLocaleLowerCase('en-US');
  if (stage === undefined || context.stages.has(stage)) {
    return stage;
  }
  notes.push(
    `The stage is none of ${[...context.stages].join(', ')}; left out.`,
  );
  return undefined;
}

/** A team is not a person: what looks like an address is not kept. */
export function readTeam(
  raw: string | undefined,
  notes: string[],
): string | undefined {
  if (raw?.includes('@')) {
    notes.push('The team looks like the address of a person; left out.');
    return undefined;
  }
  return raw?.replace(/^team:/i, '');
}

/** Keys as they are written, with what they mean; bounded, because producers may make up any number of them. */
const KNOWN_MEANINGS = new Map<string, string>();
const MOST_KNOWN_MEANINGS = 2_000;

function meaningOf(key: string): string {
  const known = KNOWN_MEANINGS.get(key);
  if (known !== undefined) {
    return known;
  }
  const meaning = findMeaning(key);
  if (key.length <= 64 && KNOWN_MEANINGS.size < MOST_KNOWN_MEANINGS) {
    KNOWN_MEANINGS.set(key, meaning);
  }
  return meaning;
}

function findMeaning(key: string): string {
  const plain = key
    .trim()
    .toLocaleLowerCase('en-US')
    .replace(/^mli[./_-]/, '')
    .replace(/[-.\s]/g, '_');
  return Object.hasOwn(MEANINGS, plain) ? (MEANINGS[plain] ?? plain) : plain;
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '' && item.length <= 320);
}

function readOneOf<T extends string>(
  tag: string,
  raw: string | undefined,
  allowed: readonly T[],
  notes: string[],
): T | undefined {
  const value = allowed.find(item => item === raw?.toLocaleLowerCase('en-US'));
  if (raw !== undefined && value === undefined) {
    notes.push(`The tag ${tag} is none of ${allowed.join(', ')}; left out.`);
  }
  return value;
}

function readTimeLimit(
  said: ReadonlyMap<string, string>,
  notes: string[],
): number | undefined {
  const seconds = said.get('time_limit_seconds');
  const raw = seconds ?? said.get('time_limit');
  if (raw === undefined) {
    return undefined;
  }
  const limit = seconds === undefined ? parseTimeLimit(raw) : Number(seconds);
  if (limit !== undefined && Number.isFinite(limit) && limit >= 0) {
    return Math.floor(limit);
  }
  notes.push('The tag time_limit is not a time limit; left out.');
  return undefined;
}

/** A count of restarts begins at 0, attempts at 1. */
function readAttempt(
  said: ReadonlyMap<string, string>,
  notes: string[],
): number | undefined {
  const attempt = said.get('attempt');
  const restarts = said.get('restarts');
  if (attempt === undefined && restarts === undefined) {
    return undefined;
  }
  const number = attempt === undefined ? Number(restarts) + 1 : Number(attempt);
  if (Number.isInteger(number) && number >= 1 && number <= MOST_ATTEMPTS) {
    return number;
  }
  notes.push(
    `The tag attempt is not a number from 1 to ${MOST_ATTEMPTS}; left out.`,
  );
  return undefined;
}

function readGpus(
  raw: string | undefined,
  notes: string[],
): number | undefined {
  if (raw === undefined) {
    return undefined;
  }
  const gpus = Number(raw);
  if (Number.isFinite(gpus) && gpus >= 0 && gpus <= 1_000_000) {
    return gpus;
  }
  notes.push('The tag gpus is not a number of GPUs; left out.');
  return undefined;
}

function readTimeTag(
  said: ReadonlyMap<string, string>,
  name: string,
  context: ReadContext,
  notes: string[],
): Micros | undefined {
  const raw = said.get(name);
  if (raw === undefined) {
    return undefined;
  }
  const time = parseTime(raw);
  if (time !== undefined && time <= context.now + MICROS_PER_DAY) {
    return time;
  }
  notes.push(`The tag ${name} is not a time that can be; left out.`);
  return undefined;
}
