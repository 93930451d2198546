import {
  cycleMsOf,
  iterationMsOf,
  iterationsOf,
  thinkMsOf,
} from './iterations';
import { pairsOf } from './pairs';
import { SequenceRun } from './types';

/** What the sequence says of one run; cells are summed from these. */
export interface SequenceRow {
  readonly runId: string;
  startGapMs?: number;
  overlaps?: boolean;
  iterationBeganMs?: number;
  iterationMs?: number;
  cycleMs?: number;
  thinkMs?: number;
  reachesEvaluation?: boolean;
}

/** One row for each run of an actor, whatever its experiment. */
export function sequenceRowsOf(
  runs: readonly SequenceRun[],
): Map<string, SequenceRow> {
  const rows = new Map(
    runs.map(({ id }): [string, SequenceRow] => [id, { runId: id }]),
  );
  const put = (id: string, values: Partial<SequenceRow>) =>
    Object.assign(rows.get(id) ?? {}, values);
  for (const ofExperiment of Map.groupBy(runs, r => r.experiment).values()) {
    for (const { run, startGapMs, overlaps } of pairsOf(ofExperiment)) {
      put(run.id, { startGapMs, overlaps });
    }
    for (const iteration of iterationsOf(ofExperiment)) {
      put(iteration.runs[0]?.id ?? '', {
        iterationBeganMs: iteration.beganMs,
        iterationMs: iterationMsOf(iteration),
        cycleMs: cycleMsOf(iteration),
        thinkMs: thinkMsOf(iteration),
        reachesEvaluation: iteration.reachesEvaluation,
      });
    }
  }
  return rows;
}
