import { LossInputs, LossReport, SegmentInputs } from './lossReport';
import { LossRate } from './lossTarget';
import { LossPhase } from './types';

/** A row of what one person lost on a day, as the store gives it. */
export interface LossInput {
  readonly team: string;
  readonly week: string;
  readonly day: string;
  readonly kind: 'blocked' | 'rework' | 'worked';
  readonly phase: LossPhase;
  readonly stage: string;
  readonly person: string;
  readonly runClass: string;
  readonly gpuClass: number;
  readonly milliseconds: number;
  readonly runs: number;
}

export interface Promised {
  readonly offering: string;
  readonly secondsPerRun: number;
}

export interface JobClassLoss {
  readonly runClass: string;
  readonly gpus: number;
  readonly hours: number;
}

/** What is stored of a unit beside its report. */
export interface StagePath {
  readonly stage: string;
  readonly runs: number;
  readonly workedHours: number;
  readonly blockedHours: number;
  readonly reworkHours: number;
}

const HOUR_MS = 3_600_000;

export function segmentKey(segment: {
  readonly stage: string;
  readonly phase: string;
}): string {
  return `${segment.stage}|${segment.phase}`;
}

/** Turns the rows of a unit into what a report is computed from; weeks before its first row do not exist for it. */
export function lossInputsOf(
  rows: readonly LossInput[],
  options: {
    /** Mondays, oldest first. */
    weeks: readonly string[];
    seed: number;
    peersOf(segment: { stage: string; phase: LossPhase }): readonly LossRate[];
    promiseOf(segment: {
      stage: string;
      phase: LossPhase;
    }): Promised | undefined;
  },
): LossInputs {
  const first = rows.reduce(
    (earliest, { week }) => (week < earliest ? week : earliest),
    options.weeks.at(-1) ?? '',
  );
  const weeks = options.weeks.filter(week => week >= first);
  const weekIndex = new Map(weeks.map((week, index) => [week, index]));
  const runs = new Map<string, number[]>();
  const segments = new Map<string, { stage: string; phase: LossPhase }>();
  const losses = rows.filter(
    row => row.kind !== 'worked' && row.milliseconds > 0,
  );
  for (const row of losses) {
    segments.set(segmentKey(row), { stage: row.stage, phase: row.phase });
  }
  for (const row of rows) {
    const week = weekIndex.get(row.week);
    if (row.kind === 'worked' && week !== undefined) {
      const counts = runs.get(row.stage) ?? weeks.map(() => 0);
      counts[week] = (counts[week] ?? 0) + row.runs;
      runs.set(row.stage, counts);
    }
  }
  const keys = [...segments.keys()].sort();
  const positions = new Map(keys.map((key, index) => [key, index]));
  return {
    weeks: weeks.length,
    seed: options.seed,
    segments: keys.flatMap((key): SegmentInputs[] => {
      const segment = segments.get(key);
      return segment
        ? [
            {
              ...segment,
              runs: runs.get(segment.stage) ?? weeks.map(() => 0),
              peers: options.peersOf(segment),
              promised: options.promiseOf(segment),
            },
          ]
        : [];
    }),
    episodes: losses.flatMap(row => {
      const week = weekIndex.get(row.week);
      const segment = positions.get(segmentKey(row));
      return week === undefined || segment === undefined
        ? []
        : [
            {
              segment,
              week,
              person: row.person,
              hours: row.milliseconds / HOUR_MS,
            },
          ];
    }),
  };
}

/** A team's loss over the rows given, by segment, as others compare with it. */
export function lossRates(rows: readonly LossInput[]): Map<string, LossRate> {
  const runs = new Map<string, number>();
  const persons = new Map<string, Map<string, number>>();
  for (const row of rows) {
    if (row.kind === 'worked') {
      runs.set(row.stage, (runs.get(row.stage) ?? 0) + row.runs);
    } else {
      const key = segmentKey(row);
      const byPerson = persons.get(key) ?? new Map<string, number>();
      persons.set(key, byPerson);
      byPerson.set(
        row.person,
        (byPerson.get(row.person) ?? 0) + row.milliseconds / HOUR_MS,
      );
    }
  }
  const rates = new Map<string, LossRate>();
  for (const [stage, count] of runs) {
    // A team that runs a stage and loses nothing there is a peer as well.
    for (const phase of ['queue', 'startup', 'execution']) {
      const key = segmentKey({ stage, phase });
      const hours = [...(persons.get(key)?.values() ?? [])];
      rates.set(key, {
        runs: count,
        hours: hours.reduce((sum, value) => sum + value, 0),
        noise: hours.reduce((sum, value) => sum + value ** 2, 0),
      });
    }
  }
  return rates;
}

/** Which jobs a loss is of, by segment, hours a week, largest first. */
export function jobClassesOf(
  rows: readonly LossInput[],
  weeks: number,
): Map<string, JobClassLoss[]> {
  const bySegment = new Map<string, Map<string, JobClassLoss>>();
  for (const row of rows) {
    if (row.kind === 'worked' || row.milliseconds === 0) {
      continue;
    }
    const key = segmentKey(row);
    const classes = bySegment.get(key) ?? new Map<string, JobClassLoss>();
    bySegment.set(key, classes);
    const job = `${row.runClass}|${row.gpuClass}`;
    classes.set(job, {
      runClass: row.runClass,
      gpus: row.gpuClass,
      hours:
        (classes.get(job)?.hours ?? 0) + row.milliseconds / HOUR_MS / weeks,
    });
  }
  return new Map(
    [...bySegment].map(([key, classes]) => [
      key,
      [...classes.values()].sort((a, b) => b.hours - a.hours),
    ]),
  );
}

/** Worked and lost hours a week, by stage. */
export function pathOf(rows: readonly LossInput[], weeks: number): StagePath[] {
  const stages = new Map<
    string,
    { -readonly [K in keyof StagePath]: StagePath[K] }
  >();
  for (const row of rows) {
    const stage = stages.get(row.stage) ?? {
      stage: row.stage,
      runs: 0,
      workedHours: 0,
      blockedHours: 0,
      reworkHours: 0,
    };
    stages.set(row.stage, stage);
    const hours = row.milliseconds / HOUR_MS / weeks;
    if (row.kind === 'worked') {
      stage.workedHours += hours;
      stage.runs += row.runs;
    } else if (row.kind === 'blocked') {
      stage.blockedHours += hours;
    } else {
      stage.reworkHours += hours;
    }
  }
  return [...stages.values()];
}

export function isReport(value: unknown): value is LossReport {
  return typeof value === 'object' && value !== null && 'segments' in value;
}
