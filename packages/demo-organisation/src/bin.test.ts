import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

function run(...args: string[]) {
  return spawnSync(
    process.execPath,
    [
      '--require',
      require.resolve('@backstage/cli-node/config/nodeTransform.cjs'),
      resolve(__dirname, 'bin.ts'),
      ...args,
    ],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
}

describe('the command line', () => {
  it('prints one record a line, each with its source', () => {
    const { status, stdout, stderr } = run(
      '--now',
      '2026-11-23T12:00:00Z',
      '--weeks',
      '1',
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const lines = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(lines.length).toBeGreaterThan(500);
    expect(new Set(lines.map(({ source }) => source))).toEqual(
      new Set(['demo-scheduler', 'demo-pipelines', 'demo-evaluation']),
    );
  });

  it('prints the lineage events of the last hours as one array', () => {
    const { status, stdout } = run(
      '--now',
      '2026-11-23T12:00:00Z',
      '--lineage',
    );
    expect(status).toBe(0);
    expect(JSON.parse(stdout).length).toBeGreaterThan(60);
  });

  it.each([
    [
      ['--now', 'yesterday'],
      '--now must be a time such as 2026-11-22T12:00:00Z, not "yesterday".',
    ],
    [['--weeks', '-1'], "'--weeks' argument is ambiguous"],
    [['--weeks', 'many'], '--weeks must be a whole number, not "many".'],
    [['--colour'], "Unknown option '--colour'"],
  ])('refuses %j with a sentence and exit status 2', (args, sentence) => {
    const { status, stdout, stderr } = run(...args);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(sentence);
  });
});
