import { Knex } from 'knex';
import { AttributionDecision } from '../../core/attribution/types';
import { Job } from '../../core/runs/project';
import { rowsOf } from '../rows';

export interface JobKey extends Job {
  readonly sourceId: number;
}

/** A job, narrowed by who ran it and by what the runs themselves say. */
export interface SubjectKey {
  readonly jobId: string;
  /** '' where not known. */
  readonly actorHash: string;
  readonly saidTeam: string;
  readonly saidComponent: string;
  readonly saidOfferings: readonly string[];
  /** Types of the CloudEvents it is seen with; not part of its identity. */
  readonly eventTypes: readonly string[];
}

/** A producer that makes a type of every event would make a row of everything it ever said. */
export const MOST_EVENT_TYPES = 50;

export interface FoundSubject {
  readonly id: string;
  /** Nobody has decided about it yet. */
  readonly isNew: boolean;
  /** All it was ever seen with. */
  readonly eventTypes: readonly string[];
}

/**
 * The ids of jobs, in the order asked; missing ones are added, in the order of their unique key.
 *
 * @param jobs - each once
 */
export async function ensureJobs(
  knex: Knex,
  jobs: readonly JobKey[],
): Promise<string[]> {
  const bindings = [
    jobs.map(job => job.sourceId),
    jobs.map(job => job.namespace),
    jobs.map(job => job.name),
    jobs.map(job => job.repository),
    jobs.map(job => job.experiment),
  ];
  const asked = `unnest(?::smallint[], ?::text[], ?::text[], ?::text[], ?::text[])
    with ordinality as k (source_id, namespace, name, repository, experiment, position)`;
  await rowsOf(
    knex,
    `insert into job (source_id, namespace, name, repository, experiment)
     select source_id, namespace, name, repository, experiment from ${asked}
     order by source_id, text_key(namespace, name, repository, experiment)
     on conflict do nothing`,
    bindings,
    'insights-insert-jobs',
  );
  // One look into the index a key: a join may be planned as a pass over all jobs, each with its digest to compute.
  const rows = await rowsOf<{ id: string }>(
    knex,
    `select j.id from ${asked}
     cross join lateral (
       select id from job
       where job.source_id = k.source_id
         and text_key(job.namespace, job.name, job.repository, job.experiment)
           = text_key(k.namespace, k.name, k.repository, k.experiment)
       limit 1
     ) j
     order by k.position`,
    bindings,
    'insights-find-jobs',
  );
  return rows.map(row => row.id);
}

/**
 * The ids of attribution subjects, in the order asked; missing ones are added and marked as new. One that is seen with
 * a type of event for the first time counts as just created: it is decided once more in the next round.
 *
 * @param subjects - each once
 */
export async function ensureSubjects(
  knex: Knex,
  subjects: readonly SubjectKey[],
): Promise<FoundSubject[]> {
  const bindings = [JSON.stringify(subjects)];
  // JSON instead of one array a column: an array of arrays of different lengths cannot be unnested.
  const asked = `(
    select position, "jobId" as job_id, decode("actorHash", 'hex') as actor_hash, "saidTeam" as said_team,
      "saidComponent" as said_component, "saidOfferings" as said_offerings, "eventTypes" as event_types,
      text_key(variadic array["saidTeam", "saidComponent"] || "saidOfferings") as said_key
    from rows from (json_to_recordset(?::json) as (
      "jobId" bigint, "actorHash" text, "saidTeam" text, "saidComponent" text, "saidOfferings" text[],
      "eventTypes" text[]
    )) with ordinality as r (
      "jobId", "actorHash", "saidTeam", "saidComponent", "saidOfferings", "eventTypes", position
    )
  ) as k`;
  const added = await rowsOf<{ id: string }>(
    knex,
    `insert into attribution_subject (job_id, actor_hash, said_team, said_component, said_offerings, event_types)
     select job_id, actor_hash, said_team, said_component, said_offerings, event_types from ${asked}
     order by job_id, actor_hash, said_key
     on conflict do nothing
     returning id`,
    bindings,
    'insights-insert-subjects',
  );
  const fresh = new Set(added.map(row => row.id));
  // One look into the index a key, as for jobs.
  const found = `
    cross join lateral (
      select id, event_types from attribution_subject one
      where one.job_id = k.job_id and one.actor_hash = k.actor_hash
        and text_key(variadic array[one.said_team, one.said_component] || one.said_offerings) = k.said_key
      limit 1
    ) s`;
  if (subjects.some(({ eventTypes }) => eventTypes.length > 0)) {
    await rowsOf(
      knex,
      `update attribution_subject known
       set created_at = now(),
         event_types = (select array_agg(distinct type order by type) from unnest(known.event_types || k.event_types) as type)
       from ${asked} ${found}
       where known.id = s.id
         and not known.event_types @> k.event_types and cardinality(known.event_types) < ${MOST_EVENT_TYPES}`,
      bindings,
      'insights-add-event-types',
    );
  }
  const rows = await rowsOf<{ id: string; event_types: string[] }>(
    knex,
    `select s.id, s.event_types from ${asked} ${found}
     order by k.position`,
    bindings,
    'insights-find-subjects',
  );
  return rows.map(row => ({
    id: row.id,
    isNew: fresh.has(row.id),
    eventTypes: row.event_types,
  }));
}

/** The first decision about a subject holds for all its runs, however old: nothing was decided before it. */
export async function insertFirstAttributions(
  knex: Knex,
  decisions: readonly { subjectId: string; decision: AttributionDecision }[],
): Promise<void> {
  if (decisions.length === 0) {
    return;
  }
  await rowsOf(
    knex,
    `insert into attribution (subject_id, valid_from, team_ref, team_rule, component_ref, component_rule,
       stage, stage_rule, offerings, note)
     select subject_id, 'epoch', team_ref, team_rule, component_ref, component_rule, stage, stage_rule,
       offerings::jsonb, note
     from unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
       as new (subject_id, team_ref, team_rule, component_ref, component_rule, stage, stage_rule, offerings, note)
     order by subject_id
     on conflict do nothing`,
    [
      decisions.map(item => item.subjectId),
      decisions.map(item => item.decision.team),
      decisions.map(item => item.decision.teamRule),
      decisions.map(item => item.decision.component),
      decisions.map(item => item.decision.componentRule),
      decisions.map(item => item.decision.stage),
      decisions.map(item => item.decision.stageRule),
      decisions.map(item => JSON.stringify(item.decision.offerings)),
      decisions.map(item => item.decision.note ?? null),
    ],
    'insights-insert-attributions',
  );
}
