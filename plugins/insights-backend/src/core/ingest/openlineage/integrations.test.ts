import { NOW, readContext } from '../../../__testUtils__/readContext';
import { parseTime } from '../time';
import { readOpenLineage } from './readOpenLineage';

const at = parseTime(NOW);

/** What integrations add to an event beside what every event has, and what we make of it. */
interface Shape {
  readonly by: string;
  readonly event: Record<string, unknown>;
  readonly expected: Record<string, unknown>;
  readonly notes?: number;
}

const run = (facets: object) => ({ run: { runId: 'run-1', facets } });
const job = (facets: object | null) => ({
  job: { namespace: 'n', name: 'j', facets },
});
const named = (namespace: string, name: string) => ({ namespace, name });
const parentIs = (parent: string) => ({
  aspects: { 'run.parent': { parent } },
});

const SHAPES: Shape[] = [
  {
    by: 'Airflow: the try of a task in a scheduled pipeline',
    event: run({
      airflow: {
        dag: { dag_id: 'lanes', tags: "['a']", schedule_interval: '@daily' },
        dagRun: { run_id: 'scheduled__2026', run_type: 'scheduled', conf: {} },
        task: {
          task_id: 'train',
          operator_class: 'BashOperator',
          mapped: false,
        },
        taskInstance: { try_number: 2, duration: null, pool: 'default' },
        taskUuid: 'x',
      },
      parent: {
        run: { runId: 'dag-run' },
        job: named('n', 'lanes'),
        root: { run: { runId: 'dag-run' }, job: named('n', 'lanes') },
      },
      processing_engine: {
        version: '2.9.1',
        name: 'Airflow',
        openlineageAdapterVersion: '1.9.0',
      },
    }),
    expected: {
      attempt: 2,
      aspects: {
        'run.parent': { parent: 'dag-run' },
        'run.schedule': { trigger: 'scheduled' },
      },
    },
  },
  {
    by: 'Airflow: a pipeline set off by hand, or by whatever calls its API',
    event: run({
      airflowDagRun: {
        dag: { dag_id: 'lanes' },
        dagRun: { run_type: 'manual', run_id: 'manual__2026' },
      },
      nominalTime: { nominalStartTime: NOW },
    }),
    expected: { times: { started: at }, aspects: {} },
  },
  {
    by: 'Airflow before 2023: parentRun',
    event: run({
      parentRun: { run: { runId: 'dag-run' }, job: named('n', 'lanes') },
      airflow_runArgs: { externalTrigger: true },
      airflow_version: { operator: 'x', taskInfo: '...', airflowVersion: '2' },
    }),
    expected: parentIs('dag-run'),
  },
  {
    by: 'Spark: an action of an application',
    event: {
      ...run({
        parent: { run: { runId: 'app' }, job: named('default', 'app') },
        'spark.logicalPlan': { plan: [{ class: 'x', 'num-children': 1 }] },
        'environment-properties': { 'environment-properties': {} },
        spark_version: { 'spark-version': '3.5.1' },
        spark_properties: { properties: { 'spark.master': 'local' } },
        spark_unknown: { inputs: [{ description: {}, inputAttributes: [] }] },
        spark_jobDetails: { jobId: 5, jobDescription: null },
        spark_applicationDetails: {
          master: 'yarn',
          appName: 'app',
          applicationId: 'application_17_0001',
          userName: 'ann',
        },
      }),
      inputs: [
        {
          ...named('s3://lake', 'raw'),
          facets: {
            dataSource: { name: 's3://lake', uri: 's3://lake' },
            schema: { fields: [] },
            symlinks: {
              identifiers: [{ ...named('glue', 'raw'), type: 'TABLE' }],
            },
          },
          inputFacets: {},
        },
      ],
      outputs: null,
    },
    expected: {
      externalIds: ['spark:application_17_0001'],
      ...parentIs('app'),
      inputs: [named('s3://lake', 'raw')],
    },
  },
  {
    by: 'dbt: a model',
    event: {
      ...run({
        dbt_version: { version: '1.8.0' },
        dbt_run: { invocation_id: 'x', project_name: 'features' },
        parent: {
          run: { runId: 'dbt-run' },
          job: named('dbt', 'dbt-run-features'),
        },
      }),
      ...job({
        jobType: {
          processingType: 'BATCH',
          integration: 'DBT',
          jobType: 'MODEL',
        },
        sql: { query: 'select 1', dialect: 'bigquery' },
      }),
      outputs: [
        {
          ...named('bigquery', 'p.d.t'),
          outputFacets: { outputStatistics: { rowCount: null, size: null } },
        },
      ],
    },
    expected: { ...parentIs('dbt-run'), outputs: [named('bigquery', 'p.d.t')] },
  },
  {
    by: 'dbt: tests of a model',
    event: {
      inputs: [
        {
          ...named('bigquery', 'p.d.t'),
          inputFacets: {
            dataQualityAssertions: {
              assertions: [
                { assertion: 'not_null', success: true, column: 'id' },
                { assertion: 'unique', success: false, column: null },
              ],
            },
          },
        },
      ],
    },
    expected: { inputs: [named('bigquery', 'p.d.t')] },
  },
  {
    by: 'Great Expectations: assertions of a kind of their own',
    event: {
      inputs: [
        {
          ...named('postgres://db:5432', 'a.b.c'),
          facets: {
            greatExpectations_assertions: {
              assertions: [{ expectationType: 'x', success: true }],
            },
            dataQuality: { rowCount: 10, bytes: null, columnMetrics: {} },
          },
          inputFacets: {
            dataQualityMetrics: {
              rowCount: 10,
              bytes: null,
              columnMetrics: { id: { nullCount: 0, quantiles: { '0.5': 1 } } },
            },
          },
        },
      ],
    },
    expected: { inputs: [named('postgres://db:5432', 'a.b.c')] },
  },
  {
    by: 'Flink: a checkpoint of a job that never ends',
    event: {
      eventType: 'RUNNING',
      ...run({ checkpoints: { completed: 3, failed: 0, in_progress: 1 } }),
      ...job({
        jobType: {
          processingType: 'STREAMING',
          integration: 'FLINK',
          jobType: 'JOB',
        },
      }),
    },
    expected: { times: { heartbeat: at } },
  },
  {
    by: 'Trino: a query that failed',
    event: {
      eventType: 'FAIL',
      ...run({
        trino_metadata: { queryPlan: null, transactionId: 'x' },
        trino_query_context: { user: 'ann', queryType: 'INSERT' },
        errorMessage: { message: 'm', programmingLanguage: 'JAVA' },
      }),
    },
    expected: { end: { endedAt: at, outcome: 'failed', cause: 'unknown' } },
  },
  {
    by: 'older clients: nulls for what they do not know',
    event: {
      eventType: 'COMPLETE',
      run: { runId: 'run-1', facets: null },
      ...job(null),
      inputs: null,
      outputs: [{ ...named('n', 'd'), facets: null, outputFacets: null }],
    },
    expected: {
      end: { endedAt: at, outcome: 'succeeded' },
      outputs: [named('n', 'd')],
    },
  },
  {
    by: 'older clients: an error without its language, a tag that is no text',
    event: {
      eventType: 'FAIL',
      ...run({
        errorMessage: { message: 'm' },
        tags: { tags: [{ key: 'team', value: true }] },
      }),
    },
    expected: { end: { outcome: 'failed' } },
    notes: 2,
  },
  {
    by: 'a run that names itself as the root of its pipeline',
    event: run({
      parent: {
        run: { runId: 'run-1' },
        job: named('n', 'j'),
        root: { run: { runId: 'run-1' }, job: named('n', 'j') },
      },
    }),
    expected: { aspects: { 'run.parent': {} } },
  },
];

describe('events as integrations send them', () => {
  it.each(SHAPES)('$by', ({ event, expected, notes = 0 }) => {
    const item = readOpenLineage(
      JSON.parse(
        JSON.stringify({
          eventType: 'START',
          eventTime: NOW,
          producer: 'https://example.com/integration',
          schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json',
          run: { runId: 'run-1' },
          job: { namespace: 'n', name: 'j' },
          ...event,
        }),
      ),
      0,
      readContext(),
    );
    expect(item).toMatchObject({
      status: 'readable',
      runKey: 'run-1',
      observation: expected,
    });
    expect(item.notes).toHaveLength(notes);
    // Facets name people in many places; what is kept of an event names none.
    expect(
      item.status === 'readable' ? JSON.stringify(item.observation) : 'ann',
    ).not.toContain('ann');
  });

  it('does not take a pipeline set off by hand for a schedule', () => {
    const item = readOpenLineage(
      {
        ...run({ airflow: { dagRun: { run_type: 'manual' } } }),
        eventType: 'START',
        eventTime: NOW,
        producer: 'p',
        job: named('n', 'j'),
      },
      0,
      readContext(),
    );
    expect(JSON.stringify(item)).not.toContain('"trigger"');
  });
});
