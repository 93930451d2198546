import {
  parseListAnnotation,
  parseOffering,
} from '@mli/plugin-offerings-common';
import { mondayOf, WEEK } from '../activity/calendar';
import { SourcedRunRecord } from '../activity/RunPlan';
import { readExamples } from './readExamples';

/** A second, simple reading of the runs, by what the YAML says and not by what the generator knows. */
export interface Observation {
  readonly record: SourcedRunRecord;
  readonly monday: number;
  readonly person?: string;
  /** Customer team of the person. */
  readonly team?: string;
  readonly offerings: readonly string[];
}

export class Observer {
  readonly #logins = new Map<string, string>();
  readonly #teams = new Map<string, string>();
  readonly #matchers: { offering: string; source: string; pattern: RegExp }[] =
    [];
  readonly #jobs: { component: string; pattern: RegExp }[] = [];
  readonly sizes = new Map<string, number>();

  constructor() {
    const entities = readExamples();
    const customers = new Set(
      entities
        .filter(({ spec }) => spec?.type === 'customer-team')
        .map(({ metadata }) => metadata.name),
    );
    for (const entity of entities) {
      const { name, annotations } = entity.metadata;
      if (entity.kind === 'User' && !annotations?.['mli.internal/actor-kind']) {
        const memberOf = entity.spec?.memberOf;
        const [team] = Array.isArray(memberOf) ? memberOf.map(String) : [];
        for (const login of [
          name,
          ...parseListAnnotation(entity, 'mli.internal/logins'),
        ]) {
          this.#logins.set(login, name);
        }
        if (team && customers.has(team)) {
          this.#teams.set(name, team);
          this.sizes.set(team, (this.sizes.get(team) ?? 0) + 1);
        }
      }
      for (const { source, jobNamespace = '*' } of parseOffering(entity)
        .offering?.telemetry ?? []) {
        const pattern = globOf(jobNamespace);
        this.#matchers.push({ offering: name, source, pattern });
      }
      for (const glob of parseListAnnotation(entity, 'mli.internal/jobs')) {
        this.#jobs.push({ component: name, pattern: globOf(glob) });
      }
    }
  }

  observe(record: SourcedRunRecord): Observation {
    const login = (record.actor ?? '').toLowerCase().replace(/@.*/, '');
    const person = this.#logins.get(login);
    const at = Date.parse(record.startedAt ?? record.submittedAt ?? '');
    return {
      record,
      monday: mondayOf(at),
      person,
      team: person && this.#teams.get(person),
      offerings: [
        ...(record.offerings ?? []),
        ...this.#matchers
          .filter(
            ({ source, pattern }) =>
              source === record.source && pattern.test(record.namespace),
          )
          .map(({ offering }) => offering),
      ],
    };
  }

  componentsOf({ namespace, job }: SourcedRunRecord): string[] {
    return this.#jobs
      .filter(({ pattern }) => pattern.test(`${namespace}/${job}`))
      .map(({ component }) => component);
  }
}

function globOf(glob: string): RegExp {
  const parts = glob
    .split('*')
    .map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}

/** Weeks (as their Mondays) in which a team has enough active people on an offering. */
export function activeWeeks(
  observations: readonly Observation[],
  team: string,
  offering: string,
  size: number,
): number[] {
  const people = new Map<number, Set<string>>();
  for (const { record, monday, person, ...seen } of observations) {
    const byHand = record.trigger === 'human' || record.trigger === 'unknown';
    if (
      byHand &&
      person &&
      seen.team === team &&
      seen.offerings.includes(offering)
    ) {
      people.set(monday, (people.get(monday) ?? new Set()).add(person));
    }
  }
  const bar = Math.max(Math.min(2, size), size / 5);
  return [...people]
    .filter(([, active]) => active.size >= bar)
    .map(([monday]) => monday)
    .sort((a, b) => a - b);
}

/** Monday of the first of three consecutive weeks, as a day. */
export function firstOfThree(weeks: readonly number[]): string | undefined {
  const first = weeks.find(
    (week, index) =>
      weeks[index + 1] === week + WEEK && weeks[index + 2] === week + 2 * WEEK,
  );
  return first === undefined
    ? undefined
    : new Date(first).toISOString().slice(0, 10);
}
