import { Knex } from 'knex';
import { dayOf, Micros } from '../../core/ingest/time';
import { ObservedUsage } from '../../core/runs/observation';
import { ProjectionContext } from '../../core/runs/project';
import { Source } from '../../store/DatabaseSourceStore';
import { TouchedDay } from '../../store/ingest/marks';
import { insertUsage } from '../../store/ingest/usage';
import {
  LearnedSubjects,
  SubjectQuestion,
  SubjectResolver,
} from './SubjectResolver';

/** A use that was not known before. */
export interface NewUsage {
  readonly source: Source;
  readonly eventId: string;
  readonly type: string;
  readonly at: Micros;
  readonly usage: ObservedUsage;
}

/** Keeps uses of offerings as rows, attributed as runs are, inside the transaction that stores their events. */
export class UsageWriter {
  readonly #subjects: SubjectResolver;
  readonly #projection: ProjectionContext;

  constructor(subjects: SubjectResolver, projection: ProjectionContext = {}) {
    this.#subjects = subjects;
    this.#projection = projection;
  }

  /** Answers the days on which they count. */
  async apply(
    knex: Knex,
    uses: readonly NewUsage[],
    learned: LearnedSubjects,
  ): Promise<TouchedDay[]> {
    if (uses.length === 0) {
      return [];
    }
    const { resolveActor } = this.#projection;
    const known = uses.map(use => {
      const { actor } = use.usage;
      return {
        ...use,
        actor: actor && resolveActor ? resolveActor(actor) : actor,
      };
    });
    const subjects = await this.#subjects.resolve(
      knex,
      known.map(use => questionOf(use, use.actor?.hash)),
      learned,
    );
    await insertUsage(
      knex,
      known.map(({ source, eventId, at, actor, usage }, index) => ({
        sourceId: source.id,
        eventId,
        at,
        subjectId: subjects[index]?.subjectId,
        actorHash: actor?.hash ?? '',
        actorKind: actor?.kind,
        quantity: usage.quantity,
      })),
    );
    const days = known.map(({ at }, index) => ({
      subjectId: subjects[index]?.subjectId,
      day: dayOf(at),
    }));
    return [
      ...new Map(days.map(item => [`${item.subjectId} ${item.day}`, item])),
    ].map(([, item]) => item);
  }
}

/**
 * A use is a job without a namespace, named by its key: a telemetry matcher recognises it by source, by type, or by
 * the key as jobName or type.
 */
function questionOf(
  { source, type, usage }: NewUsage,
  actorHash: string | undefined,
): SubjectQuestion {
  return {
    source,
    eventTypes: [type, ...(usage.key ? [usage.key] : [])],
    view: {
      job: {
        namespace: '',
        name: usage.key ?? type,
        repository: '',
        experiment: '',
      },
      actorHash,
      saidTeam: usage.team ?? '',
      saidComponent: usage.component ?? '',
      saidOfferings: usage.offering === undefined ? [] : [usage.offering],
    },
  };
}
