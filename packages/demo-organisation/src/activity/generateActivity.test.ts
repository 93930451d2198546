import { runRecordSchema } from '@mli/plugin-insights-common';
import {
  generate,
  isEvaluation,
  isTraining,
  numbers,
  queueSeconds,
  runSeconds,
  UNTIL,
} from '../__testUtils__/activity';
import { Observer } from '../__testUtils__/observe';
import { DAY, mondayOf } from './calendar';
import {
  ACME_SEREN_CPU,
  ACME_SEREN_GPU,
  HELIOS_GPU,
  HELIOS_VENUS_CPU,
  PublishedWorkload,
} from './published';
import { SourcedRunRecord } from './RunPlan';

// Each test makes half a year of runs; a busy machine takes its time.
jest.setTimeout(120_000);

const records = generate();
const observer = new Observer();
const observations = records.map(record => observer.observe(record));

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  const ascending = [...values].sort((a, b) => a - b);
  return ascending[Math.floor(ascending.length / 2)] ?? NaN;
}

function sorted(list: readonly SourcedRunRecord[]): SourcedRunRecord[] {
  const key = ({ source, id }: SourcedRunRecord) => `${source} ${id}`;
  return [...list].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

describe('generateActivity', () => {
  it('writes records that the import takes, each under its own id', () => {
    const refused = records.filter(
      ({ source: _, ...record }) => !runRecordSchema.safeParse(record).success,
    );
    expect(refused).toEqual([]);
    const ids = new Set(records.map(({ source, id }) => `${source} ${id}`));
    expect(ids.size).toBe(records.length);
    expect(records.length).toBeGreaterThan(25_000);
    expect(records.length).toBeLessThan(40_000);
  });

  it('covers 26 weeks and the one that is not over', () => {
    const mondays = new Set(
      records.map(({ submittedAt = '' }) => mondayOf(Date.parse(submittedAt))),
    );
    expect(mondays.size).toBe(27);
    expect(new Date(Math.min(...mondays)).toISOString()).toBe(
      '2026-05-18T00:00:00.000Z',
    );
  });

  it('is the same for the same seed and end, and another for another seed', () => {
    const weeks = 4;
    const once = generate({ weeks });
    expect(generate({ weeks })).toEqual(once);
    expect(generate({ weeks, seed: 7 })).not.toEqual(once);
    // fewer weeks are the last of more
    expect(records.slice(-once.length)).toEqual(once);
  });

  it('says nothing about what happens after its end', () => {
    const until = new Date('2026-11-18T11:30:00Z');
    const early = generate({ until, weeks: 4 });
    for (const record of early) {
      const times = [
        record.submittedAt,
        record.startedAt,
        record.firstResultAt,
        record.endedAt,
      ];
      const last = Math.max(...times.map(time => Date.parse(time ?? '1970')));
      expect(last).toBeLessThanOrEqual(until.getTime());
      const isOver = record.endedAt !== undefined || record.outcome === 'lost';
      expect(record.outcome !== undefined).toBe(isOver);
    }
    expect(
      early.some(
        ({ startedAt, endedAt, outcome }) => startedAt && !endedAt && !outcome,
      ),
    ).toBe(true);
  });

  it('only adds and completes when it is continued from the same anchor', () => {
    const weeks = 4;
    const anchor = new Date('2026-11-16');
    const until = new Date('2026-12-05T10:00:00Z');
    const all = generate({ until, anchor, weeks });
    const byId = new Map(
      all.map(record => [`${record.source} ${record.id}`, record]),
    );
    for (const record of generate({ weeks })) {
      expect(byId.get(`${record.source} ${record.id}`)).toMatchObject(record);
    }
    // In two parts: everything that is over, once, in its last form.
    const first = generate({ weeks, closedOnly: true });
    const second = generate({
      until,
      anchor,
      weeks,
      closedOnly: true,
      since: UNTIL,
    });
    expect(second.length).toBeGreaterThan(500);
    const closed = generate({ until, anchor, weeks, closedOnly: true });
    expect(sorted([...first, ...second])).toEqual(sorted(closed));
    expect(closed.length).toBeLessThan(all.length);
  });

  it('has no impossible timeline', () => {
    for (const record of records) {
      const {
        committedAt,
        submittedAt = '',
        startedAt,
        firstResultAt,
        endedAt,
      } = record;
      const times = [
        committedAt,
        submittedAt,
        startedAt,
        firstResultAt,
        endedAt,
      ].filter(time => time !== undefined);
      expect(times).toEqual([...times].sort());
    }
  });

  it('works on weekdays, rests in holiday weeks', () => {
    const perDay = new Map<number, number>();
    for (const { submittedAt = '', trigger } of records) {
      if (trigger !== 'human') continue;
      const day = Math.floor(Date.parse(submittedAt) / DAY);
      perDay.set(day, (perDay.get(day) ?? 0) + 1);
    }
    const on = (day: string) =>
      perDay.get(Math.floor(Date.parse(day) / DAY)) ?? 0;
    expect(on('2026-09-15')).toBeGreaterThan(4 * on('2026-09-19'));
    const week = (monday: string) =>
      Array.from({ length: 7 }, (_, day) =>
        on(new Date(Date.parse(monday) + day * DAY).toISOString()),
      ).reduce((sum, runs) => sum + runs);
    // ISO week 33 begins on 10 August; what the fewest people do goes on
    expect(week('2026-08-10')).toBeLessThan(0.65 * week('2026-09-14'));
  });

  it('has sweeps with their trials, debug and full runs, CI, schedules, lost and cancelled ones', () => {
    const count = (test: (record: SourcedRunRecord) => unknown) =>
      records.filter(test).length;
    const parents = new Set(
      records
        .filter(({ runClass }) => runClass === 'sweep')
        .map(({ id }) => id),
    );
    const children = records.filter(({ parentId }) => parentId);
    expect(children.length).toBeGreaterThan(300);
    expect(children.every(({ parentId = '' }) => parents.has(parentId))).toBe(
      true,
    );
    expect(count(({ runClass }) => runClass === 'full')).toBeGreaterThan(4_000);
    expect(count(({ runClass }) => runClass === 'debug')).toBeGreaterThan(
      4_000,
    );
    expect(count(({ trigger }) => trigger === 'ci')).toBeGreaterThan(300);
    expect(count(({ trigger }) => trigger === 'scheduled')).toBeGreaterThan(
      2_000,
    );
    expect(count(({ trigger }) => trigger === 'unknown')).toBeGreaterThan(500);
    expect(count(({ outcome }) => outcome === 'lost')).toBeGreaterThan(50);
    expect(count(({ outcome }) => outcome === 'skipped')).toBeGreaterThan(50);
    expect(
      count(({ outcome, startedAt }) => outcome === 'cancelled' && !startedAt),
    ).toBeGreaterThan(200);
    expect(count(({ cause }) => cause === 'system')).toBeGreaterThan(500);
  });

  it('gives no job to two components, and leaves some jobs to nobody', () => {
    const jobs = new Map(
      records.map(record => [`${record.namespace}/${record.job}`, record]),
    );
    const claims = [...jobs.values()].map(
      record => observer.componentsOf(record).length,
    );
    expect(Math.max(...claims)).toBe(1);
    const unregistered = [...jobs.keys()].filter(job =>
      /intersection-topology/.test(job),
    );
    expect(unregistered.length).toBeGreaterThan(0);
    const nobodys = observations.filter(
      ({ record, team }) =>
        !team && !record.team && observer.componentsOf(record).length === 0,
    );
    expect(nobodys.length).toBeGreaterThan(200);
    expect(nobodys.length / records.length).toBeLessThan(0.05);
  });
});

describe('the published figures', () => {
  // Without the planted effects: they make the adopters faster than the published clusters.
  const plain = generate({ effects: [] });
  const started = (record: SourcedRunRecord) => record.outcome !== 'skipped';

  it.each<[string, PublishedWorkload, (record: SourcedRunRecord) => boolean]>([
    ['training', HELIOS_GPU, isTraining],
    ['evaluation', ACME_SEREN_GPU, isEvaluation],
    [
      'simulation',
      HELIOS_VENUS_CPU,
      ({ namespace }) => namespace.startsWith('cpu.'),
    ],
    [
      'data work',
      ACME_SEREN_CPU,
      ({ source, namespace }) =>
        source === 'demo-pipelines' &&
        !/^(labels|audit|shadow|ci)\./.test(namespace),
    ],
  ])(
    'are met by %s: medians and means within 15 %, shares within 2 points',
    (_, published, belongs) => {
      const jobs = plain.filter(record => belongs(record) && started(record));
      const runs = numbers(jobs.map(runSeconds));
      const queues = numbers(jobs.map(queueSeconds));
      const ratio = (value: number, of: number) => value / of;
      expect(
        Math.abs(ratio(median(runs), published.medianRunSeconds) - 1),
      ).toBeLessThan(0.15);
      expect(
        Math.abs(ratio(mean(runs), published.meanRunSeconds) - 1),
      ).toBeLessThan(0.15);
      expect(median(queues)).toBe(published.medianQueueSeconds);
      expect(
        Math.abs(ratio(mean(queues), published.meanQueueSeconds) - 1),
      ).toBeLessThan(0.15);
      const ended = jobs.filter(({ outcome }) => outcome);
      const share = (outcome: string) =>
        ended.filter(record => record.outcome === outcome).length /
        ended.length;
      expect(
        Math.abs(share('succeeded') - published.outcomes.succeeded),
      ).toBeLessThan(0.02);
      expect(
        Math.abs(share('cancelled') - published.outcomes.cancelled),
      ).toBeLessThan(0.02);
      expect(
        Math.abs(share('failed') - published.outcomes.failed),
      ).toBeLessThan(0.02);
    },
  );

  it('are met by the GPUs of training jobs', () => {
    const gpus = numbers(plain.filter(isTraining).map(record => record.gpus));
    expect(Math.abs(mean(gpus) / 3.716 - 1)).toBeLessThan(0.1);
    expect(median(gpus)).toBe(1);
  });
});
