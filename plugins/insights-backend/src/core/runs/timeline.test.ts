import { fold } from './fold';
import { RunObservation } from './observation';
import { project } from './project';

const at = (time: number, observation: RunObservation) => ({
  at: time,
  hash: JSON.stringify(observation),
  observation,
});
const submitted = (time: number, attempt?: number) =>
  at(time, { attempt, times: { submitted: time } });
const started = (time: number, attempt?: number) =>
  at(time, { attempt, times: { started: time } });
const ended = (
  time: number,
  outcome: 'succeeded' | 'failed' | 'cancelled',
  attempt?: number,
) => at(time, { attempt, end: { endedAt: time, outcome, closedBy: 'event' } });

describe('a run, whatever the order of its events', () => {
  it.each([
    [
      'that was retried has the outcome of the last attempt',
      [
        submitted(1),
        started(2),
        ended(3, 'failed'),
        submitted(4, 2),
        started(6, 2),
        ended(9, 'succeeded', 2),
      ],
      { submittedAt: 1, startedAt: 2, endedAt: 9, outcome: 'succeeded' },
      ['1: 1-2-3 failed', '2: 4-6-9 succeeded'],
    ],
    [
      'is open again while a later attempt is under way',
      [started(2), ended(3, 'failed'), started(6, 2)],
      { startedAt: 2, outcome: undefined, endedAt: undefined },
      ['1: -2-3 failed', '2: -6- '],
    ],
    [
      'gives an end without a number to the attempt that was under way',
      [started(2), started(6, 2), ended(9, 'succeeded')],
      { endedAt: 9, outcome: 'succeeded' },
      ['1: -2- ', '2: -6-9 succeeded'],
    ],
    [
      'of which only a later attempt is known is one attempt',
      [submitted(4, 3), ended(9, 'failed', 3)],
      { submittedAt: 4, outcome: 'failed', cause: 'unknown' },
      [],
    ],
    [
      'that ended before it began is impossible, by clock skew or not',
      [submitted(5), started(4)],
      { impossible: 'started-before-submitted' },
      [],
    ],
    [
      'with one impossible attempt is impossible',
      [started(1), ended(2, 'failed'), submitted(9, 2), started(8, 2)],
      { impossible: 'started-before-submitted' },
      ['1: -1-2 failed', '2: 9-8- '],
    ],
    [
      'that was lost is not when its end comes late',
      [
        started(1),
        at(50, { end: { outcome: 'lost', endedAt: 2, closedBy: 'heartbeat' } }),
        ended(9, 'succeeded'),
      ],
      { outcome: 'succeeded', endedAt: 9, closedBy: 'event' },
      [],
    ],
    [
      'that only ended has no start',
      [ended(9, 'cancelled')],
      { startedAt: undefined, endedAt: 9, outcome: 'cancelled' },
      [],
    ],
  ])('%s', (_, events, run, attempts) => {
    for (const order of [events, [...events].reverse()]) {
      const view = project(fold([...order, ...order]));
      expect(view).toMatchObject(run);
      expect(
        view.attempts.map(
          item =>
            `${item.attempt}: ${item.submittedAt ?? ''}-${item.startedAt ?? ''}-${item.endedAt ?? ''} ${item.outcome ?? ''}`,
        ),
      ).toEqual(attempts);
    }
  });
});

describe('run class', () => {
  const classOf = (said: object, hasTrials = false) =>
    project(
      fold([
        at(1, {
          aspects: { 'run.tags': { namespace: 'n', job: 'j', ...said } },
        }),
      ]),
      { hasTrials },
    ).runClass;

  it.each([
    [{ gpus: 1, timeLimitSeconds: 3600 }, false, 'debug'],
    [{ gpus: 0, timeLimitSeconds: 60 }, false, 'debug'],
    [{ gpus: 2, timeLimitSeconds: 60 }, false, 'full'],
    [{ gpus: 1 }, false, 'full'],
    [{ timeLimitSeconds: 60 }, false, 'full'],
    [{ gpus: 1, timeLimitSeconds: 60 }, true, 'sweep'],
    [{ runClass: 'full' }, true, 'full'],
    [{ stage: 'evaluation' }, false, 'evaluation'],
  ])('of %j with trials %s is %s', (said, hasTrials, runClass) => {
    expect(classOf(said, hasTrials)).toBe(runClass);
  });
});
