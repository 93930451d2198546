import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ConfigReader } from '@backstage/config';
import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { PulledRun } from '@mli/plugin-insights-common';
import { PullBatch } from '@mli/plugin-insights-node';
import { readSlurmConfig, SlurmSource } from './config';
import { pullByCommand } from './pullByCommand';
import { pullFromFolder } from './pullFromFolder';

const NOW = Date.UTC(2026, 4, 6, 12);
const HEADER = 'JobID|JobName|User|Submit|Start|End|State|AllocTRES';
const row = (id: number, state = 'COMPLETED', day = 4) =>
  `${id}|train|ann|2026-05-0${day}T10:00:00|2026-05-0${day}T10:05:00|${state === 'RUNNING' ? 'Unknown' : `2026-05-0${day}T11:00:00`}|${state}|gres/gpu=1`;

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'slurm-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function source(keys: object): SlurmSource {
  const [read] = readSlurmConfig(
    new ConfigReader({ insights: { slurm: [{ name: 'lab', ...keys }] } }),
  );
  if (!read) throw new Error('nothing was configured');
  return read;
}

/** A program that stands in for sacct: a script of Node, with its arguments written down. */
function sacct(script: string): string[] {
  const file = path.join(folder, 'sacct.cjs');
  fs.writeFileSync(
    file,
    `const fs = require('fs'); const args = process.argv.slice(2);
     const log = ${JSON.stringify(path.join(folder, 'calls'))};
     fs.appendFileSync(log, JSON.stringify(args) + '\\n');
     const call = fs.readFileSync(log, 'utf8').trim().split('\\n').length;
     ${script}`,
  );
  return [process.execPath, file];
}

const calls = (): string[][] =>
  fs
    .readFileSync(path.join(folder, 'calls'), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));

function options(cursor?: JsonObject) {
  return {
    cursor,
    signal: new AbortController().signal,
    logger: mockServices.logger.mock(),
  };
}

async function collect(batches: AsyncIterable<PullBatch>) {
  const runs: PulledRun[] = [];
  let cursor: JsonObject | undefined;
  let note: string | undefined;
  let unreadable = 0;
  for await (const batch of batches) {
    runs.push(...batch.runs);
    cursor = batch.cursor;
    note = batch.note;
    unreadable += batch.unreadable ?? 0;
  }
  return { runs, cursor, note, unreadable };
}

describe('pullByCommand', () => {
  it('asks day by day in the time of the cluster, and goes on an hour before it ended', async () => {
    const command = sacct(
      `console.log(${JSON.stringify(HEADER)}); console.log(${JSON.stringify(row(1))}.replace('1|', call + '|'));`,
    );
    const lab = source({ command, firstDays: 2, timeZone: 'Europe/Berlin' });
    const first = await collect(pullByCommand(lab, options(), { nowMs: NOW }));
    expect(first.runs.map(run => run.id)).toEqual(['1', '2']);
    expect(first.runs[0]?.startedAt).toBe('2026-05-04T08:05:00.000Z');
    expect(first.cursor).toEqual({ fromMs: NOW - 3_600_000 });
    expect(calls()[0]).toEqual(
      expect.arrayContaining([
        '--parsable2',
        '--starttime=2026-05-04T14:00:00',
        '--endtime=2026-05-05T14:00:00',
      ]),
    );
    await collect(
      pullByCommand(lab, options(first.cursor), { nowMs: NOW + 60_000 }),
    );
    expect(calls()).toHaveLength(3);
    expect(calls()[2]).toContain('--starttime=2026-05-06T13:00:00');
  });

  it('tries again, and says what the command said when it goes on failing', async () => {
    const command = sacct(
      `if (call < 3) { console.error('slurmdbd is away'); process.exit(1); }
       console.log(${JSON.stringify(`${HEADER}\n${row(1)}`)});`,
    );
    const lab = source({ command, firstDays: 1 });
    const tries = { nowMs: NOW, backOffMs: 1 };
    expect(
      (await collect(pullByCommand(lab, options(), tries))).runs,
    ).toHaveLength(1);
    const broken = source({
      command: sacct(`console.error('slurmdbd is away'); process.exit(2);`),
      firstDays: 1,
    });
    await expect(
      collect(pullByCommand(broken, options(), tries)),
    ).rejects.toThrow('ended with 2: slurmdbd is away');
    await expect(
      collect(
        pullByCommand(
          source({ command: ['/no/such/sacct'], firstDays: 1 }),
          options(),
          tries,
        ),
      ),
    ).rejects.toThrow('cannot be started');
  });

  it('does not move past a day whose command broke off, nor wait for one that hangs', async () => {
    const lab = source({
      command: sacct(
        `console.log(${JSON.stringify(`${HEADER}\n${row(1)}`)}); setInterval(() => {}, 1000);`,
      ),
      firstDays: 2,
      commandTimeoutSeconds: 1,
    });
    let cursor: JsonObject | undefined;
    const pull = async () => {
      for await (const batch of pullByCommand(lab, options(), {
        nowMs: NOW,
        backOffMs: 1,
      })) {
        cursor = batch.cursor;
      }
    };
    await expect(pull()).rejects.toThrow('took longer than 1 s');
    expect(cursor).toEqual({ fromMs: NOW - 2 * 24 * 3_600_000 });
  });

  it('passes words to the program as they are', async () => {
    const command = [
      ...sacct(`console.log(${JSON.stringify(HEADER)})`),
      '; touch x $(id)',
    ];
    await collect(
      pullByCommand(source({ command, firstDays: 1 }), options(), {
        nowMs: NOW,
      }),
    );
    expect(calls()[0]?.[0]).toBe('; touch x $(id)');
  });

  it('takes an open job for alive', async () => {
    const command = sacct(
      `console.log(${JSON.stringify(`${HEADER}\n${row(1, 'RUNNING')}`)})`,
    );
    const { runs } = await collect(
      pullByCommand(source({ command, firstDays: 1 }), options(), {
        nowMs: NOW,
      }),
    );
    expect(runs[0]).toMatchObject({ heartbeatAt: '2026-05-06T12:00:00.000Z' });
    expect(runs[0]?.endedAt).toBeUndefined();
  });
});

describe('pullFromFolder', () => {
  const later = { nowMs: Date.now() + 60_000 };

  it('reads what is new or changed, and nothing twice', async () => {
    const lab = source({ folder });
    fs.writeFileSync(path.join(folder, 'a.txt'), `${HEADER}\n${row(1)}\n`);
    fs.writeFileSync(path.join(folder, 'b.txt.tmp'), `${HEADER}\n${row(9)}\n`);
    const first = await collect(pullFromFolder(lab, options(), later));
    expect(first.runs.map(run => run.id)).toEqual(['1']);
    const again = await collect(
      pullFromFolder(lab, options(first.cursor), later),
    );
    expect(again.runs).toEqual([]);
    fs.writeFileSync(path.join(folder, 'b.txt'), `${HEADER}\n${row(2)}\n`);
    fs.appendFileSync(path.join(folder, 'a.txt'), `${row(3)}\n`);
    const more = await collect(
      pullFromFolder(lab, options(first.cursor), later),
    );
    expect(more.runs.map(run => run.id).sort()).toEqual(['1', '2', '3']);
  });

  it('waits for a file that is being written', async () => {
    fs.writeFileSync(path.join(folder, 'a.txt'), `${HEADER}\n${row(1)}\n`);
    const { runs } = await collect(
      pullFromFolder(source({ folder }), options(), { nowMs: Date.now() }),
    );
    expect(runs).toEqual([]);
  });

  it('goes past a file that is none, and says so', async () => {
    fs.writeFileSync(path.join(folder, 'a.txt'), 'hello\n');
    fs.writeFileSync(path.join(folder, 'b.txt'), `${HEADER}\n${row(2)}\nx|y\n`);
    const asked = options();
    const { runs, unreadable } = await collect(
      pullFromFolder(source({ folder }), asked, later),
    );
    expect(runs.map(run => run.id)).toEqual(['2']);
    expect(unreadable).toBe(1);
    expect(asked.logger.warn).toHaveBeenCalledWith(
      expect.stringMatching(/a\.txt: .*no header.*b\.txt: 1 rows, line 3/),
    );
  });

  it('says which folder cannot be read', async () => {
    await expect(
      collect(pullFromFolder(source({ folder: '/no/such/folder' }), options())),
    ).rejects.toThrow('drop folder');
  });
});

describe('readSlurmConfig', () => {
  it.each([
    [{}, 'needs either command'],
    [{ command: ['sacct'], folder: '/x' }, 'not both'],
    [{ command: [] }, 'command is empty'],
    [{ command: ['sacct'], timeZone: 'Mars' }, 'timeZone is no zone'],
    [{ command: ['sacct'], firstDays: -1 }, 'firstDays is -1'],
    [{ command: ['sacct'], cluster: 'a/b' }, 'cluster is no name'],
  ])('refuses %j', (keys, sentence) => {
    expect(() => source(keys)).toThrow(sentence);
  });
});
