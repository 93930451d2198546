import { Knex } from 'knex';
import { Attributor } from '../../core/attribution/types';
import { RunView } from '../../core/runs/project';
import { Source } from '../../store/DatabaseSourceStore';
import {
  ensureJobs,
  ensureSubjects,
  insertFirstAttributions,
  JobKey,
  MOST_EVENT_TYPES,
  SubjectKey,
} from '../../store/ingest/subjects';
import { BoundedCache } from '../../core/BoundedCache';

/** What of a run, or of a use of an offering, attribution is decided by. */
export type SubjectFields = Pick<
  RunView,
  'job' | 'actorHash' | 'saidTeam' | 'saidComponent' | 'saidOfferings'
>;

export interface SubjectQuestion {
  readonly source: Source;
  readonly view: SubjectFields;
  /** Types of the CloudEvents it is seen with. */
  readonly eventTypes?: readonly string[];
}

export interface ResolvedSubject {
  readonly jobId: string;
  readonly subjectId: string;
}

interface KnownSubject {
  readonly resolved: ResolvedSubject;
  readonly eventTypes: ReadonlySet<string>;
}

const MOST_CACHED = 100_000;

/**
 * Finds the job and the attribution subject of runs, adds the missing ones and has the new ones attributed.
 *
 * Ids are remembered between transactions, but only those a committed transaction has seen: call `commit` after
 * COMMIT with what `resolve` answered.
 */
export class SubjectResolver {
  readonly #attributor: Attributor;
  readonly #jobs = new BoundedCache<string, string>(MOST_CACHED);
  readonly #subjects = new BoundedCache<string, KnownSubject>(MOST_CACHED);

  constructor(attributor: Attributor) {
    this.#attributor = attributor;
  }

  /** In the order asked; undefined for a run whose job nobody has named yet. */
  async resolve(
    knex: Knex,
    questions: readonly SubjectQuestion[],
    learned: LearnedSubjects,
  ): Promise<(ResolvedSubject | undefined)[]> {
    const unknown = new Map<string, SubjectQuestion>();
    const keys = questions.map(subjectKeyOf);
    for (const [index, question] of questions.entries()) {
      const key = keys[index];
      if (key === undefined) {
        continue;
      }
      const known = learned.subjects.get(key) ?? this.#subjects.get(key);
      const earlier = unknown.get(key);
      const eventTypes = [
        ...new Set([
          ...(earlier?.eventTypes ?? []),
          ...(question.eventTypes ?? []),
        ]),
      ];
      if (!known || !hasAll(known, eventTypes)) {
        unknown.set(key, { ...question, eventTypes });
      }
    }
    if (unknown.size > 0) {
      await this.#learn(knex, unknown, learned);
    }
    return keys.map(key =>
      key === undefined
        ? undefined
        : (learned.subjects.get(key) ?? this.#subjects.get(key))?.resolved,
    );
  }

  commit(learned: LearnedSubjects): void {
    for (const [key, id] of learned.jobs) {
      this.#jobs.set(key, id);
    }
    for (const [key, subject] of learned.subjects) {
      this.#subjects.set(key, subject);
    }
  }

  async #learn(
    knex: Knex,
    unknown: ReadonlyMap<string, SubjectQuestion>,
    learned: LearnedSubjects,
  ): Promise<void> {
    const questions = [...unknown.values()];
    const jobIds = await this.#jobIds(knex, questions, learned);
    const subjects = questions.map(
      ({ view, eventTypes = [] }, index): SubjectKey => ({
        jobId: jobIds[index] ?? '',
        actorHash: view.actorHash ?? '',
        saidTeam: view.saidTeam,
        saidComponent: view.saidComponent,
        saidOfferings: view.saidOfferings,
        eventTypes,
      }),
    );
    const found = await ensureSubjects(knex, subjects);
    for (const [index, key] of [...unknown.keys()].entries()) {
      const subject = found[index];
      const jobId = jobIds[index];
      if (subject && jobId !== undefined) {
        learned.subjects.set(key, {
          resolved: { jobId, subjectId: subject.id },
          eventTypes: new Set(subject.eventTypes),
        });
      }
    }
    const fresh = questions.flatMap((question, index) => {
      const subject = found[index];
      return subject?.isNew ? [{ question, subjectId: subject.id }] : [];
    });
    if (fresh.length > 0) {
      const decisions = this.#attributor.decide(
        fresh.map(({ question }) => toAttributionSubject(question)),
        new Date(),
      );
      await insertFirstAttributions(
        knex,
        fresh.flatMap(({ subjectId }, index) => {
          const decision = decisions[index];
          return decision ? [{ subjectId, decision }] : [];
        }),
      );
    }
  }

  async #jobIds(
    knex: Knex,
    questions: readonly SubjectQuestion[],
    learned: LearnedSubjects,
  ): Promise<(string | undefined)[]> {
    const known = (key: string) => learned.jobs.get(key) ?? this.#jobs.get(key);
    const keys = questions.map(jobKeyOf);
    const unknown = new Map<string, JobKey>();
    for (const [index, { source, view }] of questions.entries()) {
      const key = keys[index];
      if (key !== undefined && view.job && known(key) === undefined) {
        unknown.set(key, { sourceId: source.id, ...view.job });
      }
    }
    if (unknown.size > 0) {
      const ids = await ensureJobs(knex, [...unknown.values()]);
      for (const [index, key] of [...unknown.keys()].entries()) {
        const id = ids[index];
        if (id !== undefined) {
          learned.jobs.set(key, id);
        }
      }
    }
    return keys.map(key => (key === undefined ? undefined : known(key)));
  }
}

/** What one transaction found out; to be forgotten with it when it does not commit. */
export class LearnedSubjects {
  readonly jobs = new Map<string, string>();
  readonly subjects = new Map<string, KnownSubject>();
}

function hasAll(
  { eventTypes }: KnownSubject,
  asked: readonly string[],
): boolean {
  return (
    eventTypes.size >= MOST_EVENT_TYPES ||
    asked.every(type => eventTypes.has(type))
  );
}

function jobKeyOf({ source, view }: SubjectQuestion): string | undefined {
  const { job } = view;
  return (
    job &&
    `${source.id}\n${job.namespace}\n${job.name}\n${job.repository}\n${job.experiment}`
  );
}

function subjectKeyOf(question: SubjectQuestion): string | undefined {
  const job = jobKeyOf(question);
  const { view } = question;
  return (
    job &&
    `${job}\n${view.actorHash ?? ''}\n${view.saidTeam}\n${view.saidComponent}\n${view.saidOfferings.join('\n')}`
  );
}

function toAttributionSubject({ source, view, eventTypes }: SubjectQuestion) {
  return {
    sourceName: source.name,
    sourceKind: source.kind,
    namespace: view.job?.namespace ?? '',
    name: view.job?.name ?? '',
    repository: view.job?.repository ?? '',
    experiment: view.job?.experiment ?? '',
    ...(view.actorHash !== undefined && { actorHash: view.actorHash }),
    saidTeam: view.saidTeam,
    saidComponent: view.saidComponent,
    saidOfferings: view.saidOfferings,
    ...(eventTypes && { eventTypes }),
  };
}
