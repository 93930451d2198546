import fs from 'node:fs';
import path from 'node:path';
import { pulledRunSchema } from '@mli/plugin-insights-common';
import { MlflowRun, runSchema } from './mlflowSchemas';
import { toPulledRun, withoutPeople } from './toPulledRun';

const START = Date.UTC(2026, 4, 4);
const around = {
  sourceName: 'tracker',
  experiment: '/Users/ann@example.com/wine',
  nowMs: START + 1e6,
};

function run(
  info: Partial<MlflowRun['info']>,
  tags: Record<string, string> = {},
  metrics: number[] = [],
): MlflowRun {
  return {
    info: {
      run_id: 'r',
      run_uuid: undefined,
      experiment_id: '1',
      run_name: undefined,
      user_id: 'bob',
      status: 'RUNNING',
      start_time: START,
      end_time: undefined,
      ...info,
    },
    data: {
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
      metrics: metrics.map(timestamp => ({ key: 'm', timestamp, step: 0 })),
    },
  };
}

describe('toPulledRun', () => {
  it('takes job, people, parent and ids from tags', () => {
    expect(
      toPulledRun(
        run(
          { status: 'FAILED', end_time: START + 5000 },
          {
            'mlflow.user': 'ann',
            'mlflow.source.name': '/home/ann/lanes/train.py',
            'mlflow.source.git.repoURL': 'git@example.com:perception/lanes.git',
            'mlflow.parentRunId': 'sweep',
            SLURM_JOB_ID: '4711',
            team: 'lanes',
          },
          [START + 10],
        ),
        around,
      ),
    ).toEqual({
      id: 'r',
      namespace: 'tracker',
      job: 'train.py',
      experiment: '/Users/~/wine',
      repository: 'git@example.com:perception/lanes.git',
      startedAt: '2026-05-04T00:00:00.000Z',
      endedAt: '2026-05-04T00:00:05.000Z',
      outcome: 'failed',
      cause: 'unknown',
      actor: 'ann',
      parentId: 'sweep',
      tags: [
        { key: 'SLURM_JOB_ID', value: '4711' },
        { key: 'team', value: 'lanes' },
      ],
    });
  });

  it.each([
    ['a clean tree', { 'mlflow.source.git.commit': '0123abcd' }, '0123abcd'],
    [
      'a tree with changes',
      {
        'mlflow.source.git.commit': '0123abcd',
        'mlflow.source.git.dirty': 'True',
      },
      undefined,
    ],
    ['no Git', {}, undefined],
  ])('takes the commit of %s', (_, tags, commit) => {
    expect(toPulledRun(run({}, tags), around)?.commit).toBe(commit);
  });

  it('says of parameters only whether they are equal', () => {
    const parametersOf = (...params: { key: string; value: string }[]) => {
      const { info, data } = run({});
      return toPulledRun({ info, data: { ...data, params } }, around)
        ?.parameters;
    };
    const lr = { key: 'lr', value: '0.1' };
    const seed = { key: 'seed', value: '7' };
    expect(parametersOf(lr, seed)).toBe(parametersOf(seed, lr));
    expect(parametersOf(lr, seed)).not.toBe(
      parametersOf(lr, { ...seed, value: '8' }),
    );
    expect(parametersOf(lr)).toMatch(/^[0-9a-f]{32}$/);
    expect(parametersOf()).toBeUndefined();
  });

  it('takes the last metric of an open run for a heartbeat, and never the first for a first result', () => {
    const pulled = toPulledRun(
      run({}, {}, [START - 5, START + 10, START + 700, START + 9e9]),
      { ...around, firstMetricMs: START + 10 },
    );
    expect(pulled?.heartbeatAt).toBe('2026-05-04T00:00:00.700Z');
    expect(pulled?.firstMetricAt).toBe('2026-05-04T00:00:00.010Z');
    expect(pulled?.firstResultAt).toBeUndefined();
  });

  it('does not take the making of a scheduled run for its start', () => {
    const pulled = toPulledRun(run({ status: 'SCHEDULED' }), around);
    expect(pulled?.startedAt).toBeUndefined();
    expect(pulled?.heartbeatAt).toBe('2026-05-04T00:00:00.000Z');
  });

  it.each([
    ['ipykernel_launcher.py', '/Users/~/wine'],
    ['/Users/ann@example.com/notebooks/Train', 'Train'],
    ['/Users/ann@example.com', '/Users/~/wine'],
    ['', '/Users/~/wine'],
  ])('calls the job of %p %p', (source, job) => {
    expect(
      toPulledRun(run({}, { 'mlflow.source.name': source }), around)?.job,
    ).toBe(job);
  });

  it.each([
    ['/Users/ann@example.com/a', '/Users/~/a'],
    ['/home/ann/exp', '/home/~/exp'],
    ['lanes/home', 'lanes/home'],
    ['team: lanes', 'team: lanes'],
  ])('leaves people out of %p', (name, expected) => {
    expect(withoutPeople(name)).toBe(expected);
  });
});

// The samples are others' and not in the repository.
const samples = process.env.MLI_CONFORMANCE_DATA;
const describeSamples = samples ? describe : describe.skip;

describeSamples('runs of real servers (MLI_CONFORMANCE_DATA)', () => {
  it('are read', () => {
    const folder = path.join(samples ?? '', 'mlflow');
    const dumps = fs
      .readdirSync(folder, { recursive: true })
      .map(String)
      .filter(name => /runs\/.*run.*\.json$/.test(name));
    expect(dumps).not.toEqual([]);
    for (const name of dumps) {
      const { run: sample } = JSON.parse(
        fs.readFileSync(path.join(folder, name), 'utf8'),
      );
      const tags = Array.isArray(sample.data?.tags) ? sample.data.tags : [];
      const pulled = toPulledRun(
        runSchema.parse({ info: sample.info, data: { tags, metrics: [] } }),
        around,
      );
      expect({
        name,
        outcome: pulledRunSchema.parse(pulled).outcome,
      }).toEqual({ name, outcome: 'succeeded' });
      expect(JSON.stringify({ ...pulled, actor: '' })).not.toContain(
        '@example',
      );
    }
  });
});
