import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { z } from 'zod';
import {
  DEFAULT_WORKING_HOURS,
  WorkingCalendar,
} from '../workingHours/WorkingCalendar';
import { lossRows } from './lossRows';
import { LossRow, TimedRun } from './types';

const HOUR_MS = 3_600_000;
const MONDAY = Date.parse('2026-11-23T00:00:00Z');

const clock = z.string().regex(/^\d\d:\d\d(\+\d)?$/);
const fixtures = z.array(
  z.strictObject({
    what: z.string(),
    runs: z.array(
      z.strictObject({
        times: z.int().optional(),
        actor: z.string().optional(),
        component: z.string().optional(),
        child: z.boolean().optional(),
        trials: z.boolean().optional(),
        fault: z.boolean().optional(),
        trigger: z.enum(['human', 'scheduled']).optional(),
        submitted: clock.optional(),
        started: clock.optional(),
        first: clock.optional(),
        ended: clock.optional(),
      }),
    ),
    view: z.literal('by hand').optional(),
    byDay: z.record(z.string(), z.number()).optional(),
    hours: z.record(z.string(), z.number()),
  }),
);
type FixtureRun = z.infer<typeof fixtures>[number]['runs'][number];

function fixturesOf(metric: string) {
  const file = path.join(__dirname, '__fixtures__', `${metric}.yaml`);
  return fixtures.parse(parse(fs.readFileSync(file, 'utf8')));
}

function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const [time = '', days = '0'] = text.split('+');
  const [hours, minutes] = time.split(':').map(Number);
  return (
    MONDAY + ((Number(days) * 24 + hours!) * 60 + minutes!) * (HOUR_MS / 60)
  );
}

function runOf(run: FixtureRun): TimedRun {
  return {
    stage: 'training',
    component: run.component ?? '',
    runClass: 'full',
    trigger: run.trigger ?? 'unknown',
    source: 1,
    actor: run.actor ?? '',
    gpuClass: -1,
    offerings: [],
    submitted: timeOf(run.submitted),
    started: timeOf(run.started),
    firstResult: timeOf(run.first),
    ended: timeOf(run.ended),
    child: run.child ?? false,
    hasTrials: run.trials ?? false,
    fault: run.fault ?? false,
  };
}

const calendar = new WorkingCalendar(DEFAULT_WORKING_HOURS);

function hoursBy(
  rows: readonly LossRow[],
  key: (row: LossRow) => string,
): Record<string, number> {
  const milliseconds: Record<string, number> = {};
  for (const row of rows) {
    milliseconds[key(row)] = (milliseconds[key(row)] ?? 0) + row.milliseconds;
  }
  // divided once: sums of fractions depend on their order
  return Object.fromEntries(
    Object.entries(milliseconds).map(([of, sum]) => [of, sum / HOUR_MS]),
  );
}

describe.each(['blocked_hours', 'rework_hours'])('%s', metric => {
  it.each(fixturesOf(metric))('$what', ({ runs, view, byDay, hours }) => {
    const rows = lossRows(
      runs.flatMap(run => Array(run.times ?? 1).fill(runOf(run))),
      calendar,
    ).filter(
      row =>
        row.kind !== 'worked' &&
        (view === undefined || row.trigger !== 'scheduled'),
    );
    const found = hoursBy(rows, row => row.phase);
    for (const [phase, value] of Object.entries(found)) {
      expect([phase, value]).toEqual([phase, hours[phase] ?? 0]);
    }
    expect(found).toMatchObject(hours);
    const ofMetric = rows.filter(({ kind }) => metric === `${kind}_hours`);
    const days = hoursBy(ofMetric, row => row.day);
    expect(days).toEqual(byDay ?? days);
  });
});

describe('lossRows', () => {
  const minute = fc.integer({ min: 0, max: 7 * 24 * 60 });
  const run = fc
    .record({
      actor: fc.constantFrom('ann', 'ben', ''),
      component: fc.constantFrom('lanes', 'signs'),
      stage: fc.constantFrom('training', 'evaluation'),
      child: fc.boolean(),
      fault: fc.boolean(),
      times: fc.array(minute, { minLength: 4, maxLength: 4 }),
      known: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    })
    .map(({ times, known, ...place }): TimedRun => {
      const [submitted, started, firstResult, ended] = [...times]
        .sort((a, b) => a - b)
        .map((at, index) => (known[index] ? MONDAY + at * 60_000 : undefined));
      return {
        ...runOf({}),
        ...place,
        submitted,
        started,
        firstResult,
        ended,
      };
    });

  it('does not depend on the order of the runs', () => {
    fc.assert(
      fc.property(
        fc.array(run, { maxLength: 12 }),
        fc.integer(),
        (runs, seed) => {
          const shuffled = [...runs].sort(
            (a, b) => ((a.submitted ?? 0) ^ seed) - ((b.submitted ?? 0) ^ seed),
          );
          const key = (row: LossRow) =>
            [row.actor, row.kind, row.day].join(' ');
          expect(hoursBy(lossRows(shuffled, calendar), key)).toEqual(
            hoursBy(lossRows(runs, calendar), key),
          );
        },
      ),
    );
  });

  it('never takes more of a person than the working hours there are, and sums its hours of the week', () => {
    fc.assert(
      fc.property(fc.array(run, { maxLength: 20 }), runs => {
        const rows = lossRows(runs, calendar).filter(
          ({ kind }) => kind !== 'worked',
        );
        const named = rows.filter(({ actor }) => actor !== '');
        for (const hours of Object.values(
          hoursBy(named, ({ actor }) => actor),
        )) {
          // the runs lie in one week and a day
          expect(hours).toBeLessThanOrEqual(72);
        }
        for (const row of rows) {
          const sum = [...row.hours.values()].reduce((a, b) => a + b, 0);
          expect(sum).toBe(row.milliseconds);
        }
      }),
    );
  });
});
