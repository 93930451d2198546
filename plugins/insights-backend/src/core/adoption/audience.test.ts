import { Unit } from '../release/Organisation';
import { readAudience } from './audience';
import { readAdoptedWhen } from './readAdoptedWhen';
import { SourceState, unknownCause } from './unknownCause';

const lanes: Unit = {
  ref: 'group:default/lanes',
  title: 'Lanes',
  type: 'customer-team',
  role: 'customer',
  parent: 'group:default/perception',
};
const platform: Unit = {
  ...lanes,
  ref: 'group:default/platform',
  type: 'provider-team',
  role: 'provider',
};
const perception: Unit = {
  ...lanes,
  ref: 'group:default/perception',
  type: 'department',
  role: 'other',
};
const nothing = new Set<string>();

describe('readAudience', () => {
  it.each([
    { audience: undefined, includes: [lanes] },
    { audience: {}, includes: [lanes] },
    { audience: 'everybody', includes: [lanes] },
    {
      audience: { filter: { 'spec.type': 'provider-team' } },
      includes: [platform],
    },
    { audience: { filter: { 'metadata.name': 'lanes' } }, includes: [lanes] },
    { audience: { filter: { kind: 'Group' } }, includes: [lanes, platform] },
    {
      audience: { filter: { 'spec.parent': 'group:default/planning' } },
      includes: [],
    },
    {
      audience: { filter: { 'spec.parent': { $in: ['mapping', 'planning'] } } },
      includes: [],
    },
    {
      audience: { filter: 'not a predicate we know', activeIn: 7 },
      includes: [lanes],
    },
    { audience: { activeIn: ['training'] }, includes: [] },
  ])('$audience', ({ audience, includes }) => {
    const read = readAudience(audience);
    expect(
      [lanes, platform, perception].filter(unit =>
        read.includes(unit, nothing),
      ),
    ).toEqual(includes);
  });

  it('asks for one of the stages', () => {
    const audience = readAudience({ activeIn: ['training', 'data'] });
    expect(audience.includes(lanes, new Set(['data']))).toBe(true);
    expect(audience.includes(lanes, new Set(['evaluation']))).toBe(false);
  });
});

describe('readAdoptedWhen', () => {
  it.each([
    [undefined, { cadence: 'week', periods: 3 }],
    [{}, { cadence: 'week', periods: 3 }],
    [
      { actor: 'production', periods: 2 },
      { actor: 'production', cadence: 'week', periods: 2 },
    ],
    [
      { cadence: 'month', periods: 1 },
      { cadence: 'month', periods: 1 },
    ],
    [{ periods: 0 }, { cadence: 'week', periods: 3 }],
    [{ actor: 'robots' }, { cadence: 'week', periods: 3 }],
  ])('of %j is %j', (value, expected) => {
    expect(readAdoptedWhen(value)).toEqual(expected);
  });
});

describe('unknownCause', () => {
  const source: SourceState = {
    name: 'local',
    kind: 'openlineage',
    lastReceivedAt: new Date('2024-06-24T00:00:00Z'),
    runs: 100,
    unattributed: 40,
  };
  const asOf = '2024-07-01';
  const matchers = [{ source: 'openlineage' }];

  it.each([
    {
      why: 'heard of within seven days',
      telemetry: matchers,
      change: {},
      cause: undefined,
    },
    {
      why: 'named by name',
      telemetry: [{ source: 'local' }],
      change: {},
      cause: undefined,
    },
    { why: 'no matcher', telemetry: [], change: {}, cause: 'no-matcher' },
    {
      why: 'another kind',
      telemetry: [{ source: 'mlflow' }],
      change: {},
      cause: 'silent-source',
    },
    {
      why: 'eight days',
      telemetry: matchers,
      change: { lastReceivedAt: new Date('2024-06-23T23:59:59Z') },
      cause: 'silent-source',
    },
    {
      why: 'never',
      telemetry: matchers,
      change: { lastReceivedAt: undefined },
      cause: 'silent-source',
    },
    {
      why: 'over 40 %',
      telemetry: matchers,
      change: { unattributed: 41 },
      cause: 'unattributed',
    },
    {
      why: 'no runs at all',
      telemetry: matchers,
      change: { runs: 0, unattributed: 0 },
      cause: undefined,
    },
  ])('$why: $cause', ({ telemetry, change, cause }) => {
    expect(unknownCause(telemetry, [{ ...source, ...change }], asOf)).toBe(
      cause,
    );
  });
});
