import { OUTCOMES } from '@mli/plugin-insights-common';
import fc from 'fast-check';
import { fold, merge, RunState, stateOf } from './fold';
import { DatedObservation } from './observation';
import { project } from './project';

const hash = fc.constantFrom('0a', '1b', '2c', '3d');
const time = fc.integer({ min: 0, max: 5 });
const attributes = fc.record(
  {
    team: fc.constantFrom('lanes', 'maps'),
    stage: fc.constantFrom('training', 'evaluation'),
    parent: fc.constantFrom('p', 'q'),
  },
  { requiredKeys: [] },
);

/** Few values, so that equal times, equal hashes and contradictions are common. What a hash says is one thing. */
const dated: fc.Arbitrary<DatedObservation> = fc
  .record({
    at: time,
    hash,
    observation: fc.record(
      {
        times: fc.record(
          {
            submitted: time,
            started: time,
            firstResult: time,
            heartbeat: time,
          },
          { requiredKeys: [] },
        ),
        end: fc.record(
          {
            endedAt: time,
            outcome: fc.constantFrom(...OUTCOMES),
            closedBy: fc.constantFrom(
              'event' as const,
              'heartbeat' as const,
              'reaper' as const,
            ),
          },
          { requiredKeys: ['closedBy'] },
        ),
        aspects: fc.record(
          { job: attributes, 'run.tags': attributes, 'said.team': attributes },
          { requiredKeys: [] },
        ),
        externalIds: fc.array(fc.constantFrom('slurm:1', 'mlflow:2')),
      },
      { requiredKeys: [] },
    ),
  })
  .map(item => ({
    ...item,
    hash: `${item.hash}${JSON.stringify(item.observation)}`,
  }));

const state: fc.Arbitrary<RunState> = fc
  .array(dated, { maxLength: 4 })
  .map(fold);

describe('merge', () => {
  it('is commutative, associative and idempotent', () => {
    fc.assert(
      fc.property(state, state, state, (a, b, c) => {
        expect(merge(a, b)).toEqual(merge(b, a));
        expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
        expect(merge(a, a)).toEqual(a);
      }),
      { numRuns: 500 },
    );
  });

  it('gives any multiset in any order what the sorted, deduplicated sequence gives', () => {
    fc.assert(
      fc.property(
        fc.array(dated, { maxLength: 8 }).chain(events =>
          fc.record({
            events: fc.constant(events),
            sent: fc
              .array(fc.nat({ max: Math.max(0, events.length - 1) }), {
                maxLength: 16,
              })
              .map(again => [
                ...events.keys(),
                ...again.filter(index => index < events.length),
              ])
              .chain(indexes =>
                fc.shuffledSubarray(indexes, { minLength: indexes.length }),
              ),
          }),
        ),
        ({ events, sent }) => {
          const sorted = [...events].sort(
            (a, b) => a.at - b.at || (a.hash < b.hash ? -1 : 1),
          );
          const arrived = fold(sent.flatMap(index => events[index] ?? []));
          expect(arrived).toEqual(fold(sorted));
          expect(project(arrived)).toEqual(project(fold(sorted)));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('survives being stored as JSON between any two events', () => {
    fc.assert(
      fc.property(fc.array(dated, { maxLength: 6 }), events => {
        let stored = fold([]);
        for (const event of events) {
          stored = JSON.parse(JSON.stringify(merge(stored, stateOf(event))));
        }
        expect(stored).toEqual(JSON.parse(JSON.stringify(fold(events))));
      }),
    );
  });
});

describe('two ends', () => {
  const end = (
    at: number,
    outcome: (typeof OUTCOMES)[number],
    more = {},
  ): DatedObservation => ({
    at,
    hash: outcome,
    observation: { end: { endedAt: at, outcome, closedBy: 'event', ...more } },
  });

  it.each([
    [
      'the later one counts',
      [end(2, 'succeeded'), end(1, 'failed')],
      'succeeded',
    ],
    [
      'at the same time the graver one',
      [end(1, 'succeeded'), end(1, 'failed'), end(1, 'cancelled')],
      'failed',
    ],
    [
      'what an event says goes before what silence says',
      [end(1, 'succeeded'), end(9, 'lost', { closedBy: 'reaper' })],
      'succeeded',
    ],
  ])('%s', (_, events, outcome) => {
    expect(fold(events).end?.value.outcome).toBe(outcome);
    expect(fold(events.reverse()).end?.value.outcome).toBe(outcome);
  });

  it('an end stays when a start or a sign of life comes after it', () => {
    const view = project(
      fold([
        end(5, 'succeeded'),
        { at: 7, hash: 'x', observation: { times: { heartbeat: 7 } } },
        { at: 1, hash: 'y', observation: { times: { started: 1 } } },
      ]),
    );
    expect(view).toMatchObject({
      outcome: 'succeeded',
      startedAt: 1,
      endedAt: 5,
      heartbeatAt: 7,
    });
  });
});
