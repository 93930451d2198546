import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { runRecordSchema } from '@mli/plugin-insights-common';
import { main } from '../main';
import { readRecords, ReadRecord, readUsageRecords } from './records';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mli-formats-'));
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
  jest.restoreAllMocks();
});

function write(name: string, lines: string[]): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

async function collect(records: AsyncIterable<ReadRecord>) {
  const all: ReadRecord[] = [];
  for await (const record of records) all.push(record);
  return all;
}

/** job submit wait run procs cpu mem reqprocs reqtime reqmem status user group app queue partition prev think */
const swf = (job: number, wait: number, run: number, status: number) =>
  `${job} 100 ${wait} ${run} 8 -1 -1 8 3600 -1 ${status} 3 1 7 2 -1 -1 -1`;

describe('swf', () => {
  it('reads jobs by the start of the trace, -1 as not known', async () => {
    const file = write('trace.swf', [
      '; Version: 2.2',
      '; UnixStartTime: 1000000000',
      swf(1, 50, 10, 1),
      `   ${swf(2, 5, -1, -1)}`,
    ]);
    const [first, second] = await collect(
      readRecords(file, 'swf', { source: 'lab' }),
    );
    expect(first).toMatchObject({
      line: 3,
      record: {
        id: '1',
        namespace: 'lab',
        job: 'application-7',
        submittedAt: '2001-09-09T01:48:20.000Z',
        startedAt: '2001-09-09T01:49:10.000Z',
        endedAt: '2001-09-09T01:49:20.000Z',
        outcome: 'succeeded',
        actor: 'lab-user-3',
        timeLimitSeconds: 3600,
      },
    });
    expect(second?.record).not.toHaveProperty('endedAt');
    expect(second?.record).not.toHaveProperty('outcome');
    expect(runRecordSchema.safeParse(second?.record).success).toBe(true);
  });

  it.each([
    [0, 20, 'failed', true],
    [1, 0, 'succeeded', true],
    [5, 20, 'cancelled', true],
    [5, 0, 'cancelled', false],
    [5, -1, 'cancelled', false],
  ])(
    'takes status %i after %i s for %s',
    async (status, run, outcome, hasStarted) => {
      const file = write('trace.swf', [
        '; UnixStartTime: 1000000000',
        swf(1, 50, run, status),
      ]);
      const [read] = await collect(readRecords(file, 'swf', { source: 'l' }));
      expect(read?.record).toMatchObject({ outcome });
      expect(read?.record !== undefined && 'startedAt' in read.record).toBe(
        hasStarted,
      );
      expect(read?.record).toHaveProperty('endedAt');
    },
  );

  it('says of each line it cannot take why', async () => {
    const file = write('trace.swf', [
      ';UnixStartTime: 1000000000',
      '1 2 3',
      swf(1, 50, 10, 3),
      swf(1, 50, 10, 1).replace('3600', 'long'),
      swf(-1, 50, 10, 1),
    ]);
    const read = await collect(readRecords(file, 'swf', { source: 'l' }));
    expect(read.map(({ line, fault }) => [line, fault])).toEqual([
      [2, 'it has 3 fields, not 18'],
      [3, expect.stringContaining('status 3')],
      [4, 'field 9 is "long", not a number'],
      [5, 'the job has no number'],
    ]);
  });

  it('reads an archived trace: packed, tabs, a header without our start, ends of unknown outcome', async () => {
    const packed = path.join(folder, 'LAB-2004-1.swf.gz');
    const lines = [
      '; Computer: IBM SP2',
      ';   UnixStartTime:   1000000000  ',
      ';        TimeZone: 3600',
      ';',
      ' 1\t0  0 60 1 -1 -1 1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 \r',
      '  2  10 -1 30.5 -1 -1 -1 16 60 -1 1 2 -1 -1 0 0 -1 -1',
    ];
    fs.writeFileSync(packed, gzipSync(`${lines.join('\n')}\n`));
    const read = await collect(readRecords(packed, 'swf', { source: 'lab' }));
    expect(read.map(({ record }) => record)).toEqual([
      {
        id: '1',
        namespace: 'lab',
        job: 'job',
        submittedAt: '2001-09-09T01:46:40.000Z',
        startedAt: '2001-09-09T01:46:40.000Z',
        endedAt: '2001-09-09T01:47:40.000Z',
      },
      {
        id: '2',
        namespace: 'lab',
        job: 'queue-0',
        submittedAt: '2001-09-09T01:46:50.000Z',
        outcome: 'succeeded',
        actor: 'lab-user-2',
        timeLimitSeconds: 60,
      },
    ]);
    expect(
      read.every(({ record }) => runRecordSchema.safeParse(record).success),
    ).toBe(true);
    expect(read.at(-1)?.bytes).toBe(fs.statSync(packed).size);
  });

  it('says that a packed trace is cut off, after what it could read', async () => {
    const packed = path.join(folder, 'cut.swf.gz');
    const lines = Array.from({ length: 5_000 }, (_, job) =>
      swf(job, (job * 7919) % 1000, 10, 1),
    );
    const bytes = gzipSync(['; UnixStartTime: 1', ...lines].join('\n'));
    fs.writeFileSync(packed, bytes.subarray(0, bytes.length / 2));
    const read: ReadRecord[] = [];
    await expect(async () => {
      for await (const record of readRecords(packed, 'swf', { source: 'l' })) {
        read.push(record);
      }
    }).rejects.toThrow('not a whole gzip file');
    expect(read.length).toBeGreaterThan(100);
  });

  it('asks when the trace starts where nobody says', async () => {
    const file = write('trace.swf', [swf(1, 50, 10, 1)]);
    await expect(
      collect(readRecords(file, 'swf', { source: 'l' })),
    ).rejects.toThrow('--epoch');
    const [read] = await collect(
      readRecords(file, 'swf', { source: 'l', epochMs: 0 }),
    );
    expect(read?.record).toMatchObject({
      submittedAt: '1970-01-01T00:01:40.000Z',
    });
  });
});

describe('sacct', () => {
  const header = 'JobID|JobName|User|Submit|Start|End|State';
  const job = (id: string, state: string) =>
    `${id}|train|ann|2026-05-04T10:00:00|2026-05-04T10:05:00|2026-05-04T11:00:00|${state}`;

  it('reads what has ended, and refuses what has not', async () => {
    const file = write('jobs.txt', [
      header,
      job('1', 'COMPLETED'),
      job('1.batch', 'COMPLETED'),
      job('2', 'RUNNING'),
      'broken',
    ]);
    const read = await collect(
      readRecords(file, 'sacct', { source: 'lab', timeZone: 'Europe/Berlin' }),
    );
    expect(read.map(({ line, fault }) => [line, fault])).toEqual([
      [2, undefined],
      [5, expect.stringContaining('1 fields')],
      [4, expect.stringContaining('has not ended')],
    ]);
    expect(read[0]?.record).toMatchObject({
      startedAt: '2026-05-04T08:05:00.000Z',
    });
  });
});

describe('sacct as clusters print it', () => {
  const header =
    'JobID|JobIDRaw|JobName|Partition|Account|User|AllocCPUS|State|ExitCode|Submit|Start|End|Elapsed|AllocTRES|ReqTRES|NodeList';
  const row = (
    id: string,
    {
      raw = id,
      user = 'ann',
      state = 'COMPLETED',
      submit = '2026-05-04T10:00:00',
      start = '2026-05-04T10:05:00',
      end = '2026-05-04T11:00:00',
      tres = 'billing=8,cpu=8,mem=64G,node=1',
    } = {},
  ) =>
    `${id}|${raw}|train|gpu|lanes|${user}|8|${state}|0:0|${submit}|${start}|${end}|00:55:00|${tres}|${tres}|n[01-02]`;

  const cases: {
    what: string;
    rows: string[];
    runs: Record<string, unknown>[];
  }[] = [
    {
      what: 'steps of every kind are left out',
      rows: [
        row('7'),
        ...['7.batch', '7.extern', '7.0', '7.interactive', '7.1'].map(id =>
          row(id, { user: '' }),
        ),
      ],
      runs: [{ id: '7', outcome: 'succeeded' }],
    },
    {
      what: 'tasks of an array are runs, known by both ids',
      rows: [
        row('123_4', { raw: '130' }),
        row('123_4.batch', { raw: '130.batch' }),
        row('123_[5-9%2]', {
          raw: '123',
          state: 'PENDING',
          start: 'Unknown',
          end: 'Unknown',
        }),
      ],
      runs: [{ id: '130', externalIds: ['slurm:123_4'] }],
    },
    {
      what: 'a heterogeneous job is one run with the GPUs of its parts',
      rows: [
        row('200+0', { raw: '200', tres: 'cpu=8,gres/gpu:a100=4,gres/gpu=4' }),
        row('200+1', { raw: '201', tres: 'cpu=8,gres/gpu:h100=2' }),
        row('200+0.batch', { raw: '200.batch' }),
      ],
      runs: [{ id: '200', gpus: 6 }],
    },
    {
      what: 'requeues are attempts',
      rows: [
        row('300', { state: 'REQUEUED', end: '2026-05-04T10:06:00' }),
        row('300', {
          state: 'PREEMPTED',
          submit: '2026-05-04T10:06:00',
          start: '2026-05-04T10:10:00',
          end: '2026-05-04T10:20:00',
        }),
        row('300', {
          submit: '2026-05-04T10:20:00',
          start: '2026-05-04T10:30:00',
        }),
      ],
      runs: [
        { id: '300', attempt: 1 },
        { id: '300', attempt: 2, outcome: 'failed', cause: 'system' },
        { id: '300', attempt: 3, outcome: 'succeeded' },
      ],
    },
    {
      what: 'who cancelled is not kept; what never started has no start',
      rows: [
        row('400', {
          state: 'CANCELLED by 1000',
          start: 'None',
          end: '2026-05-04T10:01:00',
          tres: '',
        }),
        row('401', { state: 'CANCELLED by 1000' }),
        row('402', {
          state: 'CANCELLED+',
          start: '2026-05-04T10:01:00',
          end: '2026-05-04T10:01:00',
          tres: '',
        }),
      ],
      runs: [
        { id: '400', outcome: 'cancelled' },
        {
          id: '401',
          outcome: 'cancelled',
          startedAt: '2026-05-04T10:05:00.000Z',
        },
        { id: '402', outcome: 'cancelled' },
      ],
    },
    {
      what: 'times come as seconds as well',
      rows: [
        row('500', {
          submit: '1777888800',
          start: '1777889100',
          end: '1777892400',
        }),
      ],
      runs: [{ id: '500', submittedAt: '2026-05-04T10:00:00.000Z' }],
    },
  ];

  it.each(cases)('$what', async ({ rows, runs }) => {
    const file = write('jobs.txt', [header, ...rows]);
    const read = await collect(readRecords(file, 'sacct', { source: 'lab' }));
    expect(read.flatMap(({ fault }) => fault ?? [])).toEqual([]);
    expect(read.map(({ record }) => record)).toEqual(
      runs.map(run => expect.objectContaining(run)),
    );
    for (const { record } of read) {
      expect(runRecordSchema.safeParse(record).error).toBeUndefined();
      expect(JSON.stringify(record)).not.toContain('1000"');
    }
  });
});

describe('usage', () => {
  it('reads columns that are called what the fields are', async () => {
    const file = write('uses.csv', [
      'id,at,offering,actor,quantity',
      'u1,2026-05-04T10:00:00Z,feature-store,ann,2',
      'u2,2026-05-04T10:00:00Z,feature-store,,many',
    ]);
    const [first, second] = await collect(readUsageRecords(file, 'csv'));
    expect(first?.record).toEqual({
      id: 'u1',
      at: '2026-05-04T10:00:00Z',
      offering: 'feature-store',
      actor: 'ann',
      quantity: 2,
    });
    expect(second?.fault).toBe('quantity is "many", not a number');
  });

  it('is tried without a portal, with a report of what is refused', async () => {
    const out = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const file = write('uses.ndjson', [
      '{"id":"u1","at":"2026-05-04T10:00:00Z","key":"store.read"}',
      '{"id":"u2","at":"2026-05-04T10:00:00Z"}',
      'no json',
    ]);
    const report = path.join(folder, 'refused.csv');
    const status = await main([
      ...['import', 'usage', file, '--source', 'store', '--dry-run'],
      ...['--report', report],
    ]);
    expect(status).toBe(0);
    expect(out.mock.calls.join()).toContain('3 rows: 1 accepted');
    await new Promise(resolve => setTimeout(resolve, 50));
    const refused = fs.readFileSync(report, 'utf8');
    expect(refused).toContain('2,rejected,');
    expect(refused).toContain('3,rejected,"the line is not JSON"');
  });
});
