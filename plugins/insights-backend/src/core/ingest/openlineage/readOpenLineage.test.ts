import { NOW, readContext } from '../../../__testUtils__/readContext';
import { ReadItem } from '../item';
import { parseTime } from '../time';
import { readOpenLineage } from './readOpenLineage';

const context = readContext();
const at = parseTime(NOW);

/** As it arrives: without what is undefined. */
function sent(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}

function event(changes: object = {}) {
  return {
    eventType: 'START',
    eventTime: NOW,
    producer: 'https://example.com/producer',
    run: { runId: 'run-1' },
    job: { namespace: 'perception', name: 'lanes-train' },
    ...changes,
  };
}

function read(changes: object = {}): ReadItem {
  return readOpenLineage(sent(event(changes)), 7, context);
}

function observed(changes: object) {
  const item = read(changes);
  if (item.status !== 'readable') {
    throw new Error(`${item.status}: ${item.notes.join(' ')}`);
  }
  return item;
}

const facet = (value: object) => ({
  _producer: 'p',
  _schemaURL: 's',
  ...value,
});

describe('readOpenLineage', () => {
  it.each([
    ['START', { times: { started: at } }],
    ['RUNNING', { times: { heartbeat: at } }],
    ['OTHER', { times: { heartbeat: at } }],
    [
      'COMPLETE',
      { end: { endedAt: at, closedBy: 'event', outcome: 'succeeded' } },
    ],
    [
      'FAIL',
      {
        end: {
          endedAt: at,
          closedBy: 'event',
          outcome: 'failed',
          cause: 'unknown',
        },
      },
    ],
    [
      'ABORT',
      { end: { endedAt: at, closedBy: 'event', outcome: 'cancelled' } },
    ],
    [
      'complete',
      { end: { endedAt: at, closedBy: 'event', outcome: 'succeeded' } },
    ],
  ])('%s', (eventType, expected) => {
    expect(observed({ eventType }).observation).toEqual({
      times: {},
      aspects: { job: { namespace: 'perception', job: 'lanes-train' } },
      ...expected,
    });
  });

  it.each([
    [
      'no event type is a sign of life',
      { eventType: undefined },
      'openlineage.run.other',
    ],
    ['a job event is no run', { run: undefined }, 'openlineage.job'],
    [
      'a dataset event is no run',
      {
        run: undefined,
        job: undefined,
        dataset: { namespace: 'n', name: 'd' },
      },
      'openlineage.dataset',
    ],
    [
      'a schema URL is not needed',
      { schemaURL: undefined },
      'openlineage.run.start',
    ],
  ])('%s', (_, changes, type) => {
    expect(read(changes)).toMatchObject({
      status: 'readable',
      type,
      notes: [],
    });
  });

  it.each([
    ['missing-field', { run: {} }],
    ['missing-field', { run: { runId: '' } }],
    ['missing-field', { run: { runId: 5 } }],
    ['missing-field', { run: null }],
    ['missing-field', { run: { runId: 'x'.repeat(501) } }],
    ['missing-field', { job: { name: 'n' } }],
    ['missing-field', { job: undefined }],
    ['missing-field', { producer: undefined }],
    ['missing-field', { eventTime: undefined }],
    ['bad-time', { eventTime: 'yesterday' }],
    ['bad-time', { eventTime: '1969-01-01T00:00:00Z' }],
    ['bad-time', { eventTime: '9999-01-01T00:00:00Z' }],
    ['too-large', { padding: 'x'.repeat(1024 * 1024) }],
  ])('rejects: %s', (reason, changes) => {
    expect(read(changes)).toMatchObject({
      status: 'rejected',
      id: '7',
      reason,
    });
  });

  it.each([['text'], [null], [[]], [5]])('rejects what is no object', value => {
    expect(readOpenLineage(value, 0, context)).toMatchObject({
      status: 'rejected',
      reason: 'not-an-object',
    });
  });

  it.each([
    ['future', { eventTime: '2026-05-04T12:05:01Z' }],
    ['too-old', { eventTime: '2026-03-30T11:59:59Z' }],
    ['unknown-type', { eventType: 'PAUSED' }],
  ])('quarantines: %s', (reason, changes) => {
    expect(read(changes)).toMatchObject({ status: 'quarantined', reason });
  });

  it.each([
    ['five minutes ahead', '2026-05-04T12:05:00Z'],
    ['35 days ago', '2026-03-30T12:00:00Z'],
  ])('takes what is %s', (_, eventTime) => {
    expect(read({ eventTime }).status).toBe('readable');
  });

  it('takes any age where the source is historical, but no future', () => {
    const history = readContext({ historical: true });
    expect(
      readOpenLineage(event({ eventTime: '1999-01-01T00:00:00Z' }), 0, history)
        .status,
    ).toBe('readable');
    expect(
      readOpenLineage(event({ eventTime: '2027-01-01T00:00:00Z' }), 0, history),
    ).toMatchObject({ status: 'quarantined', reason: 'future' });
  });

  it('has the same identity whatever the order of keys', () => {
    const one = observed({});
    const { job, ...rest } = event();
    expect(readOpenLineage({ job, ...rest }, 0, context)).toMatchObject({
      eventId: one.eventId,
    });
    expect(
      observed({ producer: 'https://example.com/other' }).eventId,
    ).not.toBe(one.eventId);
  });

  it('reads ownership, parent, code location and tags', () => {
    const { observation, notes } = observed({
      run: {
        runId: 'run-1',
        facets: {
          parent: facet({
            run: { runId: 'task' },
            job: { namespace: 'n', name: 'j' },
            root: {
              run: { runId: 'root' },
              job: { namespace: 'n', name: 'r' },
            },
          }),
          nominalTime: facet({ nominalStartTime: '2026-05-04T00:00:00Z' }),
          tags: facet({
            tags: [
              { key: 'stage', value: 'Training' },
              { key: 'run-class', value: 'sweep' },
              { key: 'mli.trigger', value: 'scheduled' },
              { key: 'user', value: 'Jane.Doe@example.com' },
              { key: 'gpus', value: '8' },
              { key: 'offering', value: 'feature-store, offering:trainer' },
              { key: 'submitted_at', value: '2026-05-04T11:58:00.5Z' },
              { key: 'slurm_job_id', value: '123' },
              { key: 'colour', value: 'blue' },
            ],
          }),
        },
      },
      job: {
        namespace: 'perception',
        name: 'lanes-train',
        facets: {
          ownership: facet({
            owners: [
              { name: 'jane' },
              { name: 'team:perception' },
              { name: 'user:jane' },
            ],
          }),
          sourceCodeLocation: facet({
            type: 'git',
            url: 'https://jane:secret@git.example.com/acme/lanes.git',
          }),
          tags: facet({ tags: [{ key: 'team', value: 'lanes' }] }),
        },
      },
    });
    expect(notes).toEqual([]);
    expect(observation).toEqual({
      times: { started: at, submitted: parseTime('2026-05-04T11:58:00.5Z') },
      aspects: {
        job: { namespace: 'perception', job: 'lanes-train' },
        'job.ownership': { team: 'perception' },
        'job.sourceCodeLocation': {
          repository: 'https://git.example.com/acme/lanes',
        },
        'job.tags': { team: 'lanes' },
        'run.parent': { parent: 'root' },
        'run.tags': {
          actor: {
            hash: expect.stringMatching(/^[0-9a-f]{64}$/),
            kind: 'unresolved',
          },
          gpus: 8,
          offerings: ['feature-store', 'offering:trainer'],
          runClass: 'sweep',
          stage: 'training',
          trigger: 'scheduled',
        },
      },
      externalIds: ['slurm:123'],
    });
    expect(JSON.stringify(observation)).not.toMatch(/jane|secret/i);
  });

  it.each([
    ['stage', 'cooking'],
    ['trigger', 'magic'],
    ['run_class', 'huge'],
    ['gpus', 'many'],
    ['submitted_at', 'soon'],
    ['submitted_at', '2027-01-01T00:00:00Z'],
    ['team', 'jane@example.com'],
  ])('leaves out the tag %s=%s with a note', (key, value) => {
    const { observation, notes } = observed({
      run: {
        runId: 'run-1',
        facets: { tags: facet({ tags: [{ key, value }] }) },
      },
    });
    expect(observation.aspects?.['run.tags']).toEqual({});
    expect(observation.times).toEqual({ started: at });
    expect(notes).toEqual([expect.stringMatching(/left out\.$/)]);
    expect(notes[0]).not.toContain(value);
  });

  it.each([
    ['parent', { run: { noRunId: 1 }, job: { namespace: 'n', name: 'j' } }],
    ['nominalTime', { nominalStartTime: 5 }],
    ['nominalTime', { nominalStartTime: 'at dawn' }],
    ['errorMessage', { message: 'x' }],
    ['tags', { tags: [{ key: 'stage' }] }],
    ['custom', 'not an object'],
  ])('leaves out the broken run facet %s and keeps the run', (name, value) => {
    const { observation, notes } = observed({
      run: { runId: 'run-1', facets: { [name]: value } },
    });
    expect(notes).toEqual([expect.stringContaining(name)]);
    expect(Object.keys(observation.aspects ?? {})).toEqual(['job']);
  });

  it('forgets what a facet said when it is deleted', () => {
    const { observation } = observed({
      job: {
        namespace: 'n',
        name: 'j',
        facets: { ownership: { _deleted: true }, tags: { _deleted: true } },
      },
    });
    expect(observation.aspects).toMatchObject({
      'job.ownership': {},
      'job.tags': {},
    });
  });

  it("is nobody's child when it names itself as parent", () => {
    const { observation } = observed({
      run: {
        runId: 'run-1',
        facets: {
          parent: facet({
            run: { runId: 'run-1' },
            job: { namespace: 'n', name: 'j' },
          }),
        },
      },
    });
    expect(observation.aspects?.['run.parent']).toEqual({});
  });

  it('keeps the names of datasets for lineage', () => {
    const { observation, notes } = observed({
      inputs: [{ namespace: 'n', name: 'a', facets: {} }, { name: 'nameless' }],
      outputs: [{ namespace: 'n', name: 'b' }],
    });
    expect(observation).toMatchObject({
      inputs: [{ namespace: 'n', name: 'a' }],
      outputs: [{ namespace: 'n', name: 'b' }],
    });
    expect(notes).toEqual(['An input has no namespace and name; left out.']);
  });
});
