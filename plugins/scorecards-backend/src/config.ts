import {
  type RootConfigService,
  type SchedulerServiceTaskScheduleDefinition,
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  DURATION_FORM,
  FACT_TYPES,
  FACT_VISIBILITIES,
  type FactSchema,
  isFactId,
  parseDuration,
} from '@mli/plugin-scorecards-common';
import { REPORTED_FACTS } from './sources/reportedFacts';

/** Who may push which facts. */
export interface FactSubjectBinding {
  readonly subject: string;
  /** Globs over fact ids. */
  readonly facts: readonly string[];
}

export interface ScorecardsConfig {
  readonly schedule: SchedulerServiceTaskScheduleDefinition;
  /** When teams are told what concerns them. */
  readonly notifications: SchedulerServiceTaskScheduleDefinition;
  readonly factSubjects: readonly FactSubjectBinding[];
  /** Facts that are pushed and described. */
  readonly facts: readonly FactSchema[];
}

type ConfigNode = ReturnType<RootConfigService['getConfig']>;

function oneOf<T extends string>(
  allowed: readonly T[],
  value: string,
  key: string,
): T {
  const found = allowed.find(candidate => candidate === value);
  if (!found) {
    throw new InputError(
      `${key} is '${value}', but must be one of ${allowed.join(', ')}`,
    );
  }
  return found;
}

function readFact(config: ConfigNode, index: number): FactSchema {
  const key = `scorecards.facts[${index}]`;
  const id = config.getString('id');
  if (!isFactId(id)) {
    throw new InputError(
      `${key}.id is '${id}', but must be a dotted id such as ci.build_minutes`,
    );
  }
  const freshness = config.getOptionalString('freshness');
  const freshnessMs = parseDuration(freshness);
  if (freshness !== undefined && freshnessMs === undefined) {
    throw new InputError(`${key}.freshness must be ${DURATION_FORM}`);
  }
  return {
    id,
    type: oneOf(FACT_TYPES, config.getString('type'), `${key}.type`),
    title: config.getOptionalString('title') ?? id,
    description: config.getOptionalString('description') ?? '',
    unit: config.getOptionalString('unit'),
    kinds: (config.getOptionalStringArray('kinds') ?? []).map(kind =>
      kind.toLocaleLowerCase('en-US'),
    ),
    freshnessMs,
    visibility: oneOf(
      FACT_VISIBILITIES,
      config.getOptionalString('visibility') ?? 'catalog',
      `${key}.visibility`,
    ),
  };
}

/** The configuration may describe a shipped fact in its own way. */
const withReported = (facts: readonly FactSchema[]): FactSchema[] => [
  ...REPORTED_FACTS.filter(({ id }) => facts.every(fact => fact.id !== id)),
  ...facts,
];

/** Reads `scorecards` of the configuration; a wrong value stops the start with a sentence that names the key. */
export function readScorecardsConfig(
  root: RootConfigService,
): ScorecardsConfig {
  const config = root.getOptionalConfig('scorecards');
  const schedule = config?.getOptionalConfig('schedule');
  const notifications = config?.getOptionalConfig('notifications');
  return {
    schedule: schedule
      ? readSchedulerServiceTaskScheduleDefinitionFromConfig(schedule)
      : // a back end that is killed holds the pass for as long; one that takes longer goes on, and the lock keeps it alone
        { frequency: { minutes: 1 }, timeout: { minutes: 2 } },
    notifications: notifications
      ? readSchedulerServiceTaskScheduleDefinitionFromConfig(notifications)
      : { frequency: { minutes: 15 }, timeout: { minutes: 5 } },
    factSubjects: (config?.getOptionalConfigArray('factSubjects') ?? []).map(
      binding => ({
        subject: binding.getString('subject'),
        facts: binding.getStringArray('facts'),
      }),
    ),
    facts: withReported(
      (config?.getOptionalConfigArray('facts') ?? []).map(readFact),
    ),
  };
}
