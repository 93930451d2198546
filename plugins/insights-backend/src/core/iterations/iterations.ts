import { Iteration, SequenceRun } from './types';

/** Starts at most this far apart are one launch: a script that starts ten runs makes one try. */
export const SAME_LAUNCH_MS = 5 * 60_000;
/** A longer pause is not thinking; it is lunch, the night, or other work. */
export const LONGEST_PAUSE_MS = 4 * 3_600_000;

class Growing implements Iteration {
  readonly runs: SequenceRun[];
  beganMs: number;
  readonly startedMs: number;
  endedMs: number;
  reachesEvaluation: boolean;
  next?: Iteration;
  lastStartedMs: number;
  readonly #versions = new Set<string>();

  constructor(run: SequenceRun, endedMs: number) {
    this.runs = [run];
    this.beganMs = beginningOf(run);
    this.startedMs = run.startedMs;
    this.lastStartedMs = run.startedMs;
    this.endedMs = endedMs;
    this.reachesEvaluation = run.evaluates;
    this.#remember(run);
  }

  add(run: SequenceRun, endedMs: number): void {
    this.runs.push(run);
    this.beganMs = Math.min(this.beganMs, beginningOf(run));
    this.lastStartedMs = run.startedMs;
    this.endedMs = Math.max(this.endedMs, endedMs);
    this.reachesEvaluation ||= run.evaluates;
    this.#remember(run);
  }

  has(version: string | undefined): boolean {
    return version !== undefined && this.#versions.has(version);
  }

  #remember({ version }: SequenceRun): void {
    if (version !== undefined) {
      this.#versions.add(version);
    }
  }
}

/**
 * The iterations in the runs of one actor and experiment (docs/metrics.md, section 2).
 *
 * A run belongs to the iteration before it if it starts before that one has ended, at most 5 minutes after the start
 * just before, or with commit and parameters of one of its runs. A lost run, and one without an end, belongs to no
 * iteration and breaks the chain: nothing is merged and no pause is measured across it.
 *
 * @param runs - of one actor and experiment, in any order
 */
export function iterationsOf(runs: readonly SequenceRun[]): Iteration[] {
  const iterations: Growing[] = [];
  let current: Growing | undefined;
  for (const run of inOrder(runs)) {
    if (run.lost || run.endedMs === undefined) {
      current = undefined;
    } else if (current && belongsTo(run, current)) {
      current.add(run, run.endedMs);
    } else {
      const before: Growing | undefined = current;
      current = new Growing(run, run.endedMs);
      iterations.push(current);
      if (before) {
        before.next = current;
      }
    }
  }
  return iterations;
}

function belongsTo(run: SequenceRun, iteration: Growing): boolean {
  return (
    run.startedMs < iteration.endedMs ||
    run.startedMs - iteration.lastStartedMs <= SAME_LAUNCH_MS ||
    iteration.has(run.version)
  );
}

/** By start; of equal starts the id decides, so that the order of rows does not. */
export function inOrder(runs: readonly SequenceRun[]): SequenceRun[] {
  return [...runs].sort(
    (a, b) => a.startedMs - b.startedMs || (a.id < b.id ? -1 : 1),
  );
}

function beginningOf(run: SequenceRun): number {
  return run.submittedMs ?? run.startedMs;
}

/** The pause after an iteration where it counts as thinking. */
export function thinkMsOf(iteration: Iteration): number | undefined {
  if (!iteration.next) {
    return undefined;
  }
  const pause = iteration.next.startedMs - iteration.endedMs;
  return pause <= LONGEST_PAUSE_MS ? Math.max(0, pause) : undefined;
}

/** From start to start, where the next iteration follows within 4 hours of the end. */
export function cycleMsOf(iteration: Iteration): number | undefined {
  return iteration.next && thinkMsOf(iteration) !== undefined
    ? iteration.next.startedMs - iteration.startedMs
    : undefined;
}

/** The headline: the whole try, and the thinking after it. */
export function iterationMsOf(iteration: Iteration): number {
  return iteration.endedMs - iteration.beganMs + (thinkMsOf(iteration) ?? 0);
}

/** Iterations that follow each other without a longer pause: one sitting. */
export function sessionsOf(iterations: readonly Iteration[]): Iteration[][] {
  const sessions: Iteration[][] = [];
  let open: Iteration | undefined;
  for (const iteration of iterations) {
    const last = sessions.at(-1);
    if (last && open?.next === iteration && thinkMsOf(open) !== undefined) {
      last.push(iteration);
    } else {
      sessions.push([iteration]);
    }
    open = iteration;
  }
  return sessions;
}
