import { markSql, RollupScope } from './scope';
import { milliseconds, RUN_COUNTS, RUN_IS_REAL, runsOf } from './runsSql';

/** What a run is counted under. */
const DIMENSIONS = `
  r.day,
  r.team_ref,
  coalesce(r.stage_tag, nullif(r.stage, ''), 'unknown') as stage,
  r.trigger,
  r.run_class,
  r.source_id,
  r.offerings,
  r.component_ref,
  r.person
`;

const PART_COUNT = 6;

interface Sample {
  readonly metric: string;
  readonly from: string;
  readonly where?: string;
  /** `counted` is in n; `open` is not over or never began; `unseen` lacks what the metric needs. */
  readonly as: 'counted' | 'open' | 'unseen';
  readonly value?: string;
  readonly censored?: string;
  /** What of the quantity the person holds: the value of a duration, else one. */
  readonly weight?: string;
  readonly parts?: readonly string[];
  readonly actor?: string;
}

function sample(options: Sample): string {
  const { metric, from, where, as, value, censored, parts = [] } = options;
  const weight = options.weight ?? (as === 'counted' ? (value ?? '1') : 'null');
  return `
    select '${metric}' as metric, ${DIMENSIONS}, '${as}' as state,
      cast(${value ?? 'null'} as bigint) as value_ms, cast(${censored ?? 'null'} as bigint) as censored_ms,
      cast(${weight} as bigint) as weight, cast(${options.actor ?? 'null'} as bytea) as actor,
      ${Array.from({ length: PART_COUNT }, (_, part) => `cast(${parts[part] ?? 'null'} as bigint) as p${part + 1}`).join(', ')}
    from ${from} r ${where ? `where ${where}` : ''}
  `;
}

/** An actor whose runs follow each other; shared and service accounts are many hands at once. */
const HAS_SEQUENCE = `r.actor_hash <> '' and r.actor_kind in ('person', 'unresolved')`;

function startedSamples(): Sample[] {
  const from = 'by_start';
  const sequence = (metric: string, options: Partial<Sample>): Sample[] => [
    { metric, from, as: 'counted', ...options },
    {
      metric,
      from,
      as: 'unseen',
      where: `r.actor_hash = ''`,
    },
  ];
  return [
    {
      metric: 'queue_time',
      from,
      as: 'counted',
      where: 'r.attempts = 1 and r.submitted_at <= r.started_at',
      value: milliseconds('r.submitted_at', 'r.started_at'),
    },
    {
      metric: 'queue_time',
      from,
      as: 'unseen',
      where: 'r.attempts = 1 and r.submitted_at is null',
    },
    {
      metric: 'queue_time',
      from: 'by_attempt_start',
      as: 'counted',
      where: 'r.attempt_submitted_at <= r.attempt_started_at',
      value: milliseconds('r.attempt_submitted_at', 'r.attempt_started_at'),
    },
    {
      metric: 'lost_ratio',
      from,
      as: 'counted',
      parts: [`(r.outcome is not distinct from 'lost')::int`],
    },
    {
      metric: 'unclosed_ratio',
      from,
      as: 'counted',
      parts: ['(r.ended_at is null and r.outcome is null)::int'],
    },
    {
      metric: 'commit_to_start',
      from,
      as: 'counted',
      where: `
        r.committed_at <= r.started_at and r.started_at - r.committed_at <= interval '14 days'
        and not exists (
          select from run earlier
          join job earlier_job on earlier_job.id = earlier.job_id
          join job own_job on own_job.id = r.job_id
          where earlier.committed_at = r.committed_at and earlier_job.repository = own_job.repository
            and earlier.source_id = r.source_id
            and (earlier.started_at, earlier.id) < (r.started_at, r.id)
            and earlier.parent_key is null and earlier.joined_to is null and earlier.impossible is null
            and earlier.outcome is distinct from 'skipped'
        )`,
      value: milliseconds('r.committed_at', 'r.started_at'),
    },
    {
      metric: 'commit_to_start',
      from,
      as: 'unseen',
      where: 'r.committed_at is null',
    },
    ...sequence('start_gap', {
      where: 'r.start_gap_ms is not null',
      value: 'r.start_gap_ms',
    }),
    ...sequence('overlap_ratio', {
      where: 'r.overlapping is not null',
      parts: ['r.overlapping::int'],
    }),
    ...sequence('cycle_time', {
      where: 'r.cycle_ms is not null',
      value: 'r.cycle_ms',
    }),
    ...sequence('think_time', {
      where: 'r.think_ms is not null',
      value: 'r.think_ms',
    }),
    ...sequence('runs_per_active_person_week', {
      where: 'r.iteration_began_at is not null',
      actor: 'r.actor_hash',
    }),
    {
      metric: 'iteration_time',
      from,
      as: 'unseen',
      where: `r.actor_hash = ''`,
    },
    {
      metric: 'iteration_time',
      from: 'by_iteration',
      as: 'counted',
      where: HAS_SEQUENCE,
      value: 'r.iteration_ms',
      parts: ['r.reaches_evaluation::int'],
    },
  ];
}

function resultSamples(): Sample[] {
  const metrics = [
    ['startup_time', 'r.started_at'],
    ['time_to_first_result', 'r.submitted_at'],
  ] as const;
  return metrics.flatMap(([metric, since]): Sample[] => [
    {
      metric,
      from: 'by_result',
      as: 'counted',
      where: `${since} <= r.first_result_at`,
      value: milliseconds(since, 'r.first_result_at'),
    },
    { metric, from: 'by_result', as: 'unseen', where: `${since} is null` },
    {
      metric,
      from: 'by_end',
      as: 'unseen',
      where: `r.first_result_at is null or r.source_kind = 'mlflow'`,
    },
  ]);
}

function endedSamples(): Sample[] {
  const from = 'by_end';
  const all = `r.submitted_at <= r.first_result_at and r.started_at <= r.first_result_at
    and r.first_result_at <= r.ended_at and r.source_kind <> 'mlflow'`;
  return [
    {
      metric: 'queue_time',
      from: 'never_started',
      as: 'open',
      censored: milliseconds('r.submitted_at', 'r.ended_at'),
    },
    {
      metric: 'run_time',
      from,
      as: 'counted',
      where: `r.outcome = 'succeeded' and r.started_at <= r.ended_at`,
      value: milliseconds('r.started_at', 'r.ended_at'),
    },
    {
      metric: 'run_time',
      from,
      as: 'unseen',
      where: `r.outcome = 'succeeded' and (r.started_at is null or r.ended_at is null)`,
    },
    {
      metric: 'wait_share',
      from,
      as: 'counted',
      where: `r.outcome is distinct from 'lost' and ${all}`,
      parts: [
        milliseconds('r.submitted_at', 'r.first_result_at'),
        milliseconds('r.submitted_at', 'r.ended_at'),
      ],
    },
    {
      metric: 'wait_share',
      from,
      as: 'unseen',
      where: `r.outcome is distinct from 'lost' and (${all}) is not true`,
    },
    {
      metric: 'failed_ratio',
      from,
      as: 'counted',
      where: `r.outcome in ('succeeded', 'failed', 'cancelled')`,
      parts: [
        `(r.outcome = 'failed')::int`,
        ...['user', 'system', 'unknown'].map(
          cause =>
            `(r.outcome = 'failed' and coalesce(r.cause, 'unknown') = '${cause}')::int`,
        ),
      ],
    },
    {
      metric: 'failed_ratio',
      from,
      as: 'unseen',
      where: 'r.outcome is null',
    },
    {
      metric: 'outside_share',
      from,
      as: 'counted',
      parts: [`(jsonb_array_length(r.offerings) = 0)::int`],
    },
  ];
}

function leafSamples(): Sample[] {
  // not round(): of halves it makes the even number, elsewhere they go up
  const gpuMs = `floor(r.leaf_gpus * ${milliseconds('r.leaf_started_at', 'r.leaf_ended_at')} + 0.5)`;
  const where = (condition: string) =>
    `case when ${condition} then ${gpuMs} else 0 end`;
  const failed = (cause: string) =>
    where(
      `r.leaf_outcome = 'failed' and coalesce(r.leaf_cause, 'unknown') = '${cause}'`,
    );
  return [
    {
      metric: 'gpu_hours_in_failed_runs',
      from: 'by_leaf',
      as: 'counted',
      where: 'r.leaf_gpus is not null',
      parts: [
        failed('user'),
        failed('system'),
        failed('unknown'),
        where(`r.leaf_outcome = 'lost'`),
        where(`r.leaf_outcome = 'cancelled'`),
        gpuMs,
      ],
    },
    {
      metric: 'gpu_hours_in_failed_runs',
      from: 'by_leaf',
      as: 'unseen',
      where: 'r.leaf_gpus is null',
    },
  ];
}

/** `censored_ms` of these is the moment they began: how long they have lasted is known when somebody asks. */
function survivalSamples(): Sample[] {
  const sides = (metric: string, from: string, ms: string, began: string) =>
    [
      {
        metric,
        from,
        as: 'counted',
        where: `${ms} is not null`,
        value: ms,
        weight: '1',
      },
      {
        metric,
        from,
        as: 'open',
        where: `${ms} is null`,
        censored: `floor(extract(epoch from ${began}) * 1000)`,
        weight: '1',
      },
    ] as const;
  return [
    ...sides(
      'time_to_first_success',
      'by_first',
      'r.first_success_ms',
      'r.first_at',
    ),
    ...sides(
      'experiment_to_production',
      'by_experiment',
      'r.deployed_ms',
      'r.experiment_began_at',
    ),
  ];
}

/** Runs of a scope by each time that anchors a metric. */
function anchors(scope: RollupScope): string {
  const source = `join source on source.id = r.source_id`;
  const kind = `, source.kind as source_kind`;
  const started = runsOf('r.started_at', RUN_COUNTS, scope, {
    join: 'left join run_sequence s on s.run_id = r.id',
    columns: `, s.start_gap_ms, s.overlapping, s.cycle_ms, s.think_ms, s.iteration_began_at`,
  });
  const isNeverStarted = `
    r.started_at is null
    and (r.ended_at >= r.submitted_at or (r.ended_at is null and r.outcome is not null))
    and ${RUN_COUNTS}
  `;
  const ended = (column: string, condition: string) =>
    `select * ${runsOf(column, `${condition} and ${RUN_COUNTS}`, scope, { join: source, columns: kind })}`;
  const attempt = `join run_attempt t on t.run_id = r.id`;
  const isLeaf = `
    ${RUN_IS_REAL} and not exists (
      select from run child where child.source_id = r.source_id and child.parent_key = r.run_key
        and child.joined_to is null
    )
  `;
  const leaf = (of: string) =>
    `, ${of}.gpus as leaf_gpus, ${of}.started_at as leaf_started_at, ${of}.ended_at as leaf_ended_at,
       ${of}.outcome as leaf_outcome, ${of}.cause as leaf_cause`;
  return `
    by_start as materialized (select * ${started}),
    by_attempt_start as (
      select * ${runsOf(
        't.started_at',
        `r.attempts > 1 and ${RUN_COUNTS}`,
        scope,
        {
          join: attempt,
          columns: `, t.submitted_at as attempt_submitted_at, t.started_at as attempt_started_at`,
        },
      )}
    ),
    by_iteration as (
      select * ${runsOf('s.iteration_began_at', RUN_COUNTS, scope, {
        join: 'join run_sequence s on s.run_id = r.id',
        columns: `, s.iteration_ms, s.reaches_evaluation`,
      })}
    ),
    by_result as materialized (
      select * ${runsOf('r.first_result_at', `${RUN_COUNTS} and source.kind <> 'mlflow'`, scope, { join: source, columns: kind })}
    ),
    never_started as (select * ${runsOf('r.submitted_at', isNeverStarted, scope)}),
    by_end as materialized (
      ${ended('r.ended_at', 'true')}
      union all
      ${ended('r.started_at', 'r.ended_at is null and r.outcome is not null')}
      union all
      ${ended('r.submitted_at', 'r.ended_at is null and r.started_at is null and r.outcome is not null')}
    ),
    by_leaf as materialized (
      select * ${runsOf('r.ended_at', `r.attempts = 1 and r.started_at <= r.ended_at and ${isLeaf}`, scope, { columns: leaf('r') })}
      union all
      select * ${runsOf(
        't.ended_at',
        `r.attempts > 1 and t.started_at <= t.ended_at and ${isLeaf}`,
        scope,
        {
          join: attempt,
          columns: `, coalesce(t.gpus, r.gpus) as leaf_gpus, t.started_at as leaf_started_at,
            t.ended_at as leaf_ended_at, t.outcome as leaf_outcome, t.cause as leaf_cause`,
        },
      )}
    ),
    by_first as (
      select * ${runsOf('s.first_at', RUN_COUNTS, scope, {
        join: 'join run_sequence s on s.run_id = r.id',
        columns: `, s.first_at, s.first_success_ms`,
      })}
    ),
    by_experiment as (
      select * ${runsOf('e.began_at', RUN_COUNTS, scope, {
        join: 'join experiment_start e on e.run_id = r.id',
        columns: `, e.began_at as experiment_began_at, e.deployed_ms`,
      })}
    )
  `;
}

/**
 * `with` clause of the cells of some (team, day): `mark`, and `sample` with one row per run and metric it counts in.
 * Bindings: `scopeBindings`.
 *
 * Locks nothing. Reads the runs of the days by the indexes on their times, of all teams: a batch of marks is mostly
 * the same few days of many teams, and how many jobs a team ever had does not matter.
 */
export function sampleSql(scope: RollupScope): string {
  const samples = [
    ...startedSamples(),
    ...resultSamples(),
    ...endedSamples(),
    ...leafSamples(),
    ...survivalSamples(),
  ];
  return `
    with mark as materialized (${markSql}),
    ${anchors(scope)},
    sample as materialized (${samples.map(sample).join(' union all ')})
  `;
}

/** ln(gamma) of core/rollups/buckets.ts. */
const BUCKET = `
  case when v <= 0 then -1 else ceil(ln(v::float8) / ln(1.005::float8 / 0.995::float8))::int end
`;

const PARTS = Array.from({ length: PART_COUNT }, (_, index) => `p${index + 1}`);

/**
 * The columns n to actors of a cell, grouped by `keys` over rows of `from` that have the columns of a sample.
 * Parallel arrays are ordered by value, so that both sides of a tie are equal and belong together.
 */
export function aggregateSql(keys: string, from: string): string {
  return `
    select ${keys}, n, sum_ms, zeros, never_started, values_ms, censored_ms,
      coalesce(bucket_index, '{}') as bucket_index, coalesce(bucket_count, '{}') as bucket_count,
      coalesce(people, '{}') as people, coalesce(people_ms, '{}') as people_ms,
      coalesce(array_remove(array[${PARTS.join(', ')}], null), '{}') as parts, unseen, actors
    from (
      select ${keys},
        count(*) filter (where state = 'counted') as n,
        coalesce(sum(value_ms), 0)::bigint as sum_ms,
        count(*) filter (where value_ms = 0) as zeros,
        count(*) filter (where state = 'open') as never_started,
        count(*) filter (where state = 'unseen') as unseen,
        coalesce(array_agg(value_ms order by value_ms) filter (where value_ms is not null), '{}') as values_ms,
        coalesce(array_agg(censored_ms order by censored_ms) filter (where censored_ms is not null), '{}') as censored_ms,
        array_agg(person order by weight) filter (where person is not null and weight is not null) as persons,
        array_agg(weight order by weight) filter (where person is not null and weight is not null) as weights,
        coalesce(array_agg(distinct actor order by actor) filter (where actor is not null), '{}') as actors,
        ${PARTS.map(part => `sum(${part})::bigint as ${part}`).join(', ')}
      from ${from}
      group by ${keys}
    ) grouped
    cross join lateral (
      select array_agg(i order by i) as bucket_index, array_agg(c order by i) as bucket_count
      from (select ${BUCKET} as i, count(*) as c from unnest(values_ms) as v group by 1) bucket
    ) buckets
    cross join lateral (
      select array_agg(person order by person) as people, array_agg(ms order by person) as people_ms
      from (
        select person, sum(ms)::bigint as ms
        from unnest(persons, weights) as contribution (person, ms)
        group by person
      ) contributor
    ) contributors
  `;
}
