import fc from 'fast-check';
import { runRecordSchema } from '../api/ingest';
import { LocalTime } from './localTime';
import { SacctOptions, SacctReader, SacctResult } from './SacctReader';
import { gpusOf } from './sacctRow';

const HEADER =
  'JobID|JobIDRaw|JobName|User|Account|Submit|Start|End|State|AllocTRES|ReqTRES|Timelimit|Comment';

function read(
  rows: string[],
  options: Partial<SacctOptions> = {},
  header = HEADER,
): SacctResult[] {
  const reader = new SacctReader({
    timeZone: 'UTC',
    namespace: 'lab',
    ...options,
  });
  return [
    ...[header, ...rows].flatMap((text, index) => reader.push(index + 1, text)),
    ...reader.end(),
  ];
}

const DONE =
  '10|10|train|ann|lanes|2026-05-04T10:00:00|2026-05-04T10:05:00|2026-05-04T11:00:00|COMPLETED|billing=8,cpu=8,gres/gpu:a100=2,gres/gpu=2||1-00:00:00|';

describe('SacctReader', () => {
  it('reads a job and leaves its steps out', () => {
    const results = read([
      DONE,
      '10.batch|10.batch|batch||lanes|2026-05-04T10:05:00|2026-05-04T10:05:00|2026-05-04T11:00:00|COMPLETED|cpu=8|||',
      '10.0|10.0|python||lanes|2026-05-04T10:05:00|2026-05-04T10:05:00|2026-05-04T11:00:00|COMPLETED|cpu=8|||',
    ]);
    expect(results).toEqual([
      {
        line: 2,
        isOpen: false,
        run: {
          id: '10',
          namespace: 'lab',
          job: 'train',
          submittedAt: '2026-05-04T10:00:00.000Z',
          startedAt: '2026-05-04T10:05:00.000Z',
          endedAt: '2026-05-04T11:00:00.000Z',
          outcome: 'succeeded',
          actor: 'ann',
          gpus: 2,
          timeLimitSeconds: 86_400,
        },
      },
    ]);
  });

  it.each([
    ['FAILED', 'failed', 'unknown'],
    ['TIMEOUT', 'failed', 'user'],
    ['OUT_OF_ME+', 'failed', 'user'],
    ['NODE_FAIL', 'failed', 'system'],
    ['PREEMPTED', 'failed', 'system'],
    ['CANCELLED by 1000', 'cancelled', undefined],
    ['CANCELLED', 'cancelled', undefined],
  ])('reads %s as %s, %s', (state, outcome, cause) => {
    const [result] = read([DONE.replace('COMPLETED', state)]);
    expect(result?.run?.outcome).toBe(outcome);
    expect(result?.run?.cause).toBe(cause);
  });

  it('gives a job that was cancelled while it waited no start', () => {
    const never =
      '11|11|train|ann|lanes|2026-05-04T10:00:00|START|2026-05-04T10:30:00|CANCELLED by 1000||gres/gpu=4||';
    for (const start of ['None', 'Unknown', '', '2026-05-04T10:30:00']) {
      const [result] = read([never.replace('START', start)]);
      expect(result?.run).toMatchObject({ outcome: 'cancelled', gpus: 4 });
      expect(result?.run?.startedAt).toBeUndefined();
    }
  });

  it('says of what runs and waits that it is open', () => {
    const results = read([
      '12|12|a|ann|l|2026-05-04T10:00:00|2026-05-04T10:05:00|Unknown|RUNNING|gres/gpu=1|||',
      '13|13|a|ann|l|2026-05-04T10:00:00|Unknown|Unknown|PENDING||gres/gpu=1||',
      '20_[5-9%2]|20|a|ann|l|2026-05-04T10:00:00|Unknown|Unknown|PENDING||||',
    ]);
    expect(results.map(({ run }) => run?.id)).toEqual(['12', '13']);
    expect(results.every(result => result.run && result.isOpen)).toBe(true);
    expect(results[1]?.run?.startedAt).toBeUndefined();
  });

  it('knows a task of an array by both of its ids', () => {
    const [result] = read([DONE.replace('10|10', '20_4|27')]);
    expect(result?.run).toMatchObject({
      id: '27',
      externalIds: ['slurm:20_4'],
    });
    const [named] = read([DONE.replace('10|10', '20_4|27')], {
      cluster: 'west',
    });
    expect(named?.run).toMatchObject({
      id: 'west/27',
      externalIds: ['slurm:west/20_4'],
    });
  });

  it('adds the parts of a heterogeneous job up', () => {
    const results = read([
      DONE.replace('10|10', '30+0|30'),
      DONE.replace('10|10', '30+1|31').replace('gres/gpu=2', 'gres/gpu=6'),
    ]);
    expect(results).toHaveLength(1);
    expect(results[0]?.run).toMatchObject({ id: '30', gpus: 8 });
  });

  it('makes attempts of what was requeued', () => {
    const requeued = read([
      '40|40|a|ann|l|2026-05-04T10:00:00|2026-05-04T10:05:00|2026-05-04T10:20:00|NODE_FAIL|gres/gpu=1|||',
      '40|40|a|ann|l|2026-05-04T10:20:00|2026-05-04T10:25:00|2026-05-04T11:00:00|REQUEUED|gres/gpu=1|||',
      '40|40|a|ann|l|2026-05-04T11:00:00|2026-05-04T11:05:00|2026-05-04T12:00:00|COMPLETED|gres/gpu=1|||',
    ]);
    expect(
      requeued.map(({ run }) => [run?.attempt, run?.outcome, run?.cause]),
    ).toEqual([
      [1, 'failed', 'system'],
      [2, undefined, undefined],
      [3, 'succeeded', undefined],
    ]);
    expect(requeued[1]?.run?.endedAt).toBe('2026-05-04T11:00:00.000Z');
    const [alone] = read(
      ['40|2|x|2026-05-04T11:00:00|2026-05-04T11:05:00|Unknown|RUNNING'],
      {},
      'JobID|Restarts|JobName|Submit|Start|End|State',
    );
    expect(alone?.run?.attempt).toBe(3);
  });

  it('reads times of the cluster, also where its clock is set', () => {
    const [result] = read([DONE], { timeZone: 'Europe/Berlin' });
    expect(result?.run?.submittedAt).toBe('2026-05-04T08:00:00.000Z');
    const berlin = new LocalTime('Europe/Berlin');
    expect(berlin.parse('2026-10-25T02:30:00')).toBe(
      Date.UTC(2026, 9, 25, 0, 30),
    );
    expect(berlin.parse('2026-03-29T02:30:00')).toBe(
      Date.UTC(2026, 2, 29, 1, 30),
    );
    expect(berlin.parse('2026-02-30T02:30:00')).toBeUndefined();
    fc.assert(
      fc.property(
        fc.integer({ min: 1.6e9, max: 1.9e9 }),
        fc.constantFrom('UTC', 'Asia/Kolkata', 'Pacific/Chatham'),
        (seconds, zone) => {
          const times = new LocalTime(zone);
          const back = times.parse(times.print(seconds * 1000));
          // In the hour that is repeated the earlier one is meant.
          expect([0, 3_600_000]).toContain(seconds * 1000 - (back ?? 0));
        },
      ),
    );
  });

  it('takes what a comment says, and the account where it is a team', () => {
    const [result] = read(
      [`${DONE}mli.team=signs, stage=training mlflow_run_id=ab12; done!`],
      { accountIsTeam: true },
    );
    expect(result?.run).toMatchObject({
      team: 'signs',
      stage: 'training',
      externalIds: ['mlflow:ab12'],
    });
    expect(read([DONE], { accountIsTeam: true })[0]?.run?.team).toBe('lanes');
  });

  it('says of each row it cannot read why', () => {
    expect(
      read([
        DONE.replace('train', 'tr|ain'),
        DONE.replace('10|10', 'job ten|10'),
        DONE.replace('2026-05-04T10:00:00', 'yesterday'),
        DONE.replace('2026-05-04T10:00:00', 'Unknown'),
      ]).map(({ line, fault }) => [line, fault]),
    ).toEqual([
      [2, expect.stringContaining('14 fields')],
      [3, 'JobID is no id of a job'],
      [4, expect.stringContaining('Submit is no time')],
      [5, 'Submit is not known'],
    ]);
    expect(() => read([], {}, 'a|b')).toThrow('it lacks JobID');
  });

  it.each([
    ['gres/gpu=4', 4],
    ['cpu=1,gres/gpu:a100=2,gres/gpu:h100=1', 3],
    ['gres/gpu:a100=2,gres/gpu=2', 2],
    ['gpu:2', 2],
    ['gpu:a100:2(S:0-1)', 2],
    ['cpu=4,mem=1G', 0],
    ['', undefined],
  ])('counts the GPUs of %p', (tres, count) => {
    expect(gpusOf(tres)).toBe(count);
  });

  it('never throws after the header, and what it makes is a run', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 13 }), cells => {
        const runs = read([cells.join('|'), `9${DONE}`]).flatMap(
          ({ run }) => run ?? [],
        );
        return runs.every(run => runRecordSchema.safeParse(run).success);
      }),
    );
  });
});
