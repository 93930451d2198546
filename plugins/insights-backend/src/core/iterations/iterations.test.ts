import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import {
  cycleMsOf,
  iterationMsOf,
  iterationsOf,
  sessionsOf,
  thinkMsOf,
} from './iterations';
import { pairsOf } from './pairs';
import { SequenceRun } from './types';

interface FixtureRun {
  id: string;
  experiment?: string;
  submitted?: string;
  started: string;
  ended?: string;
  what?: 'lost';
  version?: string;
  times?: number;
}

interface IterationCase {
  name: string;
  runs: FixtureRun[];
  expect: { iterations: string[]; seconds: number[] };
}

interface PauseCase {
  name: string;
  runs: FixtureRun[];
  expect: {
    cycle: number[];
    think: number[];
    gap: number[];
    gapCount?: number;
    overlap: (boolean | null)[];
    overlapCount?: number;
    sessions: number[];
  };
}

function read<T>(file: string): T {
  return parse(fs.readFileSync(path.join(__dirname, 'fixtures', file), 'utf8'));
}

function timeOf(text: string): number {
  return Date.parse(`${text.includes('T') ? text : `2026-03-02T${text}`}Z`);
}

function runsOf(rows: readonly FixtureRun[]): SequenceRun[] {
  return rows.flatMap(row =>
    Array.from({ length: row.times ?? 1 }, (_, copy) => ({
      id: row.times ? `${row.id}${copy}` : row.id,
      experiment: row.experiment ?? 'x',
      submittedMs: row.submitted ? timeOf(row.submitted) : undefined,
      startedMs: timeOf(row.started),
      endedMs: row.ended ? timeOf(row.ended) : undefined,
      lost: row.what === 'lost',
      version: row.version,
      evaluates: false,
    })),
  );
}

const byExperiment = (runs: readonly SequenceRun[]) => [
  ...Map.groupBy(runs, run => run.experiment).values(),
];

describe('iteration_time', () => {
  it.each(read<IterationCase[]>('iteration_time.yaml'))(
    '$name',
    ({ runs, expect: expected }) => {
      const iterations = byExperiment(runsOf(runs)).flatMap(iterationsOf);
      expect(
        iterations.map(({ runs: of }) => of.map(({ id }) => id).join(' ')),
      ).toEqual(expected.iterations);
      expect(iterations.map(each => iterationMsOf(each) / 1000)).toEqual(
        expected.seconds,
      );
    },
  );
});

describe('cycles, thinking, gaps, overlaps and sessions', () => {
  it.each(read<PauseCase[]>('pauses.yaml'))(
    '$name',
    ({ runs, expect: expected }) => {
      const sequence = runsOf(runs);
      const iterations = iterationsOf(sequence);
      const seconds = (values: (number | undefined)[]) =>
        values.flatMap(value => (value === undefined ? [] : value / 1000));
      expect(seconds(iterations.map(cycleMsOf))).toEqual(expected.cycle);
      expect(seconds(iterations.map(thinkMsOf))).toEqual(expected.think);
      const pairs = pairsOf(sequence);
      // Where there are hundreds, a case says how many.
      const listed = {
        gap: pairs.map(pair => pair.startGapMs / 1000),
        overlap: pairs.map(pair => pair.overlaps ?? null),
      };
      const counted = {
        gapCount: pairs.length,
        overlapCount: pairs.filter(pair => pair.overlaps).length,
      };
      const { gap, overlap, gapCount, overlapCount = 0 } = expected;
      expect(gapCount === undefined ? listed : counted).toEqual(
        gapCount === undefined ? { gap, overlap } : { gapCount, overlapCount },
      );
      expect(sessionsOf(iterations).map(session => session.length)).toEqual(
        expected.sessions,
      );
    },
  );
});

describe('a sequence', () => {
  const run = fc.record({
    started: fc.integer({ min: 0, max: 100_000_000 }),
    length: fc.option(fc.integer({ min: 0, max: 40_000_000 }), {
      nil: undefined,
      freq: 6,
    }),
    lost: fc.boolean(),
  });

  it('is the same in whatever order the runs come, and puts each closed run into one iteration', () => {
    fc.assert(
      fc.property(fc.array(run), fc.integer(), (rows, seed) => {
        const runs = rows.map(
          ({ started, length, lost }, index): SequenceRun => ({
            id: String(index),
            experiment: 'x',
            startedMs: started,
            endedMs: length === undefined ? undefined : started + length,
            lost: lost && index % 5 === 0,
            evaluates: false,
          }),
        );
        const shuffled = [...runs].sort(
          (a, b) =>
            ((Number(a.id) * 7919 + seed) % 101) -
            ((Number(b.id) * 7919 + seed) % 101),
        );
        const ids = (of: readonly SequenceRun[]) =>
          iterationsOf(of).map(each => each.runs.map(({ id }) => id));
        expect(ids(shuffled)).toEqual(ids(runs));
        expect(ids(runs).flat().sort()).toEqual(
          runs
            .filter(each => !each.lost && each.endedMs !== undefined)
            .map(({ id }) => id)
            .sort(),
        );
      }),
    );
  });
});
