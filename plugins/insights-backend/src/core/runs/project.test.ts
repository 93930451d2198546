import { fold } from './fold';
import { RunObservation } from './observation';
import { daysOf, project } from './project';

const viewOf = (...observations: RunObservation[]) =>
  project(
    fold(
      observations.map((observation, at) => ({
        observation,
        at,
        hash: String(at),
      })),
    ),
  );

describe('project', () => {
  it('is a run of unknown trigger and class full where nothing is said', () => {
    expect(viewOf({})).toMatchObject({
      trigger: 'unknown',
      runClass: 'full',
      saidTeam: '',
      saidComponent: '',
      saidOfferings: [],
      job: undefined,
      outcome: undefined,
      cause: undefined,
    });
  });

  it.each([
    ['failed', undefined, 'unknown'],
    ['failed', 'system', 'system'],
    ['succeeded', 'user', undefined],
    ['cancelled', undefined, undefined],
  ] as const)('%s with cause %s has cause %s', (outcome, cause, expected) => {
    expect(viewOf({ end: { outcome, cause, closedBy: 'event' } }).cause).toBe(
      expected,
    );
  });

  it.each([
    [{ stage: 'evaluation' }, 'evaluation'],
    [{ stage: 'evaluation', runClass: 'debug' }, 'debug'],
    [{ stage: 'training' }, 'full'],
  ] as const)('%j is of class %s', (tags, runClass) => {
    expect(viewOf({ aspects: { 'run.tags': tags } }).runClass).toBe(runClass);
  });

  it('takes what the run says before what its job says, and the owner last', () => {
    const view = viewOf(
      { aspects: { 'run.tags': { team: 'run' } } },
      { aspects: { 'job.tags': { team: 'job', stage: 'data' } } },
      { aspects: { 'job.ownership': { team: 'owner', component: 'c' } } },
    );
    expect(view).toMatchObject({
      saidTeam: 'run',
      stageTag: 'data',
      saidComponent: 'c',
    });
  });

  it('replaces a part as a whole', () => {
    const view = viewOf(
      { aspects: { 'run.tags': { team: 'lanes', stage: 'data' } } },
      { aspects: { 'run.tags': { team: 'maps' } } },
    );
    expect(view.saidTeam).toBe('maps');
    expect(view.stageTag).toBeUndefined();
  });

  it.each([
    [
      'ended-before-started',
      { times: { started: 5 }, end: { endedAt: 4, closedBy: 'event' } },
    ],
    ['started-before-submitted', { times: { submitted: 5, started: 4 } }],
    [
      'ended-before-submitted',
      { times: { submitted: 5 }, end: { endedAt: 4, closedBy: 'event' } },
    ],
    ['first-result-before-started', { times: { started: 5, firstResult: 4 } }],
    [
      'ended-before-first-result',
      { times: { firstResult: 5 }, end: { endedAt: 4, closedBy: 'event' } },
    ],
    [
      undefined,
      {
        times: { submitted: 1, started: 1, firstResult: 1 },
        end: { endedAt: 1, closedBy: 'event' },
      },
    ],
  ] as const)('%s', (impossible, observation) => {
    expect(viewOf(observation).impossible).toBe(impossible);
  });

  it('counts on the UTC days of its times', () => {
    const day = 86_400_000_000;
    expect(
      daysOf(
        viewOf({
          times: { submitted: day - 1, started: day },
          end: { endedAt: 3 * day, closedBy: 'event' },
        }),
      ),
    ).toEqual(['1970-01-01', '1970-01-02', '1970-01-04']);
  });
});
