import {
  AuthService,
  BackstageCredentials,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  Claim,
  ClaimsResponse,
  insightsSourcesManagePermission,
  JobMatches,
} from '@mli/plugin-insights-common';
import { groupJobs, JobGroup, runsOf } from '../../core/claims/groupJobs';
import { JobPattern } from '../../core/organisation/types';
import {
  ClaimableJob,
  ClaimsStore,
  MatchedJob,
} from '../../store/claims/ClaimsStore';

const MOST_JOBS = 2_000;
const MOST_CLAIMS = 20;
const EXAMPLES = 8;
const MATCH_EXAMPLES = 20;

export interface ClaimsServiceOptions {
  readonly auth: AuthService;
  readonly permissions: PermissionsService;
  readonly store: ClaimsStore;
  readonly userInfo: UserInfoService;
}

/**
 * Which jobs a team could call its own. Answers members of the team and MLI leads only, and never with who ran
 * something: in a small team, a job says enough about a person to those outside.
 */
export class ClaimsService {
  readonly #options: ClaimsServiceOptions;

  constructor(options: ClaimsServiceOptions) {
    this.#options = options;
  }

  async claims(
    credentials: BackstageCredentials,
    team: string,
  ): Promise<ClaimsResponse> {
    await this.#requireTeam(credentials, team);
    const { store } = this.#options;
    const jobs = await store.claimableJobs(team, MOST_JOBS);
    const own = new Set(jobs.map(keyOf));
    const foreign = new Map<string, string[]>();
    const namespaces = [...new Set(jobs.map(({ namespace }) => namespace))];
    for (const job of await store.jobNames(namespaces)) {
      if (!own.has(keyOf(job))) {
        const names = foreign.get(job.namespace) ?? [];
        names.push(job.name);
        foreign.set(job.namespace, names);
      }
    }
    const groups = groupJobs(jobs, foreign).slice(0, MOST_CLAIMS);
    return { team, items: groups.map(toClaim) };
  }

  async matches(
    credentials: BackstageCredentials,
    query: { team: string; component: string; patterns: JobPattern[] },
  ): Promise<JobMatches> {
    await this.#requireTeam(credentials, query.team);
    const matched = query.patterns.length
      ? await this.#options.store.matchingJobs(query)
      : [];
    return toMatches(query.patterns, matched);
  }

  async #requireTeam(
    credentials: BackstageCredentials,
    team: string,
  ): Promise<void> {
    const { auth, permissions, userInfo } = this.#options;
    if (auth.isPrincipal(credentials, 'user')) {
      const { ownershipEntityRefs } = await userInfo.getUserInfo(credentials);
      if (
        ownershipEntityRefs.some(ref => ref.toLocaleLowerCase('en-US') === team)
      ) {
        return;
      }
    }
    const [decision] = await permissions.authorize(
      [{ permission: insightsSourcesManagePermission }],
      { credentials },
    );
    if (decision?.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `You cannot see the jobs of ${team}: members of the team and MLI leads can.`,
      );
    }
  }
}

function keyOf(job: { namespace: string; name: string }): string {
  return `${job.namespace}/${job.name}`;
}

function toClaim({ pattern, jobs }: JobGroup<ClaimableJob>): Claim {
  const times = jobs.flatMap(({ lastRunAt }) => lastRunAt?.getTime() ?? []);
  const all = (list: (job: ClaimableJob) => readonly string[]) =>
    [...new Set(jobs.flatMap(list))].sort().slice(0, EXAMPLES);
  return {
    pattern,
    jobs: jobs.length,
    runs: runsOf(jobs),
    ...(times.length
      ? { lastRunAt: new Date(Math.max(...times)).toISOString() }
      : {}),
    examples: jobs
      .slice(0, EXAMPLES)
      .map(job => ({ name: keyOf(job), runs: job.runs })),
    repositories: all(job => job.repositories),
    experiments: all(job => job.experiments),
    stages: all(job => job.stages),
  };
}

function toMatches(
  patterns: readonly JobPattern[],
  matched: readonly MatchedJob[],
): JobMatches {
  const free = matched.filter(({ runs }) => runs > 0);
  const names = namesOf(free);
  return {
    patterns: patterns.map(({ field, glob }, position) => {
      const own = namesOf(free.filter(({ pattern }) => pattern === position));
      return { field, pattern: glob, jobs: own.size, runs: sum(own) };
    }),
    jobs: names.size,
    runs: sum(names),
    examples: [...names]
      .map(([name, runs]) => ({ name, runs }))
      .sort((a, b) => b.runs - a.runs)
      .slice(0, MATCH_EXAMPLES),
    elsewhere: namesOf(matched.filter(({ elsewhere }) => elsewhere)).size,
  };
}

/** Runs by the job's name; a job that several patterns match counts once. */
function namesOf(matched: readonly MatchedJob[]): Map<string, number> {
  const byId = new Map(matched.map(job => [job.jobId, job]));
  const names = new Map<string, number>();
  for (const job of byId.values()) {
    names.set(keyOf(job), (names.get(keyOf(job)) ?? 0) + job.runs);
  }
  return names;
}

function sum(names: ReadonlyMap<string, number>): number {
  return [...names.values()].reduce((total, runs) => total + runs, 0);
}
