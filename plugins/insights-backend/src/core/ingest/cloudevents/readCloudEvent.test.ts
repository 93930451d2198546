import { NOW, readContext } from '../../../__testUtils__/readContext';
import { parseTime } from '../time';
import { createCloudEventReader } from './readCloudEvent';

const at = parseTime(NOW);
const context = readContext();
const readEvent = createCloudEventReader({
  allowsSource: source => source !== '/foreign',
  claimsType: type => type.startsWith('com.example.featurestore.'),
});

function envelope(changes: object = {}) {
  return {
    specversion: '1.0',
    id: 'e-1',
    source: '/scheduler',
    type: 'mli.run.started.v1',
    time: NOW,
    data: { runId: 'r-1', namespace: 'cluster', job: 'train' },
    ...changes,
  };
}

const read = (changes: object = {}) =>
  readEvent(JSON.parse(JSON.stringify(envelope(changes))), 2, context);

const JOB = { 'said.job': { namespace: 'cluster', job: 'train' } };

describe('our run events', () => {
  it.each([
    ['submitted', { times: { submitted: at } }],
    ['started', { times: { started: at } }],
    ['first-result', { times: { firstResult: at } }],
    ['heartbeat', { times: { heartbeat: at } }],
    ['ended', { times: {}, end: { endedAt: at, closedBy: 'event' } }],
  ])('mli.run.%s.v1', (step, expected) => {
    expect(read({ type: `mli.run.${step}.v1` })).toMatchObject({
      status: 'readable',
      id: 'e-1',
      eventId: '/scheduler e-1',
      runKey: 'r-1',
      notes: [],
      observation: { ...expected, aspects: JOB },
    });
  });

  it('says each field as a part of its own', () => {
    const data = {
      ...envelope().data,
      outcome: 'failed',
      cause: 'system',
      team: 'lanes',
      actor: 'jane',
      gpus: 4,
      parentId: 'sweep',
      externalIds: ['slurm:1'],
    };
    const item = read({ type: 'mli.run.ended.v1', data });
    expect(item).toMatchObject({
      observation: {
        end: { outcome: 'failed', cause: 'system' },
        aspects: {
          'said.team': { team: 'lanes' },
          'said.gpus': { gpus: 4 },
          'said.parent': { parent: 'sweep' },
          'said.actor': { actor: { kind: 'unresolved' } },
        },
        externalIds: ['slurm:1'],
      },
    });
    expect(JSON.stringify(item)).not.toContain('jane');
  });

  it.each([
    ['bad-time', { time: undefined }],
    ['bad-time', { time: 'noon' }],
    ['wrong-field', { data: { runId: 'r-1' } }],
    ['wrong-field', { data: undefined }],
    ['wrong-field', { data: 'text' }],
    ['wrong-field', { data: { ...envelope().data, unknown: 1 } }],
    ['wrong-field', { specversion: '0.3' }],
    ['wrong-field', { id: '' }],
    ['wrong-field', { source: undefined }],
    ['wrong-field', { type: 5 }],
    ['wrong-field', { 'Not-Allowed': 'x' }],
    ['wrong-field', { extension: { nested: 1 } }],
    ['wrong-field', { data: undefined, data_base64: 'bm90IGpzb24=' }],
    ['source-not-allowed', { source: '/foreign' }],
    [
      'too-large',
      { data: { ...envelope().data, experiment: 'x'.repeat(65_536) } },
    ],
  ])('rejects: %s', (reason, changes) => {
    expect(read(changes)).toMatchObject({
      status: 'rejected',
      id: '2',
      reason,
    });
  });

  it('reads data in base64, and JSON sent as text', () => {
    const json = JSON.stringify(envelope().data);
    for (const data of [
      { data: undefined, data_base64: Buffer.from(json).toString('base64') },
      { data: json, datacontenttype: 'application/json; charset=utf-8' },
    ]) {
      expect(read(data)).toMatchObject({ status: 'readable', runKey: 'r-1' });
    }
  });
});

describe('usage', () => {
  it('is kept as an event', () => {
    expect(
      read({
        type: 'mli.usage.v1',
        data: { offering: 'feature-store', actor: 'jane', quantity: 3 },
      }),
    ).toMatchObject({
      status: 'readable',
      type: 'mli.usage.v1',
      observation: {
        usage: {
          offering: 'feature-store',
          quantity: 3,
          actor: { kind: 'unresolved' },
        },
      },
    });
    expect(read({ type: 'mli.usage.v1', data: { quantity: 3 } })).toMatchObject(
      {
        status: 'rejected',
        reason: 'wrong-field',
      },
    );
  });

  it('is a type that an offering claims', () => {
    expect(
      read({
        type: 'com.example.featurestore.read',
        data: { user: 'jane', table: 'lanes' },
      }),
    ).toMatchObject({
      status: 'readable',
      observation: { usage: { key: 'com.example.featurestore.read' } },
    });
  });

  it('is nothing that nobody claims', () => {
    expect(
      read({ type: 'com.example.other', data: { user: 'jane' } }),
    ).toMatchObject({
      status: 'quarantined',
      reason: 'unknown-type',
      body: { data: { user: expect.stringMatching(/^actor:/) } },
    });
  });
});

describe('CDEvents', () => {
  function cdEvent(type: string, content: object, more: object = {}) {
    return {
      context: {
        id: 'c-1',
        source: '/ci',
        type,
        timestamp: NOW,
        specversion: '0.5.0',
      },
      subject: { id: 's-1', content },
      ...more,
    };
  }
  const readCd = (type: string, content: object = {}, more: object = {}) =>
    readEvent(cdEvent(`dev.cdevents.${type}.0.2.0`, content, more), 0, context);

  it.each([
    ['pipelinerun.queued', { pipelineName: 'p' }, { times: { submitted: at } }],
    ['pipelinerun.started', { pipelineName: 'p' }, { times: { started: at } }],
    ['taskrun.started', { taskName: 't' }, { times: { started: at } }],
    [
      'testsuiterun.queued',
      { testSuite: { id: 'x', name: 'n' } },
      { times: { submitted: at } },
    ],
    [
      'pipelinerun.finished',
      { outcome: 'success' },
      { end: { outcome: 'succeeded', endedAt: at } },
    ],
    [
      'pipelinerun.finished',
      { outcome: 'failure' },
      { end: { outcome: 'failed', cause: 'user' } },
    ],
    [
      'pipelinerun.finished',
      { outcome: 'error' },
      { end: { outcome: 'failed', cause: 'system' } },
    ],
    [
      'taskrun.finished',
      { outcome: 'cancel' },
      { end: { outcome: 'cancelled' } },
    ],
  ])('%s %j', (type, content, observation) => {
    expect(readCd(type, content)).toMatchObject({
      status: 'readable',
      eventId: '/ci c-1',
      runKey: `${type.split('.')[0]}:/ci:s-1`,
      observation,
    });
  });

  it('joins a task to its pipeline, reads the trigger and our attributes', () => {
    expect(
      readCd(
        'taskrun.started',
        {
          taskName: 't',
          pipelineRun: { id: 'p-1' },
          trigger: { type: 'schedule' },
        },
        { customData: { team: 'lanes', stage: 'evaluation' } },
      ),
    ).toMatchObject({
      observation: {
        aspects: {
          job: { namespace: '/ci', job: 't' },
          'said.parent': { parent: 'pipelinerun:/ci:p-1' },
          'said.trigger': { trigger: 'scheduled' },
          'run.tags': { team: 'lanes', stage: 'evaluation' },
        },
      },
    });
  });

  it.each([
    'change.merged',
    'service.deployed',
    'incident.detected',
    'build.queued',
  ])('%s is kept as an event without names of people', type => {
    const item = readCd(type, {
      environment: { id: 'prod' },
      assignees: ['jane'],
    });
    expect(item).toMatchObject({
      status: 'readable',
      observation: {
        subject: {
          id: 's-1',
          source: '/ci',
          content: { environment: { id: 'prod' } },
        },
      },
    });
    expect(item).not.toHaveProperty('runKey');
    expect(JSON.stringify(item)).not.toContain('jane');
  });

  it.each([
    ['missing-field', { subject: {} }],
    [
      'bad-time',
      {
        context: {
          id: 'c-1',
          source: '/ci',
          type: 'dev.cdevents.taskrun.started.0.1.0',
          timestamp: 'x',
        },
      },
    ],
    [
      'wrong-field',
      {
        context: { source: '/ci', type: 'dev.cdevents.taskrun.started.0.1.0' },
      },
    ],
  ])('rejects: %s', (reason, changes) => {
    const value = {
      ...cdEvent('dev.cdevents.taskrun.started.0.1.0', {}),
      ...changes,
    };
    expect(readEvent(value, 0, context)).toMatchObject({
      status: 'rejected',
      reason,
    });
  });
});
