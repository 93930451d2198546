import {
  ActorKind,
  Cause,
  MetricId,
  Outcome,
  RunClass,
  Trigger,
  UNKNOWN_STAGE,
} from '@mli/plugin-insights-common';
import { firstSuccessOf } from '../iterations/firstSuccess';
import { SequenceRow, sequenceRowsOf } from '../iterations/sequenceRows';
import { bucketIndex } from '../metrics/buckets';
import { attributionTime, RunTimes } from './attributionTime';

/** A run as cells see it. */
export interface CellRun extends RunTimes {
  readonly id: string;
  readonly subject: string;
  readonly source: number;
  readonly committedAt?: Date;
  readonly outcome?: Outcome;
  readonly cause?: Cause;
  readonly gpus?: number;
  readonly trigger: Trigger;
  readonly runClass: RunClass;
  readonly stageTag?: string;
  readonly version?: string;
  readonly actorHash?: string;
  readonly actorKind?: ActorKind;
  readonly child: boolean;
  /** It has children. */
  readonly parent: boolean;
  /** One of its children evaluates. */
  readonly hasEvaluation: boolean;
  readonly impossible: boolean;
}

/** A decision about a subject, valid in [validFrom, validTo). */
export interface CellDecision {
  readonly subject: string;
  readonly validFrom: Date;
  readonly validTo?: Date;
  readonly team: string;
  readonly stage: string;
}

export interface Cell {
  readonly metric: MetricId;
  readonly day: string;
  readonly team: string;
  readonly stage: string;
  readonly trigger: Trigger;
  readonly runClass: RunClass;
  readonly source: number;
  n: number;
  readonly valuesMs: number[];
  readonly censoredMs: number[];
  neverStarted: number;
  unseen: number;
  parts: number[];
  readonly actors: Set<string>;
  readonly people: Map<string, number>;
}

interface Sample {
  readonly metric: MetricId;
  readonly at: Date;
  readonly state: 'counted' | 'open' | 'unseen';
  readonly valueMs?: number;
  readonly censoredMs?: number;
  readonly weight?: number;
  readonly parts?: readonly number[];
  readonly actor?: string;
}

/** What of other runs a run's samples depend on. */
interface Surroundings {
  readonly sequence?: SequenceRow;
  readonly first?: { readonly firstMs: number; readonly afterMs?: number };
  readonly firstOfCommit: boolean;
}

/**
 * The day cells, computed run by run in the plainest way: what the SQL of `store/rollups` must equal. It serves the
 * tests and the reader; nothing in the portal computes cells with it. Leaves out attempts, deployments and first-batch
 * times of trackers, which have tests of their own.
 */
export function referenceCells(
  runs: readonly CellRun[],
  decisions: readonly CellDecision[],
): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  const real = runs.filter(run => !run.impossible && run.outcome !== 'skipped');
  const surroundings = surroundingsOf(real.filter(run => !run.child));
  for (const run of real) {
    const decision = decisionFor(run, decisions);
    const samples = [
      ...(run.child ? [] : samplesOf(run, surroundings(run))),
      ...leafSamplesOf(run),
    ];
    for (const sample of decision ? samples : []) {
      add(cellFor(cells, run, decision, sample), run, sample);
    }
  }
  for (const cell of cells.values()) {
    cell.valuesMs.sort((a, b) => a - b);
    cell.censoredMs.sort((a, b) => a - b);
  }
  return cells;
}

/** Bucket indexes and counts of a cell, as the parallel arrays of its row. */
export function referenceBuckets(cell: Cell): {
  index: number[];
  count: number[];
} {
  const counts = new Map<number, number>();
  for (const value of cell.valuesMs) {
    const index = bucketIndex(value);
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  const index = [...counts.keys()].sort((a, b) => a - b);
  return { index, count: index.map(i => counts.get(i) ?? 0) };
}

function surroundingsOf(
  runs: readonly CellRun[],
): (run: CellRun) => Surroundings {
  const began = new Map<number, number>();
  for (const run of runs) {
    const at = (run.submittedAt ?? run.startedAt)?.getTime();
    if (at !== undefined) {
      began.set(run.source, Math.min(at, began.get(run.source) ?? Infinity));
    }
  }
  const inSequence = runs.filter(
    run =>
      run.startedAt &&
      run.actorHash !== undefined &&
      ['person', 'unresolved'].includes(run.actorKind ?? ''),
  );
  const rows = new Map<string, SequenceRow>();
  const firsts = new Map<string, { firstMs: number; afterMs?: number }>();
  const byActor = Map.groupBy(inSequence, r => `${r.source} ${r.actorHash}`);
  for (const ofActor of byActor.values()) {
    const sequence = sequenceRowsOf(
      ofActor.map(run => ({
        id: run.id,
        experiment: run.subject,
        submittedMs: run.submittedAt?.getTime(),
        startedMs: run.startedAt?.getTime() ?? 0,
        endedMs: run.endedAt?.getTime(),
        lost: run.outcome === 'lost',
        version: run.version,
        evaluates:
          run.hasEvaluation ||
          run.runClass === 'evaluation' ||
          run.stageTag === 'evaluation',
      })),
    );
    for (const [id, row] of sequence) {
      rows.set(id, row);
    }
    const first = firstSuccessOf(
      ofActor.map(run => ({
        id: run.id,
        firstMs: (run.submittedAt ?? run.startedAt)?.getTime() ?? 0,
        succeededMs:
          run.outcome === 'succeeded' ? run.endedAt?.getTime() : undefined,
      })),
      began.get(ofActor[0]?.source ?? 0) ?? 0,
    );
    if (first) {
      firsts.set(first.runId, first);
    }
  }
  return run => ({
    sequence: rows.get(run.id),
    first: firsts.get(run.id),
    firstOfCommit: !runs.some(
      other =>
        other.source === run.source &&
        other.committedAt !== undefined &&
        other.committedAt.getTime() === run.committedAt?.getTime() &&
        other.startedAt !== undefined &&
        run.startedAt !== undefined &&
        (other.startedAt < run.startedAt ||
          (other.startedAt.getTime() === run.startedAt.getTime() &&
            Number(other.id) < Number(run.id))),
    ),
  });
}

function decisionFor(
  run: CellRun,
  decisions: readonly CellDecision[],
): CellDecision | undefined {
  const at = attributionTime(run);
  return at === undefined
    ? undefined
    : decisions.find(
        ({ subject, validFrom, validTo }) =>
          subject === run.subject &&
          validFrom <= at &&
          (validTo === undefined || validTo > at),
      );
}

const DAYS_14_MS = 14 * 24 * 3_600_000;

function samplesOf(run: CellRun, around: Surroundings): Sample[] {
  return [
    ...startedSamplesOf(run, around),
    ...sequenceSamplesOf(run, around),
    ...resultSamplesOf(run),
    ...endedSamplesOf(run),
  ];
}

function startedSamplesOf(
  run: CellRun,
  { firstOfCommit }: Surroundings,
): Sample[] {
  const { submittedAt, startedAt, endedAt, committedAt, outcome } = run;
  if (!startedAt) {
    const closed = endedAt ? submittedAt && submittedAt <= endedAt : outcome;
    return submittedAt && closed
      ? [
          {
            metric: 'queue_time',
            at: submittedAt,
            state: 'open',
            censoredMs: endedAt && endedAt.getTime() - submittedAt.getTime(),
          },
        ]
      : [];
  }
  const at = startedAt;
  const samples: Sample[] = [
    {
      metric: 'lost_ratio',
      at,
      state: 'counted',
      parts: [Number(outcome === 'lost')],
    },
    {
      metric: 'unclosed_ratio',
      at,
      state: 'counted',
      parts: [Number(!endedAt && !outcome)],
    },
  ];
  if (!submittedAt) {
    samples.push({ metric: 'queue_time', at, state: 'unseen' });
  } else if (submittedAt <= startedAt) {
    samples.push(duration('queue_time', at, submittedAt, startedAt));
  }
  if (!committedAt) {
    samples.push({ metric: 'commit_to_start', at, state: 'unseen' });
  } else if (
    committedAt <= startedAt &&
    startedAt.getTime() - committedAt.getTime() <= DAYS_14_MS &&
    firstOfCommit
  ) {
    samples.push(duration('commit_to_start', at, committedAt, startedAt));
  }
  return samples;
}

const OF_SEQUENCES = [
  'start_gap',
  'overlap_ratio',
  'cycle_time',
  'think_time',
  'runs_per_active_person_week',
  'iteration_time',
] as const;

function sequenceSamplesOf(
  run: CellRun,
  { sequence, first }: Surroundings,
): Sample[] {
  const { startedAt: at, actorHash } = run;
  if (!at) {
    return [];
  }
  if (actorHash === undefined) {
    return OF_SEQUENCES.map(metric => ({ metric, at, state: 'unseen' }));
  }
  const samples: Sample[] = [];
  const values = [
    ['start_gap', sequence?.startGapMs],
    ['cycle_time', sequence?.cycleMs],
    ['think_time', sequence?.thinkMs],
  ] as const;
  for (const [metric, valueMs] of values) {
    if (valueMs !== undefined) {
      samples.push({ metric, at, state: 'counted', valueMs });
    }
  }
  if (sequence?.overlaps !== undefined) {
    samples.push({
      metric: 'overlap_ratio',
      at,
      state: 'counted',
      parts: [Number(sequence.overlaps)],
    });
  }
  if (sequence?.iterationBeganMs !== undefined) {
    samples.push(
      {
        metric: 'runs_per_active_person_week',
        at,
        state: 'counted',
        actor: actorHash,
      },
      {
        metric: 'iteration_time',
        at: new Date(sequence.iterationBeganMs),
        state: 'counted',
        valueMs: sequence.iterationMs,
        parts: [Number(sequence.reachesEvaluation)],
      },
    );
  }
  if (first) {
    samples.push({
      metric: 'time_to_first_success',
      at: new Date(first.firstMs),
      state: first.afterMs === undefined ? 'open' : 'counted',
      valueMs: first.afterMs,
      censoredMs: first.afterMs === undefined ? first.firstMs : undefined,
      weight: 1,
    });
  }
  return samples;
}

function resultSamplesOf(run: CellRun): Sample[] {
  const { submittedAt, startedAt, firstResultAt, outcome } = run;
  const end = run.endedAt ?? (outcome ? (startedAt ?? submittedAt) : undefined);
  const samples: Sample[] = [];
  for (const [metric, since] of [
    ['startup_time', startedAt],
    ['time_to_first_result', submittedAt],
  ] as const) {
    if (!firstResultAt) {
      if (end) {
        samples.push({ metric, at: end, state: 'unseen' });
      }
    } else if (!since) {
      samples.push({ metric, at: firstResultAt, state: 'unseen' });
    } else if (since <= firstResultAt) {
      samples.push(duration(metric, firstResultAt, since, firstResultAt));
    }
  }
  return samples;
}

function endedSamplesOf(run: CellRun): Sample[] {
  const { submittedAt, startedAt, firstResultAt, endedAt, outcome } = run;
  const at = endedAt ?? (outcome ? (startedAt ?? submittedAt) : undefined);
  if (!at) {
    return [];
  }
  const samples: Sample[] = [
    { metric: 'outside_share', at, state: 'counted', parts: [1] },
  ];
  if (outcome === 'succeeded') {
    if (!startedAt || !endedAt) {
      samples.push({ metric: 'run_time', at, state: 'unseen' });
    } else if (startedAt <= endedAt) {
      samples.push(duration('run_time', at, startedAt, endedAt));
    }
  }
  if (!outcome) {
    samples.push({ metric: 'failed_ratio', at, state: 'unseen' });
  } else if (outcome !== 'lost') {
    const failed = outcome === 'failed';
    const by = (cause: Cause) =>
      Number(failed && (run.cause ?? 'unknown') === cause);
    samples.push({
      metric: 'failed_ratio',
      at,
      state: 'counted',
      parts: [Number(failed), by('user'), by('system'), by('unknown')],
    });
  }
  if (outcome !== 'lost') {
    const hasAll =
      submittedAt &&
      startedAt &&
      firstResultAt &&
      endedAt &&
      submittedAt <= firstResultAt &&
      startedAt <= firstResultAt &&
      firstResultAt <= endedAt;
    samples.push(
      hasAll
        ? {
            metric: 'wait_share',
            at,
            state: 'counted',
            parts: [
              firstResultAt.getTime() - submittedAt.getTime(),
              endedAt.getTime() - submittedAt.getTime(),
            ],
          }
        : { metric: 'wait_share', at, state: 'unseen' },
    );
  }
  return samples;
}

function leafSamplesOf(run: CellRun): Sample[] {
  const { startedAt, endedAt, outcome, gpus } = run;
  if (run.parent || !startedAt || !endedAt || startedAt > endedAt) {
    return [];
  }
  const metric = 'gpu_hours_in_failed_runs';
  if (gpus === undefined) {
    return [{ metric, at: endedAt, state: 'unseen' }];
  }
  const gpuMs = Math.round(gpus * (endedAt.getTime() - startedAt.getTime()));
  const where = (condition: boolean) => (condition ? gpuMs : 0);
  const cause = outcome === 'failed' ? (run.cause ?? 'unknown') : undefined;
  return [
    {
      metric,
      at: endedAt,
      state: 'counted',
      parts: [
        where(cause === 'user'),
        where(cause === 'system'),
        where(cause === 'unknown'),
        where(outcome === 'lost'),
        where(outcome === 'cancelled'),
        gpuMs,
      ],
    },
  ];
}

function duration(metric: MetricId, at: Date, from: Date, to: Date): Sample {
  return {
    metric,
    at,
    state: 'counted',
    valueMs: to.getTime() - from.getTime(),
  };
}

function cellFor(
  cells: Map<string, Cell>,
  run: CellRun,
  decision: CellDecision | undefined,
  { metric, at }: Sample,
): Cell {
  const day = at.toISOString().slice(0, 10);
  const stage = run.stageTag ?? (decision?.stage || UNKNOWN_STAGE);
  const { trigger, runClass, source } = run;
  const team = decision?.team ?? '';
  const key = [metric, day, team, stage, trigger, runClass, source].join('|');
  const cell = cells.get(key) ?? {
    ...{ metric, day, team, stage, trigger, runClass, source },
    n: 0,
    valuesMs: [],
    censoredMs: [],
    neverStarted: 0,
    unseen: 0,
    parts: [],
    actors: new Set<string>(),
    people: new Map<string, number>(),
  };
  cells.set(key, cell);
  return cell;
}

function add(cell: Cell, run: CellRun, sample: Sample): void {
  cell.n += Number(sample.state === 'counted');
  cell.neverStarted += Number(sample.state === 'open');
  cell.unseen += Number(sample.state === 'unseen');
  if (sample.valueMs !== undefined) {
    cell.valuesMs.push(sample.valueMs);
  }
  if (sample.censoredMs !== undefined) {
    cell.censoredMs.push(sample.censoredMs);
  }
  if (sample.actor !== undefined) {
    cell.actors.add(sample.actor);
  }
  for (const [index, part] of (sample.parts ?? []).entries()) {
    cell.parts[index] = (cell.parts[index] ?? 0) + part;
  }
  const weight =
    sample.weight ??
    (sample.state === 'counted' ? (sample.valueMs ?? 1) : undefined);
  if (
    weight !== undefined &&
    run.actorKind === 'person' &&
    run.actorHash !== undefined
  ) {
    cell.people.set(
      run.actorHash,
      (cell.people.get(run.actorHash) ?? 0) + weight,
    );
  }
}
