import { Config } from '@backstage/config';
import { LocalTime } from '@mli/plugin-insights-common';

export interface SlurmSource {
  readonly name: string;
  /** Exactly one of the two. */
  readonly command?: readonly string[];
  readonly folder?: string;
  readonly cluster?: string;
  readonly timeZone: string;
  readonly accountIsTeam: boolean;
  readonly firstDays: number;
  readonly historical: boolean;
  readonly commandTimeoutSeconds: number;
  readonly frequencySeconds: number;
  readonly timeoutSeconds: number;
  readonly initialDelaySeconds: number;
}

/** @throws Error with a sentence for every wrong key: a wrong value stops the start */
export function readSlurmConfig(root: Config): SlurmSource[] {
  const problems: string[] = [];
  const sources = (root.getOptionalConfigArray('insights.slurm') ?? []).map(
    (config, index) => readSource(config, `insights.slurm[${index}]`, problems),
  );
  if (problems.length > 0) {
    throw new Error(
      `The Slurm module cannot start: ${problems.join(' Also: ')}`,
    );
  }
  return sources;
}

function readSource(
  config: Config,
  key: string,
  problems: string[],
): SlurmSource {
  const whole = (name: string, fallback: number, smallest: number) => {
    const value = config.getOptionalNumber(name) ?? fallback;
    if (!Number.isInteger(value) || value < smallest) {
      problems.push(
        `${key}.${name} is ${value}; it must be a whole number of at least ${smallest}.`,
      );
    }
    return value;
  };
  const command = config.getOptionalStringArray('command');
  const folder = config.getOptionalString('folder');
  if ((command === undefined) === (folder === undefined)) {
    problems.push(
      `${key} needs either command, such as [sacct], or folder, and not both.`,
    );
  }
  if (command?.length === 0 || command?.[0] === '') {
    problems.push(`${key}.command is empty; its first word is the program.`);
  }
  const cluster = config.getOptionalString('cluster');
  if (cluster !== undefined && !/^[A-Za-z0-9][\w.-]{0,62}$/.test(cluster)) {
    problems.push(`${key}.cluster is no name of a cluster.`);
  }
  return {
    name: config.getString('name'),
    command,
    folder,
    cluster,
    timeZone: readTimeZone(config, key, problems),
    accountIsTeam: config.getOptionalBoolean('accountIsTeam') ?? false,
    firstDays: whole('firstDays', 30, 0),
    historical: config.getOptionalBoolean('historical') ?? false,
    commandTimeoutSeconds: whole('commandTimeoutSeconds', 300, 1),
    frequencySeconds: whole('schedule.frequencySeconds', 300, 10),
    timeoutSeconds: whole('schedule.timeoutSeconds', 1800, 10),
    initialDelaySeconds: whole('schedule.initialDelaySeconds', 15, 0),
  };
}

function readTimeZone(config: Config, key: string, problems: string[]): string {
  const timeZone = config.getOptionalString('timeZone') ?? 'UTC';
  try {
    return new LocalTime(timeZone) && timeZone;
  } catch {
    problems.push(`${key}.timeZone is no zone such as Europe/Berlin.`);
    return 'UTC';
  }
}
