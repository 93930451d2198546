import { slurmOutcome } from './outcomes';

describe('slurmOutcome', () => {
  it.each([
    ['COMPLETED', { outcome: 'succeeded' }],
    ['CANCELLED by 1000', { outcome: 'cancelled' }],
    ['CANCELLED+', { outcome: 'cancelled' }],
    ['OUT_OF_ME+', { outcome: 'failed', cause: 'user' }],
    ['NODE_FAIL', { outcome: 'failed', cause: 'system' }],
    ['PREEMPTED', { outcome: 'failed', cause: 'system' }],
    ['TIMEOUT', { outcome: 'failed', cause: 'user' }],
    ['RUNNING', undefined],
    ['REQUEUED', undefined],
    ['constructor', undefined],
    ['', undefined],
  ])('%s', (state, expected) => {
    expect(slurmOutcome(state)).toEqual(expected);
  });
});
