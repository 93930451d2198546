import { runRecordSchema } from '@mli/plugin-insights-common';
import { ADOPTION_HISTORIES } from '../adoption/history';
import {
  PLANTED_ADOPTIONS,
  PLANTED_EFFECTS,
  plantedDate,
} from '../adoption/planted';
import { demoOrganisation } from '../organisation/demoOrganisation';
import {
  activeWeeks,
  firstOfThree,
  Observation,
  Observer,
} from '../testing/observe';
import { DAY, mondayOf, WEEK } from './calendar';
import { DEFAULT_SEED, generateActivity } from './generateActivity';
import {
  PublishedWorkload,
  ACME_SEREN_CPU,
  ACME_SEREN_GPU,
  HELIOS_GPU,
  HELIOS_VENUS_CPU,
} from './published';
import { SourcedRunRecord } from './RunPlan';

const UNTIL = new Date('2026-11-22T23:59:59.999Z');
const organisation = demoOrganisation();

function generate(
  options: Partial<Parameters<typeof generateActivity>[0]> = {},
): SourcedRunRecord[] {
  return [
    ...generateActivity({
      seed: DEFAULT_SEED,
      until: UNTIL,
      organisation,
      ...options,
    }),
  ];
}

function sorted(records: readonly SourcedRunRecord[]): SourcedRunRecord[] {
  return [...records].sort((a, b) =>
    `${a.source} ${a.id}` < `${b.source} ${b.id}` ? -1 : 1,
  );
}

const records = generate();
/** Their adoption is looked at by month or in production runs, not by three weeks of people. */
const OTHER_RULES = new Set([
  'dataset-versions',
  'label-audit',
  'sweep-service',
  'step-profiler',
  'golden-sets',
  'scenario-bank',
  'model-registry',
  'shadow-drive',
  'model-ci',
]);

const observer = new Observer();
const observations = records.map(record => observer.observe(record));

function seconds(from?: string, to?: string): number | undefined {
  return from && to ? (Date.parse(to) - Date.parse(from)) / 1000 : undefined;
}

function numbers(values: readonly (number | undefined)[]): number[] {
  return values.filter(value => value !== undefined);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function queueSeconds({ submittedAt, startedAt }: SourcedRunRecord) {
  return seconds(submittedAt, startedAt);
}

function runSeconds({ startedAt, endedAt }: SourcedRunRecord) {
  return seconds(startedAt, endedAt);
}

/** Jobs that ask a cluster for GPUs to train: what the published tables count. */
function isTraining({ source, namespace, runClass }: SourcedRunRecord) {
  return (
    source === 'demo-scheduler' &&
    /^(batch|elastic|spot)\./.test(namespace) &&
    runClass !== 'sweep'
  );
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
      for (const time of times) {
        if (time) expect(Date.parse(time)).toBeLessThanOrEqual(until.getTime());
      }
      if (!record.endedAt && record.outcome !== 'lost') {
        expect(record.outcome).toBeUndefined();
      }
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
    [
      'evaluation',
      ACME_SEREN_GPU,
      ({ source }) => source === 'demo-evaluation',
    ],
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

describe('the planted adoptions', () => {
  const others = ADOPTION_HISTORIES.filter(
    ({ offering }) => !OTHER_RULES.has(offering),
  );
  const seen = (team: string, offering: string, from: readonly Observation[]) =>
    activeWeeks(from, team, offering, observer.sizes.get(team) ?? 0);

  it.each(
    PLANTED_ADOPTIONS.map(
      adoption => [adoption.offering, adoption.team, adoption] as const,
    ),
  )(
    '%s by %s is seen in the runs from its date on',
    (offering, team, adoption) => {
      expect(firstOfThree(seen(team, offering, observations))).toBe(
        plantedDate(adoption, UNTIL),
      );
    },
  );

  it('are seen whatever the seed and the end', () => {
    const until = new Date('2027-02-03T08:00:00Z');
    const elsewhere = generate({ seed: 99, until }).map(record =>
      observer.observe(record),
    );
    const found = PLANTED_ADOPTIONS.map(({ team, offering }) =>
      firstOfThree(seen(team, offering, elsewhere)),
    );
    expect(found).toEqual(
      PLANTED_ADOPTIONS.map(adoption => plantedDate(adoption, until)),
    );
  });

  it('are the only ones beside those of the other offerings in the plan', () => {
    for (const { team, offering, kind, since = 0, lastWeek = 0 } of others) {
      const weeks = seen(team, offering, observations);
      const first = firstOfThree(weeks);
      const monday = (before: number) =>
        mondayOf(UNTIL.getTime()) - before * WEEK;
      const day = (before: number) =>
        new Date(monday(before)).toISOString().slice(0, 10);
      const expected = {
        always: day(26),
        adopted: day(since),
        trial: undefined,
        lapsed: day(26),
        declining: day(26),
      }[kind];
      expect([team, offering, first]).toEqual([team, offering, expected]);
      if (kind === 'lapsed') {
        // what was submitted in the last week may start in the next
        expect(Math.max(...weeks)).toBeLessThanOrEqual(monday(lastWeek - 1));
      }
      if (kind === 'declining') {
        expect(Math.max(...weeks)).toBeLessThanOrEqual(monday(since));
      }
    }
  });

  it('stagger over at least six batches of department and four weeks for each offering', () => {
    for (const { offering } of PLANTED_EFFECTS) {
      const adoptions = PLANTED_ADOPTIONS.filter(
        adoption => adoption.offering === offering,
      );
      expect(adoptions.length).toBeGreaterThanOrEqual(9);
      expect(
        new Set(adoptions.map(({ weeksBefore }) => weeksBefore)).size,
      ).toBeGreaterThanOrEqual(6);
      // eight weeks before the four that are left out, at least four after
      expect(
        Math.max(...adoptions.map(({ weeksBefore }) => weeksBefore)),
      ).toBeLessThanOrEqual(14);
      expect(
        Math.min(...adoptions.map(({ weeksBefore }) => weeksBefore)),
      ).toBeGreaterThanOrEqual(4);
    }
  });
});

describe('the planted effects', () => {
  const without = generate({ effects: [] }).map(record =>
    observer.observe(record),
  );

  it.each([
    ['elastic-queue', queueSeconds, -0.35, isTraining],
    ['feature-cache', runSeconds, -0.18, isTraining],
    [
      'eval-suite',
      runSeconds,
      -0.25,
      ({ source }: SourcedRunRecord) => source === 'demo-evaluation',
    ],
    [
      'eval-suite',
      queueSeconds,
      -0.25,
      ({ source }: SourcedRunRecord) => source === 'demo-evaluation',
    ],
  ] as const)(
    '%s changes what it should by exactly what is written down',
    (offering, value, change, belongs) => {
      // Every run draws from its own stream: with and without the effect it is the same run.
      const total = (from: readonly Observation[], treated: boolean) =>
        numbers(
          from
            .filter(({ record, team }) => {
              const adoption = PLANTED_ADOPTIONS.find(
                planted =>
                  planted.offering === offering && planted.team === team,
              );
              if (!adoption || !belongs(record)) return false;
              const date = plantedDate(adoption, UNTIL);
              const { submittedAt = '' } = record;
              // The two weeks before are a trial; the last one is cut off by the end of the data.
              return treated
                ? submittedAt >= date && submittedAt < '2026-10-26'
                : Date.parse(submittedAt) < Date.parse(date) - 3 * WEEK;
            })
            .map(({ record }) => value(record)),
        ).reduce((sum, item) => sum + item, 0);
      const ratio = (treated: boolean) =>
        total(observations, treated) / total(without, treated);
      expect(ratio(false)).toBe(1);
      expect(Math.abs(ratio(true) - (1 + change))).toBeLessThan(0.02);
    },
  );
});
