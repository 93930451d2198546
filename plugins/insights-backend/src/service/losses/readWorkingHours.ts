import { Config } from '@backstage/config';
import { toRef } from '../../core/organisation/refs';
import {
  DEFAULT_WORKING_HOURS,
  WorkingCalendar,
  WorkingHours,
} from '../../core/workingHours/WorkingCalendar';

const KEY = 'insights.workingHours';
const DAY_NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** When people work: of a team what is said of it, else of the nearest unit above it, else the default. */
export class TeamWorkingHours {
  readonly #default: WorkingHours;
  readonly #teams: ReadonlyMap<string, WorkingHours>;

  constructor(
    fallback: WorkingHours,
    teams: ReadonlyMap<string, WorkingHours>,
  ) {
    this.#default = fallback;
    this.#teams = teams;
  }

  /** @param line - the team, its parent, and so on */
  of(line: readonly string[]): WorkingHours {
    for (const unit of line) {
      const hours = this.#teams.get(unit);
      if (hours) {
        return hours;
      }
    }
    return this.#default;
  }
}

/** @throws Error with a sentence that names the key */
export function readWorkingHours(root: Config): TeamWorkingHours {
  const config = root.getOptionalConfig(KEY);
  const fallback = config
    ? readHours(config, KEY, DEFAULT_WORKING_HOURS)
    : DEFAULT_WORKING_HOURS;
  const teams = new Map<string, WorkingHours>();
  for (const entry of config?.getOptionalConfigArray('teams') ?? []) {
    const name = entry.getString('team');
    const ref = toRef(name, { kind: 'group', namespace: 'default' });
    if (!ref) {
      throw new Error(
        `Configuration '${KEY}.teams' names '${name}', which is not the ref of a Group; write it like lanes.`,
      );
    }
    teams.set(ref, readHours(entry, `${KEY}.teams (${name})`, fallback));
  }
  return new TeamWorkingHours(fallback, teams);
}

function readHours(
  config: Config,
  key: string,
  fallback: WorkingHours,
): WorkingHours {
  const days = config.getOptionalStringArray('days');
  const hours: WorkingHours = {
    timeZone: config.getOptionalString('timeZone') ?? fallback.timeZone,
    days: days ? days.map(day => readDay(day, `${key}.days`)) : fallback.days,
    from: readClock(config, key, 'from') ?? fallback.from,
    to: readClock(config, key, 'to') ?? fallback.to,
  };
  if (hours.from >= hours.to) {
    throw new Error(
      `Configuration '${key}.from' is not before '${key}.to'; work that lasts over midnight cannot be said.`,
    );
  }
  try {
    return new WorkingCalendar(hours) && hours;
  } catch {
    throw new Error(
      `Configuration '${key}.timeZone' is '${hours.timeZone}', which is no time zone; write it like Europe/Berlin.`,
    );
  }
}

function readDay(day: string, key: string): number {
  const index = DAY_NAMES.indexOf(day.slice(0, 3).toLocaleLowerCase('en-US'));
  if (index < 0) {
    throw new Error(
      `Configuration '${key}' holds '${day}'; days are ${DAY_NAMES.join(', ')}.`,
    );
  }
  return index + 1;
}

function readClock(
  config: Config,
  key: string,
  name: 'from' | 'to',
): number | undefined {
  const text = config.getOptionalString(name);
  if (text === undefined) {
    return undefined;
  }
  const match = /^(\d{1,2}):(\d{2})$/.exec(text);
  const minutes = match ? Number(match[1]) * 60 + Number(match[2]) : Number.NaN;
  if (!(minutes >= 0 && minutes <= 24 * 60)) {
    throw new Error(
      `Configuration '${key}.${name}' is '${text}'; write a time of day like 07:00.`,
    );
  }
  return minutes;
}
