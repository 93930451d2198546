import { SourceKind } from '@mli/plugin-insights-common';
import { RunState } from '../fold';
import { RunSummary } from '../project';

/** A row that may tell of the same run as others: what one source said of it. */
export interface JoinMember {
  /** Unique among rows. */
  readonly id: string;
  readonly source: { readonly name: string; readonly kind: SourceKind };
  readonly runKey: string;
  readonly state: RunState;
  readonly summary: RunSummary;
  /** A person said that it is a run of its own. */
  readonly isSplit: boolean;
  readonly hasTrials: boolean;
}

/** Who describes a run best: the tracker knows what it is about, the scheduler what it waited for. */
const DESCRIBING: Readonly<Record<SourceKind, number>> = {
  mlflow: 0,
  openlineage: 1,
  cloudevents: 2,
  cdevents: 3,
  file: 4,
  slurm: 5,
};

/** Who knows best when it was submitted, among those that say it. */
const TIMING: Readonly<Record<SourceKind, number>> = {
  slurm: 0,
  cloudevents: 1,
  cdevents: 2,
  file: 3,
  openlineage: 4,
  mlflow: 5,
};

export function byDescription(a: JoinMember, b: JoinMember): number {
  return (
    Number(a.summary.said.job === undefined) -
      Number(b.summary.said.job === undefined) ||
    DESCRIBING[a.source.kind] - DESCRIBING[b.source.kind] ||
    byKey(a, b)
  );
}

export function byTiming(a: JoinMember, b: JoinMember): number {
  return (
    TIMING[a.source.kind] - TIMING[b.source.kind] ||
    (a.summary.times.submittedAt ?? 0) - (b.summary.times.submittedAt ?? 0) ||
    byKey(a, b)
  );
}

/** By what the producers chose, not by row ids: those follow the order of arrival. */
export function byKey(a: JoinMember, b: JoinMember): number {
  return (
    compareText(a.source.name, b.source.name) || compareText(a.runKey, b.runKey)
  );
}

export function beginOf({ summary }: JoinMember): number {
  const { submittedAt, startedAt, firstResultAt, endedAt } = summary.times;
  return (
    startedAt ?? submittedAt ?? firstResultAt ?? endedAt ?? Number.MAX_VALUE
  );
}

function compareText(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
