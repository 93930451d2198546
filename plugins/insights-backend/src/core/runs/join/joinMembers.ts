import { Micros } from '../../ingest/time';
import { Attempt } from '../attempts';
import { compareEnds, DatedEnd } from '../fold';
import { ObservedActor, RunAttributes } from '../observation';
import { RunSummary } from '../project';
import { beginOf, byDescription, byTiming, JoinMember } from './JoinMember';

/** The times of a joined run, and who said each: names of sources. */
export interface Origins {
  readonly committed?: string;
  readonly submitted?: string;
  readonly started?: string;
  readonly firstResult?: string;
  readonly ended?: string;
  readonly heartbeat?: string;
  readonly outcome?: string;
}

export interface JoinedRun {
  /** The row that stands for the run: the one that describes it best. */
  readonly representative: JoinMember;
  readonly others: readonly JoinMember[];
  readonly summary: RunSummary;
  readonly origins: Origins;
  readonly hasTrials: boolean;
}

interface Said<T> {
  readonly member: JoinMember;
  readonly value: T;
}

/**
 * What several sources say of one run, together. A function of the set of rows.
 *
 * Submission and start come from one source where one says both, so that a wait is measured by one clock: the
 * scheduler before anything that only repeats it. The end is the latest that was said; its cause, where that source
 * does not know it, is that of one that does.
 *
 * @param members - at least one
 */
export function joinMembers(members: readonly JoinMember[]): JoinedRun {
  const described = [...members].sort(byDescription);
  const [representative, ...others] = described;
  if (!representative) {
    throw new Error('A run has at least one row');
  }
  const clock = [...members]
    .filter(({ summary }) => summary.times.submittedAt !== undefined)
    .sort(byTiming)[0];
  const submitted = clock && time(clock, 'submittedAt');
  const started = startOf(members, clock);
  const end = endOf(members);
  const ended = endTimeOf(end, clock);
  const committed = pick(members, 'committedAt', Math.min);
  const firstResult = firstResultOf(members, started?.value);
  const heartbeat = pick(members, 'heartbeatAt', Math.max);
  return {
    representative,
    others,
    hasTrials: members.some(member => member.hasTrials),
    origins: {
      ...origin('committed', committed),
      ...origin('submitted', submitted),
      ...origin('started', started),
      ...origin('firstResult', firstResult),
      ...origin('ended', ended),
      ...origin('heartbeat', heartbeat),
      ...origin('outcome', end),
    },
    summary: {
      said: saidOf(described, clock),
      times: {
        committedAt: committed?.value,
        submittedAt: submitted?.value,
        startedAt: started?.value,
        firstResultAt: firstResult?.value,
        endedAt: ended?.value,
        heartbeatAt: heartbeat?.value,
      },
      end: end && withCause(end, members, clock),
      attempts: attemptsOf(members, clock),
    },
  };
}

type TimeName = keyof RunSummary['times'];

function time(member: JoinMember, name: TimeName): Said<Micros> | undefined {
  const value = member.summary.times[name];
  return value === undefined ? undefined : { member, value };
}

function timesOf(
  members: readonly JoinMember[],
  name: TimeName,
): Said<Micros>[] {
  return members
    .flatMap(member => time(member, name) ?? [])
    .sort((a, b) => a.value - b.value || byTiming(a.member, b.member));
}

function pick(
  members: readonly JoinMember[],
  name: TimeName,
  choose: (...values: number[]) => number,
): Said<Micros> | undefined {
  const said = timesOf(members, name);
  const value = choose(...said.map(item => item.value));
  return said.find(item => item.value === value);
}

function startOf(
  members: readonly JoinMember[],
  clock: JoinMember | undefined,
): Said<Micros> | undefined {
  const said = timesOf(members, 'startedAt');
  const submittedAt = clock?.summary.times.submittedAt;
  return (
    (clock && time(clock, 'startedAt')) ??
    // A pipeline that submits the job begins before it.
    said.find(
      ({ value }) => submittedAt === undefined || value >= submittedAt,
    ) ??
    said[0]
  );
}

function firstResultOf(
  members: readonly JoinMember[],
  startedAt: Micros | undefined,
): Said<Micros> | undefined {
  const said = timesOf(members, 'firstResultAt');
  return (
    said.find(({ value }) => startedAt === undefined || value >= startedAt) ??
    said[0]
  );
}

/** The latest end, unless a later attempt is under way. */
function endOf(members: readonly JoinMember[]): Said<DatedEnd> | undefined {
  const [last] = members
    .flatMap(member =>
      member.summary.end ? [{ member, value: member.summary.end }] : [],
    )
    .sort(
      (a, b) => compareEnds(b.value, a.value) || byTiming(a.member, b.member),
    );
  const goesOn = members.some(({ summary: { attempts } }) => {
    const open = attempts.length > 1 ? attempts.at(-1) : undefined;
    const begin = open?.startedAt ?? open?.submittedAt;
    return !open?.end && begin !== undefined && last && begin > last.value.at;
  });
  return goesOn ? undefined : last;
}

/** When it ended, by the clock that measured submission and start. */
function endTimeOf(
  end: Said<DatedEnd> | undefined,
  clock: JoinMember | undefined,
): Said<Micros> | undefined {
  if (!end) {
    return undefined;
  }
  const byClock =
    clock?.summary.end?.value.closedBy === 'event'
      ? time(clock, 'endedAt')
      : undefined;
  const value = end.value.value.endedAt;
  return (
    byClock ?? (value === undefined ? undefined : { member: end.member, value })
  );
}

function withCause(
  end: Said<DatedEnd>,
  members: readonly JoinMember[],
  clock: JoinMember | undefined,
): DatedEnd {
  const { value } = end.value;
  if (value.outcome !== 'failed' || (value.cause ?? 'unknown') !== 'unknown') {
    return end.value;
  }
  const known = [...members]
    .sort((a, b) => Number(b === clock) - Number(a === clock) || byTiming(a, b))
    .map(({ summary }) => summary.end?.value)
    .find(
      other =>
        other?.outcome === 'failed' && (other.cause ?? 'unknown') !== 'unknown',
    );
  return known
    ? { ...end.value, value: { ...value, cause: known.cause } }
    : end.value;
}

/**
 * The attempts of the source that knows of most. Rows of one source that follow each other are attempts; rows that
 * overlap are one.
 */
function attemptsOf(
  members: readonly JoinMember[],
  clock: JoinMember | undefined,
): Attempt[] {
  const bySource = [
    ...Map.groupBy(members, member => member.source.name).values(),
  ].map(rows =>
    [...rows].sort((a, b) => beginOf(a) - beginOf(b) || byTiming(a, b)),
  );
  const sequences = bySource.map(rows => ({
    first: rows[0]!,
    hasClock: clock !== undefined && rows.includes(clock),
    attempts: sequenceOf(rows),
  }));
  sequences.sort(
    (a, b) =>
      b.attempts.length - a.attempts.length ||
      Number(b.hasClock) - Number(a.hasClock) ||
      byTiming(a.first, b.first),
  );
  return (sequences[0]?.attempts ?? []).map((attempt, index) => ({
    ...attempt,
    attempt: index + 1,
  }));
}

function sequenceOf(rows: readonly JoinMember[]): Attempt[] {
  const attempts: Attempt[] = [];
  let endedAt: Micros | undefined;
  for (const row of rows) {
    const follows = endedAt !== undefined && beginOf(row) >= endedAt;
    if (attempts.length === 0 || follows) {
      attempts.push(...row.summary.attempts);
      endedAt = row.summary.end?.value.endedAt;
    }
  }
  return attempts;
}

/** What is said of it: of each attribute what the source says that describes it best. */
function saidOf(
  described: readonly JoinMember[],
  clock: JoinMember | undefined,
): RunAttributes {
  const said = described.map(({ summary }) => summary.said);
  const first = <K extends keyof RunAttributes>(name: K) =>
    said.find(item => item[name] !== undefined)?.[name];
  const offerings = said.flatMap(item => item.offerings ?? []);
  const [job] = said;
  const attributes: Record<keyof RunAttributes, unknown> = {
    namespace: job?.namespace,
    job: job?.job,
    repository: first('repository'),
    experiment: first('experiment'),
    commit: first('commit'),
    parameters: first('parameters'),
    team: first('team'),
    component: first('component'),
    offerings: offerings.length > 0 ? offerings : undefined,
    stage: first('stage'),
    trigger: said.find(item => (item.trigger ?? 'unknown') !== 'unknown')
      ?.trigger,
    runClass: first('runClass'),
    gpus: clock?.summary.said.gpus ?? first('gpus'),
    timeLimitSeconds: first('timeLimitSeconds'),
    actor: actorOf(said),
    parent: parentOf(described),
  };
  // Of each name the type it has in RunAttributes.
  return attributes as RunAttributes;
}

/** A scheduler may know the person where a pipeline runs as a service. */
function actorOf(said: readonly RunAttributes[]): ObservedActor | undefined {
  const actors = said.flatMap(({ actor }) => actor ?? []);
  return (
    actors.find(({ kind }) => kind === 'person') ??
    actors.find(({ kind }) => kind === 'unresolved') ??
    actors[0]
  );
}

/** A row that names another row of the same run as its parent is no child. */
function parentOf(described: readonly JoinMember[]): string | undefined {
  return described.find(
    ({ source, summary: { said } }) =>
      said.parent !== undefined &&
      !described.some(
        other =>
          other.source.name === source.name && other.runKey === said.parent,
      ),
  )?.summary.said.parent;
}

function origin<K extends keyof Origins>(
  name: K,
  said: Said<unknown> | undefined,
): Partial<Record<K, string>> {
  // A computed key widens to a string.
  return said
    ? ({ [name]: said.member.source.name } as Partial<Record<K, string>>)
    : {};
}
