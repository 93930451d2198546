import type { SourcedRunRecord } from '@mli/demo-organisation';
import { OrganisationEntity } from '../core/organisation/readEntity';

const DAY = 24 * 3_600_000;

interface Rule {
  readonly actor?: 'people' | 'production';
  readonly cadence: 'week' | 'month';
  readonly periods: number;
}

interface Bucket {
  readonly people: Set<string>;
  readonly production: Set<string>;
}

/** Numbers of days since 1970; what a person with a calendar would do. */
function dayOf(time: string): number {
  return Math.floor(Date.parse(time) / DAY);
}

function nameOf(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** First day of the period, and of the next one. */
function periodOf(day: number, cadence: Rule['cadence']): [number, number] {
  if (cadence === 'week') {
    const monday = day - ((day + 3) % 7);
    return [monday, monday + 7];
  }
  const date = new Date(day * DAY);
  const month = (later: number) =>
    Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later, 1) / DAY;
  return [month(0), month(1)];
}

/** What the YAML says about who is who and what is whose. */
class Catalogue {
  readonly #people = new Map<string, string>();
  readonly #memberOf = new Map<string, string[]>();
  readonly #jobs: { owner: string; glob: string; pattern: RegExp }[] = [];
  readonly #telemetry: { offering: string; source: string; glob: RegExp }[] =
    [];
  readonly rules = new Map<string, Rule>();

  constructor(entities: readonly OrganisationEntity[]) {
    const customers = new Set(
      entities
        .filter(({ spec }) => spec?.type === 'customer-team')
        .map(({ metadata }) => metadata.name),
    );
    for (const { kind, metadata, spec = {} } of entities) {
      const list = (key: string) =>
        String(metadata.annotations?.[`mli.internal/${key}`] ?? '')
          .split(',')
          .map(each => each.trim())
          .filter(Boolean);
      if (
        kind === 'User' &&
        !metadata.annotations?.['mli.internal/actor-kind']
      ) {
        [metadata.name, ...list('logins')].forEach(login =>
          this.#people.set(login, metadata.name),
        );
        const teams = Array.isArray(spec.memberOf) ? spec.memberOf : [];
        this.#memberOf.set(
          metadata.name,
          teams.map(String).filter(team => customers.has(team)),
        );
      }
      const owner = String(spec.owner).replace(/^group:/, '');
      if (kind === 'Component' && customers.has(owner)) {
        list('jobs').forEach(glob =>
          this.#jobs.push({ owner, glob, pattern: globOf(glob) }),
        );
      }
      if (kind === 'Offering') {
        const when: Partial<Rule> = Object(spec.adoptedWhen);
        this.rules.set(metadata.name, {
          cadence: 'week',
          periods: 3,
          ...when,
        });
        for (const matcher of Array.isArray(spec.telemetry)
          ? spec.telemetry
          : []) {
          const { source, jobNamespace = '*' } = Object(matcher);
          this.#telemetry.push({
            offering: metadata.name,
            source,
            glob: globOf(jobNamespace),
          });
        }
      }
    }
    this.#jobs.sort((a, b) => b.glob.length - a.glob.length);
  }

  read(record: SourcedRunRecord) {
    const login = (record.actor ?? '').toLowerCase().replace(/@.*/, '');
    const person = this.#people.get(login);
    const memberOf = this.#memberOf.get(person ?? '') ?? [];
    const job = `${record.namespace}/${record.job}`;
    const owner = this.#jobs.find(({ pattern }) => pattern.test(job))?.owner;
    const onlyTeam = memberOf.length === 1 ? memberOf[0] : undefined;
    const team = record.team?.replace(/^group:/, '') ?? owner ?? onlyTeam;
    return {
      team,
      person: team && memberOf.includes(team) ? person : undefined,
      isProduction: record.trigger === 'scheduled' && owner === team,
      offerings: [
        ...(record.offerings ?? []),
        ...this.#telemetry
          .filter(
            ({ source, glob }) =>
              source === record.source && glob.test(record.namespace),
          )
          .map(({ offering }) => offering),
      ],
    };
  }
}

function globOf(glob: string): RegExp {
  const parts = glob
    .split('*')
    .map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}

/**
 * The adoption date of each `team offering`, by a second, plain reading of section 5 of docs/metrics.md and of the
 * catalog: nothing of the portal's own code, nothing of what was planted.
 *
 * @param until - the last day that is over
 */
export function adoptionByHand(
  entities: readonly OrganisationEntity[],
  records: readonly SourcedRunRecord[],
  until: string,
): Map<string, string> {
  const catalogue = new Catalogue(entities);
  const uses = new Map<string, Map<number, Bucket>>();
  const add = (key: string, day: number, person?: string, run?: string) => {
    const days = uses.get(key) ?? new Map<number, Bucket>();
    uses.set(key, days);
    const bucket = days.get(day) ?? {
      people: new Set(),
      production: new Set(),
    };
    days.set(day, bucket);
    if (person) bucket.people.add(person);
    if (run) bucket.production.add(run);
  };
  for (const record of records) {
    const { team, person, isProduction, offerings } = catalogue.read(record);
    const at = record.startedAt ?? record.submittedAt ?? record.endedAt;
    if (team && at && record.outcome !== 'skipped') {
      const byHand = record.trigger === 'human' || record.trigger === 'unknown';
      for (const offering of ['', ...offerings]) {
        add(
          `${team} ${offering}`,
          dayOf(at),
          byHand ? person : undefined,
          isProduction
            ? `${record.source} ${record.parentId ?? record.id}`
            : undefined,
        );
      }
    }
  }
  const end = dayOf(until);
  const found = new Map<string, string>();
  for (const [key, days] of uses) {
    const [team = '', offering = ''] = key.split(' ');
    const rule = catalogue.rules.get(offering);
    const anything = uses.get(`${team} `);
    const date = rule && anything && firstOf(rule, { days, anything, end });
    if (date !== undefined) {
      found.set(key, nameOf(date));
    }
  }
  return found;
}

function firstOf(
  { actor, cadence, periods }: Rule,
  seen: {
    days: ReadonlyMap<number, Bucket>;
    anything: ReadonlyMap<number, Bucket>;
    end: number;
  },
): number | undefined {
  const within = (
    of: ReadonlyMap<number, Bucket>,
    from: number,
    to: number,
    lane: keyof Bucket,
  ) =>
    new Set(
      [...of]
        .filter(([day]) => from <= day && day < to)
        .flatMap(([, bucket]) => [...bucket[lane]]),
    ).size;
  const first = Math.min(...seen.days.keys());
  const row: number[] = [];
  let skipped = 0;
  for (
    let [from, to] = periodOf(first, cadence);
    // Seven days after the last day of the period it is decided.
    to + 6 <= seen.end;
    [from, to] = periodOf(to, cadence)
  ) {
    const size = within(seen.anything, to - 84, to, 'people');
    const bar = Math.max(1, Math.min(2, size), size / 5);
    const enough =
      (actor !== 'production' &&
        within(seen.days, from, to, 'people') >= bar) ||
      (actor !== 'people' && within(seen.days, from, to, 'production') >= 3);
    const isIdle = ![...seen.anything.keys()].some(
      day => from <= day && day < to,
    );
    skipped += isIdle ? 1 : 0;
    if (isIdle && skipped <= 2) {
      continue;
    }
    if (enough) {
      row.push(from);
    } else {
      row.length = 0;
      skipped = 0;
    }
    if (row.length === periods) {
      return row[0];
    }
  }
  return undefined;
}
