import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
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
