import { Unit } from '../release/Organisation';
import { readAudience } from './audience';
import { readAdoptedWhen } from './readAdoptedWhen';
import { hasSilentSource, SourceState, unknownCause } from './unknownCause';

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
    historical: false,
    hours: [],
    lastReceivedAt: new Date('2024-06-24T00:00:00Z'),
    runs: 100,
    unattributed: 40,
  };
  const at = new Date('2024-07-01T23:59:59Z');
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
    expect(unknownCause(telemetry, [{ ...source, ...change }], at)).toBe(cause);
  });

  describe('of a source with a rhythm', () => {
    const DAY = 86_400_000;
    const FIRST = Date.parse('2024-05-06T00:00:00Z'); // a Monday
    const heardAt = (hours: readonly number[]) => ({
      hours: hours.map(hour => new Date(FIRST + hour * 3_600_000)),
    });
    const days = Array.from({ length: 28 }, (_, day) => day);
    const nightly = heardAt(days.map(day => day * 24 + 2));
    const workingDays = heardAt(
      days.filter(day => day % 7 < 5).map(day => day * 24 + 9),
    );
    const allDay = heardAt(
      days.flatMap(d => [0, 6, 12, 18].map(h => d * 24 + h)),
    );
    const young = heardAt(days.slice(-12).map(day => day * 24 + 2));

    it.each([
      ['nightly, one night missed', nightly, 1.4, false],
      ['nightly, two nights missed', nightly, 1.6, true],
      ['nightly, ten weeks later', nightly, 70, true],
      ['working days, on a Sunday', workingDays, 2.9, false],
      ['working days, the Thursday after', workingDays, 6, true],
      ['all day long, quiet since the morning', allDay, 0.9, false],
      ['all day long, quiet for over a day', allDay, 1.1, true],
      ['heard for 12 days only, quiet for six', young, 6, false],
      ['heard for 12 days only, quiet for nine', young, 9, true],
      ['a history, quiet for six', { ...nightly, historical: true }, 6, false],
    ])('%s', (_, { hours, ...change }, daysQuiet, silent) => {
      const lastReceivedAt = hours.at(-1);
      const now = new Date((lastReceivedAt?.getTime() ?? 0) + daysQuiet * DAY);
      const heard = { ...source, ...change, hours, lastReceivedAt };
      expect(unknownCause(matchers, [heard], now)).toBe(
        silent ? 'silent-source' : undefined,
      );
      const speaking = { ...source, name: 'other', lastReceivedAt: now };
      expect(unknownCause(matchers, [heard, speaking], now)).toBeUndefined();
      expect(hasSilentSource(matchers, [heard, speaking], now)).toBe(silent);
    });

    it('does not wait for a history, nor for what never spoke', () => {
      const never = { ...source, lastReceivedAt: undefined };
      const history = { ...source, ...nightly, historical: true };
      expect(hasSilentSource(matchers, [never, history], at)).toBe(false);
    });
  });
});
