import { randomUUID } from 'node:crypto';
import { IngestResult } from '@mli/plugin-insights-common';
import { Knex } from 'knex';
import request from 'supertest';
import {
  conformanceTitle,
  hasConformanceData,
  jsonSamples,
  textSample,
} from './__testUtils__/conformanceData';
import {
  databases,
  producerToken,
  StartedInsights,
  startInsights,
} from './__testUtils__/startInsights';

jest.setTimeout(300_000);

const describeSamples = hasConformanceData ? describe : describe.skip;
const token = producerToken('external:local');
let insights: StartedInsights;

async function start(): Promise<void> {
  insights = await startInsights(await databases.init('POSTGRES_18'));
}

async function stop(): Promise<void> {
  await insights.backend.stop();
}

async function post(
  path: string,
  body: object,
  type = 'application/json',
): Promise<IngestResult[]> {
  const response = await request(insights.server)
    .post(`/api/insights/${path}`)
    .set('authorization', token)
    .set('content-type', type)
    .send(JSON.stringify(body));
  expect(response.body).toEqual({ results: expect.any(Array) });
  expect(response.status).toBe(202);
  return response.body.results;
}

const toHistory = 'lineage?source=local-history';
const PRODUCER = {
  producer: 'https://example.com/conformance',
  eventTime: '2023-05-04T12:30:00.123456Z',
};

/** The one facet of a sample, in an event that has it where it belongs. */
function eventWithFacet(file: string, facets: object): object {
  const job = { namespace: 'conformance', name: file };
  const run = { runId: randomUUID() };
  const dataset = { namespace: 'conformance', name: 'dataset' };
  const folder = file.split('/')[0] ?? '';
  if (/RunFacet$/.test(folder)) {
    return { ...PRODUCER, run: { ...run, facets }, job };
  }
  if (/JobFacet$/.test(folder)) {
    return { ...PRODUCER, run, job: { ...job, facets } };
  }
  if (/InputDatasetFacet$/.test(folder)) {
    return {
      ...PRODUCER,
      run,
      job,
      inputs: [{ ...dataset, inputFacets: facets }],
    };
  }
  if (/OutputDatasetFacet$/.test(folder)) {
    return {
      ...PRODUCER,
      run,
      job,
      outputs: [{ ...dataset, outputFacets: facets }],
    };
  }
  return { ...PRODUCER, run, job, outputs: [{ ...dataset, facets }] };
}

async function runOf(runId: string) {
  return insights.knex('run').where({ run_key: runId }).first();
}

describeSamples(conformanceTitle('OpenLineage samples'), () => {
  beforeAll(start);
  afterAll(stop);

  it('reads every published facet without a note', async () => {
    for (const { name, value } of jsonSamples('openlineage/spec/tests')) {
      const isEvent = 'eventTime' in value;
      const event = isEvent ? value : eventWithFacet(name, value);
      const [result] = await post(toHistory, event);
      expect({ name, ...result }).toEqual({
        name,
        id: expect.any(String),
        status: 'accepted',
      });
    }
  });

  it.each([
    ['event_full.json', undefined],
    ['event_simple.json', undefined],
    ['event_invalid_dataset_facet.json', 'dataset facet ownership'],
    [
      'event_invalid_input_dataset_facet.json',
      'input facet dataQualityMetrics',
    ],
    ['event_invalid_job_facet.json', 'job facet ownership'],
    [
      'event_invalid_output_dataset_facet.json',
      'output facet outputStatistics',
    ],
    ['event_invalid_run_facet.json', 'run facet parent'],
  ])(
    '%s: the run is taken, a broken facet is left out with a note',
    async (file, facet) => {
      const sample = jsonSamples('openlineage/invalid').find(
        item => item.name === file,
      );
      const [result] = await post(toHistory, sample?.value ?? {});
      expect(result?.status).toBe('accepted');
      expect(result?.notes?.join() ?? 'nothing left out').toContain(
        facet ?? 'nothing left out',
      );
      const { runId } = sample?.value.run as { runId: string };
      expect(await runOf(runId)).toMatchObject({ outcome: 'succeeded' });
    },
  );

  it('rejects an event without a run id', async () => {
    const sample = jsonSamples('openlineage/invalid').find(
      item => item.name === 'event_no_run_id.json',
    );
    expect(await post(toHistory, sample?.value ?? {})).toEqual([
      {
        id: '0',
        status: 'rejected',
        reason: 'missing-field',
        notes: ['run.runId is needed.'],
      },
    ]);
  });
});

describeSamples(conformanceTitle('Marquez samples'), () => {
  beforeAll(start);
  afterAll(stop);

  it('accepts every event, large, unicode, without zone and without schema', async () => {
    const samples = jsonSamples('marquez').filter(
      item => !item.name.startsWith('docker_metadata'),
    );
    expect(samples).toHaveLength(15);
    for (const { name, value } of samples) {
      const [result] = await post(toHistory, value);
      expect({ name, ...result }).toEqual({
        name,
        id: expect.any(String),
        status: 'accepted',
      });
    }
    const runs = await insights
      .knex('run')
      .select('run_key', 'outcome', 'ended_at');
    expect(
      Object.fromEntries(runs.map(run => [run.run_key, run.outcome])),
    ).toEqual({
      '1d79ed5b-7fe9-4124-b70a-bfa01d9fba83': null,
      '1d8f4596-b3f2-4ebb-9e75-8ecc955b834a': 'succeeded',
      '41fb5137-f0fd-4ee5-ba5c-56f8571d1bd7': 'succeeded',
      '43d7db3b-8984-4cda-b237-8c6919b36670': null,
      '5355b91b-32b4-4477-b660-3adadee198b2': null,
      '5e58a95c-1c71-4231-8984-ac172d5566cf': 'succeeded',
      'ea041791-68bc-4ae1-bd89-4c8106a157e4': 'succeeded',
    });
  });
});

interface LifecycleEvent {
  eventType: string;
  eventTime: string;
  run: { runId: string };
}

/** The life of 13 jobs, times filled in as its authors do. */
function lifecycle(): LifecycleEvent[] {
  const began = Date.now() - 3_600_000;
  const filled = textSample('marquez/docker_metadata.template.json').replace(
    /\{\{RUN_(?:START_TIME|END_TIME_AFTER_(\d+)_MINUTES)\}\}/g,
    (_, minutes = '0') =>
      new Date(began + Number(minutes) * 60_000).toISOString(),
  );
  return JSON.parse(filled);
}

function shuffled<T>(items: readonly T[]): T[] {
  // A fixed order that is neither the first nor the last.
  return items
    .map((item, index) => ({ item, rank: (index * 7 + 3) % items.length }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

async function tablesOf(knex: Knex) {
  return {
    events: await knex('event')
      .select('event_id', 'type', 'run_key', 'event_time', 'observation')
      .orderBy('event_id'),
    runs: await knex('run')
      .select(
        'run_key',
        'started_at',
        'ended_at',
        'outcome',
        'cause',
        'closed_by',
        'impossible',
        'state',
      )
      .orderBy('run_key'),
    jobs: await knex('job')
      .select('namespace', 'name')
      .orderBy(['namespace', 'name']),
    subjects: (await knex('attribution_subject').count())[0],
    days: await knex('dirty_day').select('team_ref', 'day'),
  };
}

describeSamples(conformanceTitle('the 26 lifecycle events of Marquez'), () => {
  const events = () => lifecycle();

  it.each([
    ['in order', (list: LifecycleEvent[]) => [list]],
    ['in reverse', (list: LifecycleEvent[]) => [[...list].reverse()]],
    ['shuffled', (list: LifecycleEvent[]) => [shuffled(list)]],
    [
      'one by one, shuffled',
      (list: LifecycleEvent[]) => shuffled(list).map(item => [item]),
    ],
    ['all of them twice', (list: LifecycleEvent[]) => [list, shuffled(list)]],
  ])('give each run the state its events say: %s', async (_, arrange) => {
    await start();
    try {
      const list = events();
      expect(list).toHaveLength(26);
      for (const batch of arrange(list)) {
        await post('lineage', batch);
      }
      const runs = await insights.knex('run').select('*');
      expect(runs).toHaveLength(13);
      for (const run of runs) {
        const own = list.filter(item => item.run.runId === run.run_key);
        const began = own.find(item => item.eventType === 'START');
        const ended = own.find(item => item.eventType !== 'START');
        expect(run.started_at?.toISOString()).toBe(began?.eventTime);
        expect(run.ended_at?.toISOString()).toBe(ended?.eventTime);
        expect(run.outcome).toBe(
          ended?.eventType === 'COMPLETE' ? 'succeeded' : 'failed',
        );
        expect(run.closed_by).toBe('event');
        expect(run.impossible).toBeNull();
      }
    } finally {
      await stop();
    }
  });

  it('changes nothing when all are sent again', async () => {
    await start();
    try {
      const list = events();
      await post('lineage', list);
      const before = await tablesOf(insights.knex);
      const again = await post('lineage', shuffled(list));
      expect(new Set(again.map(item => item.status))).toEqual(
        new Set(['duplicate']),
      );
      expect(await tablesOf(insights.knex)).toEqual(before);
    } finally {
      await stop();
    }
  });
});

describeSamples(conformanceTitle('CDEvents samples'), () => {
  beforeAll(start);
  afterAll(stop);

  const samples = () => [
    ...jsonSamples('cdevents/conformance').filter(
      item => !item.name.startsWith('formats/'),
    ),
    ...jsonSamples('cdevents/custom').filter(
      item => item.name === 'conformance.json',
    ),
  ];

  function refreshed(value: Record<string, unknown>) {
    const context = value.context as Record<string, unknown>;
    return {
      ...value,
      context: {
        ...context,
        id: randomUUID(),
        timestamp: new Date(Date.now() - 60_000).toISOString(),
      },
    };
  }

  it.each(['bare', 'in an envelope'])('accepts all of them, %s', async form => {
    expect(samples().length).toBeGreaterThanOrEqual(48);
    for (const { name, value } of samples()) {
      const event = refreshed(value);
      const envelope = {
        specversion: '1.0',
        id: event.context.id,
        source: (value.context as { source: string }).source,
        type: (value.context as { type: string }).type,
        time: event.context.timestamp,
        datacontenttype: 'application/json',
        data: event,
      };
      const [result] =
        form === 'bare'
          ? await post('events', event)
          : await post('events', envelope, 'application/cloudevents+json');
      expect({ name, ...result }).toEqual({
        name,
        id: event.context.id,
        status: 'accepted',
      });
    }
  });

  it('makes runs of pipeline, task and test suite runs only', async () => {
    const runs = await insights
      .knex('run')
      .select('run_key', 'outcome', 'cause', 'parent_key')
      .orderBy('run_key');
    expect(runs).toEqual([
      {
        run_key: 'pipelinerun:/event/source/123:mySubject123',
        outcome: 'failed',
        cause: 'user',
        parent_key: null,
      },
      {
        run_key: 'taskrun:/event/source/123:mySubject123',
        outcome: 'failed',
        cause: 'user',
        parent_key: 'pipelinerun:/event/source/123:mySubject123',
      },
      {
        run_key: 'testsuiterun:/event/source/123:myTestSuiteRun123',
        outcome: 'failed',
        cause: 'user',
        parent_key: null,
      },
    ]);
  });
});

describeSamples(conformanceTitle('the pods of a GPU cluster (openb)'), () => {
  beforeAll(start);
  afterAll(stop);

  const OUTCOMES: Record<string, string> = {
    Succeeded: 'succeeded',
    Failed: 'failed',
  };

  function records() {
    const [header = '', ...lines] = textSample(
      'queues/openb_pod_list_default.csv',
    )
      .trim()
      .split(/\r?\n/);
    const columns = header.split(',');
    const at = (seconds: string | undefined) =>
      seconds
        ? new Date(Date.UTC(2023, 0, 1) + Number(seconds) * 1000).toISOString()
        : undefined;
    return lines.map(line => {
      const cells = line.split(',');
      const cell = (name: string) => cells[columns.indexOf(name)];
      return {
        id: cell('name'),
        namespace: 'openb',
        job: cell('qos') || 'none',
        submittedAt: at(cell('creation_time')),
        startedAt: at(cell('scheduled_time')),
        endedAt: at(cell('deletion_time')),
        outcome: OUTCOMES[cell('pod_phase') ?? ''],
        gpus: Number(cell('num_gpu')),
      };
    });
  }

  it('become runs with the published waiting times', async () => {
    const items = records();
    expect(items).toHaveLength(8152);
    for (let from = 0; from < items.length; from += 1000) {
      const results = await post('import/runs', {
        source: 'openb',
        items: items.slice(from, from + 1000),
      });
      expect(new Set(results.map(item => item.status))).toEqual(
        new Set(['accepted']),
      );
    }
    const { rows } = await insights.knex.raw(`
      select count(started_at)::int as started,
        count(*) filter (where started_at is null)::int as never,
        count(*) filter (where started_at = submitted_at)::int as zero,
        percentile_cont(array[0.5, 0.75, 0.9, 0.95, 0.99]) within group
          (order by extract(epoch from started_at - submitted_at)) as waits
      from run where impossible is null`);
    expect(rows[0]).toMatchObject({ started: 7255, never: 897, zero: 2046 });
    const waits: number[] = rows[0].waits;
    expect(waits.map(wait => Math.round(wait * 100) / 100)).toEqual([
      2, 35, 106, 241, 889.64,
    ]);
  });
});
