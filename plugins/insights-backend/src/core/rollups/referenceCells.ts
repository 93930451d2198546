import {
  ActorKind,
  Outcome,
  RunClass,
  Trigger,
  UNKNOWN_STAGE,
} from '@mli/plugin-insights-common';
import { bucketIndex } from '../metrics/buckets';
import { attributionTime, RunTimes } from './attributionTime';

/** A run as cells see it. */
export interface CellRun extends RunTimes {
  readonly subject: string;
  readonly source: number;
  readonly outcome?: Outcome;
  readonly trigger: Trigger;
  readonly runClass: RunClass;
  readonly stageTag?: string;
  readonly actorHash?: string;
  readonly actorKind?: ActorKind;
  readonly child: boolean;
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
  readonly metric: 'queue_time' | 'run_time';
  readonly day: string;
  readonly team: string;
  readonly stage: string;
  readonly trigger: Trigger;
  readonly runClass: RunClass;
  readonly source: number;
  readonly valuesMs: number[];
  readonly censoredMs: number[];
  neverStarted: number;
  readonly peopleMs: Map<string, number>;
}

interface Sample {
  readonly metric: Cell['metric'];
  readonly at: Date;
  readonly valueMs?: number;
  readonly censoredMs?: number;
}

/**
 * The day cells, computed run by run in the plainest way: what the SQL of `store/rollups` must equal. It serves the
 * tests and the reader; nothing in the portal computes cells with it.
 */
export function referenceCells(
  runs: readonly CellRun[],
  decisions: readonly CellDecision[],
): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const run of runs) {
    const decision = decisionFor(run, decisions);
    if (!decision || run.child || run.impossible || run.outcome === 'skipped') {
      continue;
    }
    for (const sample of samplesOf(run)) {
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

function samplesOf(run: CellRun): Sample[] {
  const { submittedAt, startedAt, endedAt, outcome } = run;
  const samples: Sample[] = [];
  if (submittedAt && startedAt && submittedAt <= startedAt) {
    const valueMs = startedAt.getTime() - submittedAt.getTime();
    samples.push({ metric: 'queue_time', at: startedAt, valueMs });
  }
  const closed = endedAt ? submittedAt && submittedAt <= endedAt : outcome;
  if (submittedAt && !startedAt && closed) {
    const censoredMs = endedAt && endedAt.getTime() - submittedAt.getTime();
    samples.push({ metric: 'queue_time', at: submittedAt, censoredMs });
  }
  if (startedAt && endedAt && startedAt <= endedAt && outcome === 'succeeded') {
    const valueMs = endedAt.getTime() - startedAt.getTime();
    samples.push({ metric: 'run_time', at: endedAt, valueMs });
  }
  return samples;
}

function cellFor(
  cells: Map<string, Cell>,
  run: CellRun,
  decision: CellDecision,
  { metric, at }: Sample,
): Cell {
  const day = at.toISOString().slice(0, 10);
  const stage = run.stageTag ?? (decision.stage || UNKNOWN_STAGE);
  const { trigger, runClass, source } = run;
  const { team } = decision;
  const key = [metric, day, team, stage, trigger, runClass, source].join('|');
  const cell = cells.get(key) ?? {
    ...{ metric, day, team, stage, trigger, runClass, source },
    valuesMs: [],
    censoredMs: [],
    neverStarted: 0,
    peopleMs: new Map<string, number>(),
  };
  cells.set(key, cell);
  return cell;
}

function add(cell: Cell, run: CellRun, sample: Sample): void {
  if (sample.valueMs === undefined) {
    cell.neverStarted += 1;
    if (sample.censoredMs !== undefined) {
      cell.censoredMs.push(sample.censoredMs);
    }
    return;
  }
  cell.valuesMs.push(sample.valueMs);
  if (run.actorKind === 'person' && run.actorHash !== undefined) {
    cell.peopleMs.set(
      run.actorHash,
      (cell.peopleMs.get(run.actorHash) ?? 0) + sample.valueMs,
    );
  }
}
