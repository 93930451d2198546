import { compareDecisions } from './compareDecisions';
import { AttributionDecision } from './types';

const nothing: AttributionDecision = {
  team: '',
  teamRule: 'none',
  component: '',
  componentRule: 'none',
  stage: '',
  stageRule: 'none',
  offerings: [],
};
const lanes: AttributionDecision = {
  ...nothing,
  team: 'group:default/lanes',
  teamRule: 'actor-membership',
};
const store = {
  offering: 'offering:default/feature-store',
  rule: 'offering-telemetry' as const,
};
const queue = { offering: 'offering:default/queue', rule: 'explicit' as const };

describe('compareDecisions', () => {
  it.each<[string, AttributionDecision, AttributionDecision, string]>([
    ['nothing new', lanes, { ...lanes }, 'same'],
    ['a note', lanes, { ...lanes, note: 'n' }, 'note'],
    ['a team where there was none', nothing, lanes, 'extends'],
    [
      'a stage where there was none',
      lanes,
      { ...lanes, stage: 'data', stageRule: 'explicit' },
      'extends',
    ],
    [
      'an offering more',
      { ...lanes, offerings: [store] },
      { ...lanes, offerings: [store, queue] },
      'extends',
    ],
    [
      'an offering less',
      { ...lanes, offerings: [store, queue] },
      { ...lanes, offerings: [queue] },
      'changes',
    ],
    [
      'another team',
      lanes,
      { ...lanes, team: 'group:default/signs' },
      'changes',
    ],
    ['no team any more', lanes, nothing, 'changes'],
    ['another rule', lanes, { ...lanes, teamRule: 'explicit' }, 'changes'],
    [
      'another team and a new stage',
      lanes,
      {
        ...lanes,
        team: 'group:default/signs',
        stage: 'data',
        stageRule: 'explicit',
      },
      'changes',
    ],
  ])('%s', (_, before, after, expected) => {
    expect(compareDecisions(before, after)).toBe(expected);
  });
});
