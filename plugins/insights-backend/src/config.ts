import { Config } from '@backstage/config';
import {
  DEFAULT_STAGES,
  SOURCE_KINDS,
  SourceKind,
} from '@mli/plugin-insights-common';
import { ActorKeys } from './core/actors/ActorKeys';
import { AdoptionThresholds } from './core/adoption/types';
import { compileGlob } from './core/attribution/glob';
import { RunClassRules } from './core/runs/runClass';
import { readThresholds } from './service/adoption/readThresholds';
import {
  PlatformConfig,
  readPlatformConfig,
} from '@mli/plugin-ml-platform-node';

export interface SourceConfig {
  readonly name: string;
  readonly kind: SourceKind;
  readonly subjects: readonly string[];
  readonly historical: boolean;
  /** Anchored globs over the CloudEvents attribute `source`; undefined allows any. */
  readonly cloudEventSources?: readonly string[];
  /** Refs of the groups whose offerings may claim use in this source; undefined: every provider's. */
  readonly grantedTo?: readonly string[];
}

export interface ProducerRate {
  readonly requestsPerSecond: number;
  readonly eventsPerSecond: number;
}

export interface RateLimitConfig extends ProducerRate {
  /** Subjects with rates of their own. */
  readonly subjects: ReadonlyMap<string, ProducerRate>;
}

export interface InsightsConfig {
  readonly actorKey: string;
  /** All keys names are hashed with, oldest first; the last is `actorKey`. */
  readonly actorKeys: ActorKeys;
  readonly sources: readonly SourceConfig[];
  readonly importSubjects: readonly string[];
  readonly stages: readonly string[];
  readonly simulatedData: boolean;
  readonly organisationRefreshSeconds: number;
  readonly peopleFloor: number;
  readonly settleHours: number;
  /** What counts as adopted, declining, lapsed. */
  readonly adoption: AdoptionThresholds;
  readonly ingest: {
    readonly queueEvents: number;
    readonly writers: number;
  };
  readonly rateLimit: RateLimitConfig;
  /** How long a refused item waits for a fix. */
  readonly quarantineDays: number;
  readonly runClass: RunClassRules;
  /** How long events are kept; undefined: for ever. */
  readonly eventRetentionDays: number | undefined;
  /** How long runs and uses are kept after they are over; undefined: for ever. */
  readonly runRetentionDays: number | undefined;
  readonly usageRetentionDays: number | undefined;
  readonly platform: PlatformConfig;
}

/** Above what one back end can store, so that it stops a loop and not a busy cluster. */
const DEFAULT_RATE = { requestsPerSecond: 5_000, eventsPerSecond: 50_000 };
/** An event is known again by its row, so rows outlive every lateness that is accepted. */
const SHORTEST_EVENT_RETENTION_DAYS = 90;
/** Twelve weeks of adoption, and the lateness that is accepted, are still computed from runs and uses. */
const SHORTEST_RUN_RETENTION_DAYS = 120;
const SMALLEST_ACTOR_KEY = 32;
const SMALLEST_PEOPLE_FLOOR = 5;
const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

/**
 * Reads everything this plugin is configured with, once, at the start.
 *
 * Every problem is reported at once, each as a sentence that names its key; any of them stops the start.
 */
export function readInsightsConfig(root: Config): InsightsConfig {
  const problems: string[] = [];
  const actorKey = readActorKey(root, problems);
  const config: InsightsConfig = {
    actorKey,
    actorKeys: [...readPreviousActorKeys(root, actorKey, problems), actorKey],
    sources: readSources(root, problems),
    importSubjects:
      root.getOptionalStringArray('insights.importSubjects') ?? [],
    stages: readStages(root, problems),
    simulatedData: root.getOptionalBoolean('insights.simulatedData') ?? false,
    organisationRefreshSeconds: readWhole(root, problems, {
      key: 'insights.organisation.refreshSeconds',
      fallback: 60,
      smallest: 1,
    }),
    peopleFloor: readWhole(root, problems, {
      key: 'insights.release.peopleFloor',
      fallback: SMALLEST_PEOPLE_FLOOR,
      smallest: SMALLEST_PEOPLE_FLOOR,
    }),
    settleHours: readWhole(root, problems, {
      key: 'insights.release.settleHours',
      fallback: 24,
      smallest: 0,
    }),
    adoption: readThresholds(root, problems),
    ingest: {
      queueEvents: readWhole(root, problems, {
        key: 'insights.ingest.queueEvents',
        fallback: 20_000,
        smallest: 1_000,
      }),
      writers: readWhole(root, problems, {
        key: 'insights.ingest.writers',
        fallback: 2,
        smallest: 1,
      }),
    },
    rateLimit: readRateLimit(root, problems),
    quarantineDays: readWhole(root, problems, {
      key: 'insights.quarantine.days',
      fallback: 14,
      smallest: 1,
    }),
    eventRetentionDays: readRetention(root, problems, {
      key: 'insights.retention.eventsDays',
      shortest: SHORTEST_EVENT_RETENTION_DAYS,
    }),
    runRetentionDays: readRetention(root, problems, {
      key: 'insights.retention.runsDays',
      shortest: SHORTEST_RUN_RETENTION_DAYS,
    }),
    usageRetentionDays: readRetention(root, problems, {
      key: 'insights.retention.usageDays',
      shortest: SHORTEST_RUN_RETENTION_DAYS,
    }),
    runClass: {
      debug: {
        mostGpus: readWhole(root, problems, {
          key: 'insights.runClass.debug.mostGpus',
          fallback: 1,
          smallest: 0,
        }),
        longestMinutes: readWhole(root, problems, {
          key: 'insights.runClass.debug.longestMinutes',
          fallback: 60,
          smallest: 0,
        }),
      },
      evaluationJobs: (
        root.getOptionalStringArray('insights.runClass.evaluationJobs') ?? []
      ).map(compileGlob),
    },
    platform: readPlatformConfig(root),
  };
  refuseUnrestrictedTokens(root, config, problems);
  if (problems.length > 0) {
    throw new Error(
      `The insights plugin cannot start: ${problems.join(' Also: ')}`,
    );
  }
  return config;
}

function readActorKey(root: Config, problems: string[]): string {
  const key = root.getOptionalString('insights.actorKey') ?? '';
  if (key === '') {
    problems.push(
      'insights.actorKey is missing. Names of people are hashed with it before anything is stored; set it to a random secret of at least 32 characters and keep it.',
    );
  } else if (key.length < SMALLEST_ACTOR_KEY) {
    problems.push(
      `insights.actorKey has ${key.length} characters; a key that cannot be guessed has at least ${SMALLEST_ACTOR_KEY}.`,
    );
  }
  return key;
}

/** Oldest first: each hashes what the one before it made. */
function readPreviousActorKeys(
  root: Config,
  actorKey: string,
  problems: string[],
): string[] {
  const name = 'insights.previousActorKeys';
  const keys = root.getOptionalStringArray(name) ?? [];
  for (const [index, key] of keys.entries()) {
    if (key.length < SMALLEST_ACTOR_KEY) {
      problems.push(
        `${name}[${index}] has ${key.length} characters; a key that was used has at least ${SMALLEST_ACTOR_KEY}.`,
      );
    }
    if (key === actorKey || keys.indexOf(key) !== index) {
      problems.push(
        `${name}[${index}] is used twice; every key that was ever used is listed once, oldest first, and the present one is insights.actorKey alone.`,
      );
    }
  }
  return keys;
}

function readSources(root: Config, problems: string[]): SourceConfig[] {
  const sources: SourceConfig[] = [];
  const entries = root.getOptionalConfigArray('insights.sources') ?? [];
  for (const [index, entry] of entries.entries()) {
    const key = `insights.sources[${index}]`;
    const name = entry.getString('name');
    const kind = SOURCE_KINDS.find(k => k === entry.getString('kind'));
    if (!NAME.test(name)) {
      problems.push(
        `${key}.name is not a source name; use 1 to 63 lower-case letters, digits and dashes.`,
      );
    }
    if (sources.some(source => source.name === name)) {
      problems.push(`${key}.name repeats '${name}'; names are unique.`);
    }
    if (!kind) {
      problems.push(`${key}.kind is not one of ${SOURCE_KINDS.join(', ')}.`);
      continue;
    }
    sources.push({
      name,
      kind,
      subjects: entry.getOptionalStringArray('subjects') ?? [],
      historical: entry.getOptionalBoolean('historical') ?? kind === 'file',
      cloudEventSources: entry.getOptionalStringArray('cloudEventSources'),
      grantedTo: entry.getOptionalStringArray('grantedTo'),
    });
  }
  return sources;
}

function readStages(root: Config, problems: string[]): string[] {
  const stages = root.getOptionalStringArray('insights.stages') ?? [
    ...DEFAULT_STAGES,
  ];
  const wrong = stages.findIndex(stage => !NAME.test(stage));
  if (wrong >= 0) {
    problems.push(
      `insights.stages[${wrong}] is not a stage name; use lower-case letters, digits and dashes.`,
    );
  }
  if (stages.length === 0) {
    problems.push('insights.stages is empty; leave it out for the default.');
  }
  return stages;
}

function readRateLimit(root: Config, problems: string[]): RateLimitConfig {
  const key = 'insights.rateLimit';
  const rates = readRate(
    root.getOptionalConfig(key),
    { key, fallback: DEFAULT_RATE },
    problems,
  );
  const entries = root.getOptionalConfigArray(`${key}.subjects`) ?? [];
  const subjects = entries.map(
    (entry, index) =>
      [
        entry.getString('subject'),
        readRate(
          entry,
          { key: `${key}.subjects[${index}]`, fallback: rates },
          problems,
        ),
      ] as const,
  );
  return { ...rates, subjects: new Map(subjects) };
}

function readRate(
  config: Config | undefined,
  { key, fallback }: { key: string; fallback: ProducerRate },
  problems: string[],
): ProducerRate {
  const read = (name: keyof ProducerRate, smallest: number) => {
    const value = config?.getOptionalNumber(name) ?? fallback[name];
    if (!Number.isInteger(value) || value < smallest) {
      problems.push(
        `${key}.${name} is ${value}; it must be a whole number of at least ${smallest}.`,
      );
    }
    return value;
  };
  return {
    requestsPerSecond: read('requestsPerSecond', 1),
    eventsPerSecond: read('eventsPerSecond', 100),
  };
}

interface WholeNumberOptions {
  key: string;
  fallback: number;
  smallest: number;
}

function readWhole(
  root: Config,
  problems: string[],
  options: WholeNumberOptions,
): number {
  const value = root.getOptionalNumber(options.key) ?? options.fallback;
  if (!Number.isInteger(value) || value < options.smallest) {
    problems.push(
      `${options.key} is ${value}; it must be a whole number of at least ${options.smallest}.`,
    );
  }
  return value;
}

function readRetention(
  root: Config,
  problems: string[],
  { key, shortest }: { key: string; shortest: number },
): number | undefined {
  return root.has(key)
    ? readWhole(root, problems, {
        key,
        fallback: shortest,
        smallest: shortest,
      })
    : undefined;
}

/**
 * A service token without access restrictions passes every permission check of every plugin; one that sits in a
 * producer's environment must not.
 */
function refuseUnrestrictedTokens(
  root: Config,
  config: InsightsConfig,
  problems: string[],
): void {
  const producers = new Set([
    ...config.importSubjects,
    ...config.sources.flatMap(source => source.subjects),
  ]);
  const entries =
    root.getOptionalConfigArray('backend.auth.externalAccess') ?? [];
  for (const [index, entry] of entries.entries()) {
    const subject = entry.getOptionalString('options.subject');
    if (
      subject !== undefined &&
      producers.has(subject) &&
      (entry.getOptionalConfigArray('accessRestrictions') ?? []).length === 0
    ) {
      problems.push(
        `backend.auth.externalAccess[${index}] gives '${subject}' a token that may do anything, and insights.sources lets it send events; add accessRestrictions with plugin insights and permission insights.ingest.`,
      );
    }
  }
}
