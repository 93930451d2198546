import { Knex } from 'knex';
import {
  AttributionDecision,
  AttributionSubject,
  OfferingAttribution,
} from '../../core/attribution/types';
import { applyDecisions } from './applyDecisions';
import { likeOf } from './likeOf';
import {
  AttributionStore,
  DecidedSubject,
  DecisionUpdate,
  SubjectPage,
  SubjectQuery,
  UnattributedJob,
} from './AttributionStore';
import { attributionTimeSql } from './validity';

interface DbSubjectRow {
  id: string;
  source_name: string;
  source_kind: string;
  namespace: string;
  name: string;
  repository: string;
  experiment: string;
  actor_hash: string;
  said_team: string;
  said_component: string;
  said_offerings: string[];
  event_types: string[];
  decided_at: string;
  team_ref: string;
  team_rule: AttributionDecision['teamRule'];
  component_ref: string;
  component_rule: AttributionDecision['componentRule'];
  stage: string;
  stage_rule: AttributionDecision['stageRule'];
  offerings: OfferingAttribution[];
  note: string | null;
}

export class DatabaseAttributionStore implements AttributionStore {
  readonly #knex: Knex;

  static create(knex: Knex): DatabaseAttributionStore {
    return new DatabaseAttributionStore(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async readSubjects(query: SubjectQuery): Promise<SubjectPage> {
    const like = query.jobs ? likeOf(query.jobs.glob) : null;
    const { rows } = await this.#knex.raw<{ rows: DbSubjectRow[] }>(
      `
      select s.id, source.name as source_name, source.kind as source_kind, j.namespace, j.name, j.repository,
        j.experiment, encode(s.actor_hash, 'hex') as actor_hash, s.said_team, s.said_component, s.said_offerings,
        s.event_types, a.decided_at::text, a.team_ref, a.team_rule, a.component_ref, a.component_rule, a.stage,
        a.stage_rule, a.offerings, a.note
      from attribution_subject s
      join attribution a on a.subject_id = s.id and a.valid_to is null
      join job j on j.id = s.job_id
      join source on source.id = j.source_id
      where s.id > ?
        and (cast(? as double precision) is null or s.created_at > now() - make_interval(secs => ?))
        and (cast(? as text) is null or j.namespace || '/' || j.name like ?)
        and (cast(? as text) is null or source.name = ?)
      order by s.id
      limit ?
      `,
      [
        query.after ?? '0',
        query.seenWithinSeconds ?? null,
        query.seenWithinSeconds ?? null,
        like,
        like,
        query.jobs?.source ?? null,
        query.jobs?.source ?? null,
        query.limit,
      ],
    );
    return {
      subjects: rows.map(fromDbSubject),
      ...(rows.length === query.limit && { next: rows.at(-1)?.id }),
    };
  }

  async apply(updates: readonly DecisionUpdate[]): Promise<number> {
    return updates.length === 0
      ? 0
      : await this.#knex.transaction(
          async tx => await applyDecisions(tx, updates),
        );
  }

  async listUnattributed(limit: number): Promise<UnattributedJob[]> {
    const { rows } = await this.#knex.raw<{
      rows: DbUnattributedRow[];
    }>(
      `
      select source.name as source, coalesce(j.namespace, '') as namespace, coalesce(j.name, '') as job,
        count(*) as runs, max(${attributionTimeSql('r')}) as last_seen_at
      from run r
      join source on source.id = r.source_id
      left join attribution a on a.subject_id = r.subject_id and a.valid_to is null
      left join job j on j.id = r.job_id
      where coalesce(a.team_ref, '') = ''
      group by 1, 2, 3
      order by runs desc, source, namespace, job
      limit ?
      `,
      [limit],
    );
    return rows.map(row => ({
      source: row.source,
      namespace: row.namespace,
      job: row.job,
      runs: Number(row.runs),
      ...(row.last_seen_at && { lastSeenAt: row.last_seen_at.toISOString() }),
    }));
  }
}

interface DbUnattributedRow {
  source: string;
  namespace: string;
  job: string;
  runs: string;
  last_seen_at: Date | null;
}

function fromDbSubject(row: DbSubjectRow): DecidedSubject {
  return {
    id: row.id,
    subject: fromDbKey(row),
    decision: {
      team: row.team_ref,
      teamRule: row.team_rule,
      component: row.component_ref,
      componentRule: row.component_rule,
      stage: row.stage,
      stageRule: row.stage_rule,
      offerings: row.offerings,
      ...(row.note !== null && { note: row.note }),
    },
    decidedAt: row.decided_at,
  };
}

function fromDbKey(row: DbSubjectRow): AttributionSubject {
  return {
    sourceName: row.source_name,
    sourceKind: row.source_kind,
    namespace: row.namespace,
    name: row.name,
    repository: row.repository,
    experiment: row.experiment,
    ...(row.actor_hash !== '' && { actorHash: row.actor_hash }),
    saidTeam: row.said_team,
    saidComponent: row.said_component,
    saidOfferings: row.said_offerings,
    eventTypes: row.event_types,
  };
}
