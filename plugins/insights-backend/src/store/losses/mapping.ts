import { TimedRun } from '../../core/losses/types';
import { StoredReport } from './LossStore';

/** Row type of `run_timeline`; arrays have one element a run. */
export interface DbTimelineRow {
  stage: string;
  component_ref: string;
  run_class: TimedRun['runClass'];
  trigger: TimedRun['trigger'];
  source_id: number;
  actor_hash: Buffer;
  gpu_class: number;
  offerings: string[];
  child: boolean;
  has_trials: boolean;
  submitted_ms: (string | null)[];
  started_ms: (string | null)[];
  first_result_ms: (string | null)[];
  ended_ms: (string | null)[];
  fault: boolean[];
}

export interface DbReportRow {
  unit_ref: string;
  closed_end: string;
  digest: string;
  definition_version: number;
  runs: number;
  report: unknown;
  released_stages: string[] | null;
  computed_at: Date;
}

export function fromDbTimeline(row: DbTimelineRow): TimedRun[] {
  const actor = row.actor_hash.toString('hex');
  return row.fault.map((fault, index) => ({
    stage: row.stage,
    component: row.component_ref,
    runClass: row.run_class,
    trigger: row.trigger,
    source: row.source_id,
    actor,
    gpuClass: row.gpu_class,
    offerings: row.offerings,
    child: row.child,
    hasTrials: row.has_trials,
    submitted: timeOf(row.submitted_ms[index]),
    started: timeOf(row.started_ms[index]),
    firstResult: timeOf(row.first_result_ms[index]),
    ended: timeOf(row.ended_ms[index]),
    fault,
  }));
}

function timeOf(value: string | null | undefined): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}

export function fromDbReport(row: DbReportRow): StoredReport {
  return {
    unit: row.unit_ref,
    closedEnd: row.closed_end,
    digest: row.digest,
    definitionVersion: row.definition_version,
    runs: row.runs,
    report: row.report,
    releasedStages: row.released_stages ?? undefined,
    computedAt: row.computed_at,
  };
}
