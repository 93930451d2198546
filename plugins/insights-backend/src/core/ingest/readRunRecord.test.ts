import { readContext } from '../../__testUtils__/readContext';
import { readRunRecord } from './readRunRecord';
import { parseTime } from './time';

const context = readContext({ historical: true });

function record(changes: object = {}) {
  return {
    id: 'job-1',
    namespace: 'cluster',
    job: 'train',
    submittedAt: '2026-01-01T00:00:00Z',
    startedAt: '2026-01-01T00:00:10Z',
    endedAt: '2026-01-01T01:00:00.123456Z',
    outcome: 'failed',
    ...changes,
  };
}

const read = (changes: object = {}) =>
  readRunRecord(JSON.parse(JSON.stringify(record(changes))), 3, context);

describe('readRunRecord', () => {
  it('says everything in one part', () => {
    expect(
      read({
        cause: 'system',
        actor: 'CORP\\jane',
        team: 'team:lanes',
        stage: 'training',
        gpus: 2,
        offerings: ['trainer'],
        parentId: 'parent',
        repository: 'git@git.example.com:acme/lanes.git',
        externalIds: ['slurm:1'],
      }),
    ).toMatchObject({
      status: 'readable',
      id: 'job-1',
      eventId: 'job-1',
      runKey: 'job-1',
      type: 'run-record',
      at: parseTime('2026-01-01T01:00:00.123456Z'),
      notes: [],
      observation: {
        times: {
          submitted: parseTime('2026-01-01T00:00:00Z'),
          started: parseTime('2026-01-01T00:00:10Z'),
        },
        end: {
          endedAt: parseTime('2026-01-01T01:00:00.123456Z'),
          outcome: 'failed',
          cause: 'system',
          closedBy: 'event',
        },
        aspects: {
          record: {
            namespace: 'cluster',
            job: 'train',
            actor: { kind: 'unresolved' },
            team: 'lanes',
            stage: 'training',
            gpus: 2,
            offerings: ['trainer'],
            parent: 'parent',
            repository: 'git@git.example.com:acme/lanes',
          },
        },
        externalIds: ['slurm:1'],
      },
    });
  });

  it.each([
    ['ended before started', { endedAt: '2026-01-01T00:00:05Z' }],
    ['started before submitted', { startedAt: '2025-12-31T00:00:00Z' }],
    [
      'ended before submitted',
      { startedAt: undefined, endedAt: '2025-12-31T00:00:00Z' },
    ],
    ['first result before started', { firstResultAt: '2026-01-01T00:00:01Z' }],
    ['ended before first result', { firstResultAt: '2026-01-02T00:00:00Z' }],
  ])('keeps an impossible timeline aside: %s', (sentence, changes) => {
    expect(read(changes)).toMatchObject({
      status: 'quarantined',
      id: 'job-1',
      reason: 'impossible-timeline',
      notes: [`Its times cannot be true: ${sentence}.`],
    });
  });

  it('keeps the future aside', () => {
    expect(read({ endedAt: '2026-06-01T00:00:00Z' })).toMatchObject({
      status: 'quarantined',
      reason: 'future',
    });
  });

  it.each([
    ['wrong-field', { id: 5 }, 'Missing or not as it must be: id.'],
    [
      'wrong-field',
      { job: undefined, gpus: -1 },
      'Missing or not as it must be: job, gpus.',
    ],
    [
      'wrong-field',
      { outcome: 'exploded' },
      'Missing or not as it must be: outcome.',
    ],
    [
      'wrong-field',
      { startAt: 'x' },
      expect.stringMatching(
        /^It has unknown fields; known are id, namespace, job/,
      ),
    ],
    [
      'bad-time',
      { endedAt: 'MARKER' },
      expect.stringContaining('endedAt must be a time'),
    ],
    [
      'no-time',
      { submittedAt: undefined, startedAt: undefined, endedAt: undefined },
      expect.any(String),
    ],
    ['forbidden-key', JSON.parse('{"__proto__":1}'), expect.any(String)],
    ['too-large', { repository: 'x'.repeat(65_536) }, expect.any(String)],
  ])('rejects: %s', (reason, changes, sentence) => {
    const value = Object.defineProperties(
      record(),
      Object.getOwnPropertyDescriptors(changes),
    );
    const sent = JSON.parse(JSON.stringify(value));
    const item = readRunRecord(sent, 3, context);
    expect(item).toMatchObject({
      status: 'rejected',
      id: '3',
      reason,
      notes: [sentence],
    });
    expect(JSON.stringify(item)).not.toContain('MARKER');
  });

  it('hashes the actor in what waits in quarantine', () => {
    const item = read({
      endedAt: '2026-06-01T00:00:00Z',
      actor: 'jane.doe@example.com',
    });
    expect(JSON.stringify(item)).not.toMatch(/jane/);
    expect(item).toMatchObject({
      body: { actor: expect.stringMatching(/^actor:[0-9a-f]{64}:unresolved$/) },
    });
  });
});
