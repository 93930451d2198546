import { Knex } from 'knex';
import { JobPattern } from '../../core/organisation/types';
import { ClaimableJob, ClaimsStore, MatchedJob } from './ClaimsStore';

/** More names than this in the namespaces of one team are not compared; their jobs are then offered one by one. */
const MOST_NAMES = 50_000;

interface DbClaimableJob {
  namespace: string;
  name: string;
  runs: string;
  last_run_at: Date | null;
  repositories: string[];
  experiments: string[];
  stages: string[];
}

interface DbMatchedJob {
  pattern: number;
  job_id: string;
  namespace: string;
  name: string;
  runs: string;
  elsewhere: boolean;
}

export class DatabaseClaimsStore implements ClaimsStore {
  readonly #knex: Knex;

  static create(knex: Knex): DatabaseClaimsStore {
    return new DatabaseClaimsStore(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * A run is the team's where its decision says so, or where nobody has it and its actor is a member. A job counts
   * as theirs where these are more than half of all its runs.
   */
  async claimableJobs(team: string, limit: number): Promise<ClaimableJob[]> {
    const { rows } = await this.#knex.raw<{ rows: DbClaimableJob[] }>(
      `
      with candidate as (
        select distinct subject.job_id
        from attribution decision
        join attribution_subject subject on subject.id = decision.subject_id
        where decision.valid_to is null and decision.component_ref = ''
          and decision.team_ref in (:team, '')
      ), seen as (
        select job.namespace, job.name, job.repository, job.experiment, decision.stage,
          coalesce(run.submitted_at, run.started_at, run.ended_at) as at,
          decision.component_ref = '' and (
            decision.team_ref = :team
            or (decision.team_ref = '' and exists (
              select from organisation_member member
              where member.actor_hash = run.actor_hash and member.unit_ref = :team and member.valid_to is null
            ))
          ) as ours
        from candidate
        join job on job.id = candidate.job_id
        join attribution_subject subject on subject.job_id = job.id
        join attribution decision on decision.subject_id = subject.id and decision.valid_to is null
        join run on run.subject_id = subject.id and run.parent_key is null and run.joined_to is null
      )
      select namespace, name,
        count(*) filter (where ours) as runs,
        max(at) filter (where ours) as last_run_at,
        coalesce(array_agg(distinct repository) filter (where ours and repository <> ''), '{}') as repositories,
        coalesce(array_agg(distinct experiment) filter (where ours and experiment <> ''), '{}') as experiments,
        coalesce(array_agg(distinct stage) filter (where ours and stage <> ''), '{}') as stages
      from seen
      group by namespace, name
      having count(*) filter (where ours) * 2 > count(*)
      order by runs desc, namespace, name
      limit :limit
      `,
      { team, limit },
    );
    return rows.map(row => ({
      namespace: row.namespace,
      name: row.name,
      runs: Number(row.runs),
      ...(row.last_run_at ? { lastRunAt: row.last_run_at } : {}),
      repositories: row.repositories,
      experiments: row.experiments,
      stages: row.stages,
    }));
  }

  async jobNames(namespaces: readonly string[]) {
    const { rows } = await this.#knex.raw<{
      rows: { namespace: string; name: string }[];
    }>(
      `select distinct namespace, name from job where namespace = any(?::text[]) limit ?`,
      [[...namespaces], MOST_NAMES],
    );
    return rows;
  }

  async matchingJobs(options: {
    team: string;
    component: string;
    patterns: readonly JobPattern[];
  }): Promise<MatchedJob[]> {
    const { team, component, patterns } = options;
    const { rows } = await this.#knex.raw<{ rows: DbMatchedJob[] }>(
      `
      with wanted as (
        select field, pattern, position::int - 1 as position
        from unnest(:fields::text[], :likes::text[]) with ordinality as w (field, pattern, position)
      ), matched as (
        select wanted.position, job.id, job.namespace, job.name
        from wanted join job on
          case wanted.field
            when 'job' then job.namespace || '/' || job.name
            when 'repository' then job.repository
            else job.experiment
          end like wanted.pattern
      ), counted as (
        select job_id,
          count(*) filter (where free) as runs,
          coalesce(bool_or(not free), false) as elsewhere
        from (
          select subject.job_id,
            decision.component_ref in ('', :component) and decision.team_ref in ('', :team) as free
          from (select distinct id from matched) wanted_job
          join attribution_subject subject on subject.job_id = wanted_job.id
          join attribution decision on decision.subject_id = subject.id and decision.valid_to is null
          join run on run.subject_id = subject.id and run.parent_key is null and run.joined_to is null
        ) runs
        group by job_id
      )
      select matched.position as pattern, matched.id as job_id, matched.namespace, matched.name,
        counted.runs, counted.elsewhere
      from matched join counted on counted.job_id = matched.id
      order by counted.runs desc, matched.namespace, matched.name
      `,
      {
        team,
        component,
        fields: patterns.map(({ field }) => field),
        likes: patterns.map(({ glob }) => toLike(glob)),
      },
    );
    return rows.map(row => ({
      pattern: row.pattern,
      jobId: row.job_id,
      namespace: row.namespace,
      name: row.name,
      runs: Number(row.runs),
      elsewhere: row.elsewhere,
    }));
  }
}

function toLike(glob: string): string {
  return glob.replaceAll(/[\\%_]/g, '\\$&').replaceAll(/\*+/g, '%');
}
