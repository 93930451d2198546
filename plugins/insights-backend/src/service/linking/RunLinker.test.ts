import { RunRecord } from '@mli/plugin-insights-common';
import fc from 'fast-check';
import { Knex } from 'knex';
import { createCloudEventReader } from '../../core/ingest/cloudevents/readCloudEvent';
import { readOpenLineage } from '../../core/ingest/openlineage/readOpenLineage';
import { readRunRecord } from '../../core/ingest/readRunRecord';
import { DatabaseRollupStore } from '../../store/rollups/DatabaseRollupStore';
import { migrate } from '../../store/migrate';
import { clearTables } from '../../__testUtils__/RunFixtures';
import { RunModelFixture } from '../../__testUtils__/RunModelFixture';
import { databases } from '../../__testUtils__/startInsights';

jest.setTimeout(300_000);

const LINEAGE = { name: 'openlineage' as const, read: readOpenLineage };
const RECORDS = { name: 'run-record' as const, read: readRunRecord };
const EVENTS = {
  name: 'cloudevents' as const,
  read: createCloudEventReader({
    allowsSource: () => true,
    claimsType: () => false,
  }),
};

let knex: Knex;
beforeAll(async () => {
  knex = await databases.init('POSTGRES_18');
  await migrate(knex);
});
beforeEach(async () => await clearTables(knex));
afterAll(async () => await knex.destroy());

function lineageEvent(
  eventType: string,
  eventTime: string,
  {
    runId = 'run-1',
    tags = {},
    ...more
  }: { runId?: string; tags?: object; [key: string]: unknown } = {},
) {
  return {
    eventType,
    eventTime,
    producer: 'https://example.com/airflow',
    run: {
      runId,
      facets: {
        // A facet that is said again replaces the one before.
        ...(Object.keys(tags).length > 0 && {
          tags: {
            tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
          },
        }),
      },
    },
    job: { namespace: 'perception', name: 'train-lanes' },
    ...more,
  };
}

function record(id: string, changes: Partial<RunRecord> = {}): RunRecord {
  return { id, namespace: 'cluster', job: 'train.sh', ...changes };
}

function runEvent(
  step: string,
  time: string,
  data: object,
  id = `${step}-${time}`,
) {
  return {
    specversion: '1.0',
    id,
    source: '/tracker',
    type: `mli.run.${step}.v1`,
    time,
    data: { namespace: 'tracker', job: 'lanes', ...data },
  };
}

/** What is stored of runs, by names instead of row ids, which follow the order of arrival. */
async function runRows() {
  return await knex('run as r')
    .join('source as s', 's.id', 'r.source_id')
    .leftJoin('run as to', 'to.id', 'r.joined_to')
    .leftJoin('source as ts', 'ts.id', 'to.source_id')
    .leftJoin('job as j', 'j.id', 'r.job_id')
    .select(
      's.name as source',
      'r.run_key as key',
      knex.raw(`ts.name || '/' || "to".run_key as joined_to`),
      'j.name as job',
      'r.submitted_at',
      'r.started_at',
      'r.ended_at',
      'r.outcome',
      'r.cause',
      'r.run_class',
      'r.has_trials',
      'r.attempts',
      'r.origins',
      'r.impossible',
      knex.raw(`encode(r.actor_hash, 'hex') as actor`),
      knex.raw(`(select json_agg(json_build_array(a.attempt, a.submitted_at, a.started_at, a.ended_at, a.outcome) order by a.attempt)
        from run_attempt a where a.run_id = r.id) as tries`),
      knex.raw(`(select array_agg(sj.name order by sj.name) from unnest(r.joined_subjects) as u (id)
        join attribution_subject sub on sub.id = u.id join job sj on sj.id = sub.job_id) as other_jobs`),
    )
    .orderBy(['source', 'key']);
}

async function edgeRows() {
  return await knex('run_edge as e')
    .join('run as p', 'p.id', 'e.producer_run_id')
    .join('run as c', 'c.id', 'e.consumer_run_id')
    .join('dataset as d', 'd.id', 'e.dataset_id')
    .select(
      'p.run_key as producer',
      'c.run_key as consumer',
      'd.name as dataset',
      'e.produced_at',
      'e.consumed_at',
    )
    .orderBy(['consumer', 'dataset']);
}

async function cellRows() {
  const rollups = DatabaseRollupStore.create(knex);
  while ((await rollups.recompute(500)).days > 0);
  return await knex('cell as c')
    .join('source as s', 's.id', 'c.source_id')
    .select(
      'c.metric',
      'c.team_ref',
      's.name as source',
      'c.run_class',
      'c.values_ms',
      knex.raw('c.day::text'),
    )
    .where('c.n', '>', 0)
    .whereIn('c.metric', ['queue_time', 'run_time'])
    .orderBy(['metric', 'day', 'team_ref', 'source', 'run_class']);
}

describe('one run that a tracker, lineage and a scheduler tell of', () => {
  async function sources(model: RunModelFixture) {
    return {
      tracker: await model.source('tracker', 'mlflow'),
      lineage: await model.source('airflow', 'openlineage'),
      scheduler: await model.source('cluster-a', 'slurm'),
    };
  }

  it('is one run, with the wait of the scheduler and the job of the tracker', async () => {
    const model = new RunModelFixture(knex);
    const { tracker, lineage, scheduler } = await sources(model);
    await model.send(
      lineage,
      [
        lineageEvent('START', '2026-03-02T10:00:00Z', {
          tags: { SLURM_JOB_ID: '77', team: 'lanes' },
        }),
        lineageEvent('FAIL', '2026-03-02T12:00:09Z'),
      ],
      LINEAGE,
    );
    await model.send(
      tracker,
      [
        record('abc', {
          job: 'lanes-net',
          experiment: 'lanes',
          startedAt: '2026-03-02T10:30:20Z',
          actor: 'ann',
          externalIds: ['slurm:77.batch'],
        }),
      ],
      RECORDS,
    );
    expect((await runRows()).map(run => run.joined_to)).toEqual([
      'tracker/abc',
      null,
    ]);
    await model.send(
      scheduler,
      [
        record('77', {
          submittedAt: '2026-03-02T10:00:05Z',
          startedAt: '2026-03-02T10:30:00Z',
          endedAt: '2026-03-02T12:00:00Z',
          outcome: 'failed',
          cause: 'system',
          gpus: 8,
        }),
      ],
      RECORDS,
    );
    expect(await runRows()).toMatchObject([
      { source: 'airflow', joined_to: 'tracker/abc' },
      { source: 'cluster-a', joined_to: 'tracker/abc' },
      {
        source: 'tracker',
        joined_to: null,
        job: 'lanes-net',
        submitted_at: new Date('2026-03-02T10:00:05Z'),
        started_at: new Date('2026-03-02T10:30:00Z'),
        ended_at: new Date('2026-03-02T12:00:00Z'),
        outcome: 'failed',
        cause: 'system',
        impossible: null,
        other_jobs: ['train-lanes', 'train.sh'],
        origins: {
          submitted: 'cluster-a',
          started: 'cluster-a',
          ended: 'cluster-a',
          outcome: 'airflow',
        },
      },
    ]);
    expect(await cellRows()).toEqual([
      {
        metric: 'queue_time',
        day: '2026-03-02',
        team_ref: 'group:default/lanes',
        source: 'tracker',
        run_class: 'full',
        values_ms: [String(29 * 60_000 + 55_000)],
      },
    ]);
  });

  it('is joined by an id that names the row of another source', async () => {
    const model = new RunModelFixture(knex);
    const { tracker, lineage } = await sources(model);
    await model.send(
      tracker,
      [
        record('abc', {
          startedAt: '2026-03-02T10:30:20Z',
          externalIds: ['openlineage:run-1'],
        }),
      ],
      RECORDS,
    );
    await model.send(
      lineage,
      [lineageEvent('START', '2026-03-02T10:00:00Z')],
      LINEAGE,
    );
    expect((await runRows()).map(run => run.joined_to)).toEqual([
      'tracker/abc',
      null,
    ]);
  });

  it('is taken apart and put together again by what a person says', async () => {
    const model = new RunModelFixture(knex);
    const { tracker, scheduler } = await sources(model);
    await model.send(
      tracker,
      [
        record('abc', {
          startedAt: '2026-03-02T10:30:20Z',
          externalIds: ['slurm:77'],
        }),
      ],
      RECORDS,
    );
    await model.send(
      scheduler,
      [
        record('77', {
          submittedAt: '2026-03-02T10:00:00Z',
          startedAt: '2026-03-02T10:30:00Z',
        }),
      ],
      RECORDS,
    );
    const joined = await runRows();
    expect(joined.map(run => run.joined_to)).toEqual(['tracker/abc', null]);

    await knex('run_split').insert({
      source_id: scheduler.id,
      run_key: '77',
      reason: 'not the same',
    });
    const ids = (await knex('run').select('id')).map(row => row.id);
    await model.linker.link(ids);
    expect(await runRows()).toMatchObject([
      {
        source: 'cluster-a',
        joined_to: null,
        submitted_at: new Date('2026-03-02T10:00:00Z'),
      },
      {
        source: 'tracker',
        joined_to: null,
        submitted_at: null,
        started_at: new Date('2026-03-02T10:30:20Z'),
        origins: null,
        other_jobs: null,
      },
    ]);

    await knex('run_split').delete();
    await model.linker.link(ids);
    expect(await runRows()).toEqual(joined);
  });

  it('does not take in the other runs of one allocation, nor trials of its parent', async () => {
    const model = new RunModelFixture(knex);
    const { tracker, scheduler } = await sources(model);
    const at = (minute: number) =>
      new Date(Date.UTC(2026, 2, 2, 10, minute)).toISOString();
    const inJob = { externalIds: ['slurm:77'] };
    await model.send(
      tracker,
      [
        record('first', {
          ...inJob,
          startedAt: at(1),
          endedAt: at(5),
          outcome: 'succeeded',
        }),
        record('second', {
          ...inJob,
          startedAt: at(6),
          endedAt: at(9),
          outcome: 'succeeded',
        }),
        record('trial', { ...inJob, startedAt: at(2), parentId: 'first' }),
      ],
      RECORDS,
    );
    await model.send(
      scheduler,
      [
        record('77', {
          submittedAt: at(0),
          startedAt: at(1),
          endedAt: at(30),
          outcome: 'cancelled',
        }),
      ],
      RECORDS,
    );
    expect((await runRows()).map(run => [run.key, run.joined_to])).toEqual([
      ['77', 'tracker/first'],
      ['first', null],
      ['second', null],
      ['trial', null],
    ]);
  });

  it('is not joined by an id that half the world goes by', async () => {
    const model = new RunModelFixture(knex);
    const { tracker } = await sources(model);
    const records = Array.from({ length: 70 }, (_, index) =>
      record(`r${index}`, {
        startedAt: '2026-03-02T10:00:00Z',
        externalIds: ['ticket:1'],
      }),
    );
    await model.send(tracker, records.slice(0, 5), RECORDS);
    expect(
      (await runRows()).filter(run => run.joined_to !== null),
    ).toHaveLength(4);
    await model.send(tracker, records.slice(5), RECORDS);
    expect((await runRows()).filter(run => run.joined_to !== null)).toEqual([]);
  });
});

describe('families', () => {
  it('make the parent of two trials a sweep, in whatever order they come', async () => {
    const model = new RunModelFixture(knex);
    const tracker = await model.source('tracker', 'mlflow');
    const parent = record('p', { startedAt: '2026-03-02T10:00:00Z' });
    const trial = (id: string) =>
      record(id, { startedAt: '2026-03-02T10:01:00Z', parentId: 'p' });
    await model.send(tracker, [trial('a')], RECORDS);
    await model.send(tracker, [parent], RECORDS);
    expect((await runRows()).find(run => run.key === 'p')).toMatchObject({
      run_class: 'full',
      has_trials: false,
    });
    await model.send(tracker, [trial('b')], RECORDS);
    expect((await runRows()).find(run => run.key === 'p')).toMatchObject({
      run_class: 'sweep',
      has_trials: true,
    });
  });

  it('leave a pipeline a full run: its tasks are other jobs', async () => {
    const model = new RunModelFixture(knex);
    const tracker = await model.source('tracker', 'mlflow');
    await model.send(
      tracker,
      [
        record('p', { startedAt: '2026-03-02T10:00:00Z' }),
        ...['a', 'b'].map(id =>
          record(id, {
            job: `task-${id}`,
            parentId: 'p',
            startedAt: '2026-03-02T10:00:00Z',
          }),
        ),
      ],
      RECORDS,
    );
    expect((await runRows()).find(run => run.key === 'p')).toMatchObject({
      run_class: 'full',
    });
  });
});

describe('lineage', () => {
  const features = [{ namespace: 's3', name: 'features' }];

  it('leads from a run to the one that wrote last what it reads', async () => {
    const model = new RunModelFixture(knex);
    const lineage = await model.source('airflow', 'openlineage');
    const writes = (
      runId: string,
      from: string,
      to: string,
      end = 'COMPLETE',
    ) => [
      lineageEvent('START', from, { runId }),
      lineageEvent(end, to, { runId, outputs: features }),
    ];
    const events = [
      ...writes('w1', '2026-03-01T00:00:00Z', '2026-03-01T01:00:00Z'),
      ...writes('w2', '2026-03-02T00:00:00Z', '2026-03-02T01:00:00Z'),
      ...writes(
        'broken',
        '2026-03-02T02:00:00Z',
        '2026-03-02T03:00:00Z',
        'FAIL',
      ),
      lineageEvent('START', '2026-03-01T12:00:00Z', {
        runId: 'r1',
        inputs: features,
      }),
      lineageEvent('START', '2026-03-02T12:00:00Z', {
        runId: 'r2',
        inputs: features,
      }),
      lineageEvent('START', '2026-02-01T12:00:00Z', {
        runId: 'early',
        inputs: features,
      }),
    ];
    for (const event of events.reverse()) {
      await model.send(lineage, [event], LINEAGE);
    }
    expect(await edgeRows()).toMatchObject([
      {
        producer: 'w1',
        consumer: 'r1',
        produced_at: new Date('2026-03-01T01:00:00Z'),
      },
      {
        producer: 'w2',
        consumer: 'r2',
        consumed_at: new Date('2026-03-02T12:00:00Z'),
      },
    ]);
  });
});

describe('any multiset of events of several sources, in any order, in any requests', () => {
  const minute = fc.integer({ min: 0, max: 40 });
  const at = (value: number) =>
    new Date(Date.UTC(2026, 2, 2, 23, 40 + value)).toISOString();
  const ids = fc.subarray([
    'slurm:1',
    'slurm:2',
    'mlflow:a',
    'openlineage:x',
    'ticket:9',
  ]);
  const outcome = fc.constantFrom(
    'succeeded' as const,
    'failed' as const,
    'cancelled' as const,
  );
  const dataset = fc.subarray([
    { namespace: 's3', name: 'raw' },
    { namespace: 's3', name: 'clean' },
  ]);

  type Sent = {
    to: 'tracker' | 'lineage' | 'scheduler' | 'events';
    body: object;
  };

  const lineage = fc
    .record({
      type: fc.constantFrom('START', 'RUNNING', 'COMPLETE', 'FAIL'),
      runId: fc.constantFrom('x', 'y'),
      time: minute,
      ids,
      inputs: dataset,
      outputs: dataset,
      team: fc.constantFrom('lanes', 'maps'),
    })
    .map(
      ({
        type,
        runId,
        time,
        ids: externalIds,
        inputs,
        outputs,
        team,
      }): Sent => ({
        to: 'lineage',
        body: lineageEvent(type, at(time), {
          runId,
          inputs,
          outputs,
          tags: { external_id: externalIds.join(','), team },
        }),
      }),
    );
  const tracked = fc
    .record({
      id: fc.constantFrom('a', 'b', 'c'),
      times: fc.tuple(minute, minute),
      outcome,
      ids,
      parent: fc.option(fc.constantFrom('a', 'b'), { nil: undefined, freq: 3 }),
    })
    .map(({ id, times, outcome: ended, ids: externalIds, parent }): Sent => {
      const [start = 0, end = 0] = [...times].sort((a, b) => a - b);
      // The same body for the same id: a producer does not contradict itself.
      return {
        to: 'tracker',
        body: record(id, {
          startedAt: at(start),
          endedAt: at(end),
          outcome: ended,
          externalIds,
          parentId: parent,
        }),
      };
    });
  const scheduled = fc
    .record({
      id: fc.constantFrom('1', '2'),
      times: fc.tuple(minute, minute, minute),
      outcome,
      attempt: fc.constantFrom(1, 1, 2),
    })
    .map(({ id, times, outcome: ended, attempt }): Sent => {
      const [submit = 0, start = 0, end = 0] = [...times].sort((a, b) => a - b);
      return {
        to: 'scheduler',
        body: record(id, {
          attempt,
          submittedAt: at(submit),
          startedAt: at(start),
          endedAt: at(end),
          outcome: ended,
        }),
      };
    });
  const own = fc
    .record({
      step: fc.constantFrom('submitted', 'started', 'ended'),
      time: minute,
      runId: fc.constantFrom('p', 'q'),
      ids,
      attempt: fc.constantFrom(undefined, 1, 2),
      outcome,
    })
    .map(
      ({
        step,
        time,
        runId,
        ids: externalIds,
        attempt,
        outcome: ended,
      }): Sent => ({
        to: 'events',
        body: runEvent(
          step,
          at(time),
          {
            runId,
            externalIds,
            attempt,
            ...(step === 'ended' && { outcome: ended }),
          },
          JSON.stringify([step, time, runId, externalIds, attempt, ended]),
        ),
      }),
    );

  /** An id says one thing: of several with the same id the first counts for all. */
  const unique = (sent: readonly Sent[]) => [
    ...new Map(
      [...sent].reverse().map(item => {
        const { id, attempt } = item.body as { id?: string; attempt?: number };
        return [
          `${item.to} ${id ?? JSON.stringify(item.body)} ${attempt}`,
          item,
        ] as const;
      }),
    ).values(),
  ];

  async function run(requests: readonly (readonly Sent[])[]) {
    await clearTables(knex);
    const model = new RunModelFixture(knex);
    const to = {
      tracker: await model.source('tracker', 'mlflow'),
      lineage: await model.source('airflow', 'openlineage'),
      scheduler: await model.source('cluster-a', 'slurm'),
      events: await model.source('events', 'cloudevents'),
    };
    const formats = {
      tracker: RECORDS,
      lineage: LINEAGE,
      scheduler: RECORDS,
      events: EVENTS,
    };
    for (const request of requests) {
      for (const [name, items] of Map.groupBy(request, item => item.to)) {
        await model.send(
          to[name],
          items.map(item => item.body),
          formats[name],
        );
      }
    }
    return {
      runs: await runRows(),
      edges: await edgeRows(),
      cells: await cellRows(),
    };
  }

  it('gives the same joined runs, attempts, edges and cells, as does a rebuild from the events', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .array(fc.oneof(lineage, tracked, scheduled, own), {
            minLength: 2,
            maxLength: 10,
          })
          .map(unique)
          .chain(sent =>
            fc.record({
              sent: fc.constant(sent),
              again: fc.shuffledSubarray([...sent, ...sent], {
                minLength: sent.length * 2,
                maxLength: sent.length * 2,
              }),
              size: fc.integer({ min: 1, max: 5 }),
            }),
          ),
        async ({ sent, again, size }) => {
          const requests = Array.from(
            { length: Math.ceil(again.length / size) },
            (_, index) => again.slice(index * size, (index + 1) * size),
          );
          const live = await run(requests);
          await knex.raw(`update run set started_at = null, state = '{}'`);
          await new RunModelFixture(knex).rebuild();
          expect({
            runs: await runRows(),
            edges: await edgeRows(),
            cells: await cellRows(),
          }).toEqual(live);
          expect(live).toEqual(await run([sent]));
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('two back ends', () => {
  it('that write rows of the same runs at once join them all, without deadlock', async () => {
    const backends = [new RunModelFixture(knex), new RunModelFixture(knex)];
    const names = [
      ['tracker', 'mlflow'],
      ['cluster-a', 'slurm'],
    ] as const;
    await Promise.all(
      backends.flatMap((model, backend) =>
        names.map(async ([name, kind], which) => {
          const source = await model.source(name, kind);
          const items = Array.from({ length: 100 }, (_, index) => {
            const number = backend === which ? index + 1 : 100 - index;
            return kind === 'slurm'
              ? record(String(number), {
                  submittedAt: '2026-03-02T10:00:00Z',
                  startedAt: '2026-03-02T10:10:00Z',
                })
              : record(`run-${number}`, {
                  startedAt: '2026-03-02T10:10:01Z',
                  externalIds: [`slurm:${number}`],
                });
          });
          for (let from = 0; from < 100; from += 20) {
            await model.send(source, items.slice(from, from + 20), RECORDS);
          }
        }),
      ),
    );
    // What one transaction could not see of another gets a second look, here without the wait.
    await knex('run_link_mark').update({ due_at: new Date(0) });
    await backends[0]!.linker.drain();
    const rows = await runRows();
    expect(rows).toHaveLength(200);
    expect(rows.filter(run => run.joined_to === null)).toHaveLength(100);
    expect(await knex('run_link_mark').where('again', false)).toEqual([]);
  });
});
