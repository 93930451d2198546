import fc from 'fast-check';
import { OPERATOR_NAMES, type OperatorName } from '../definition/operators';
import {
  FactRegistry,
  type FactReading,
  type FactType,
  type FactValue,
} from '../facts/FactSchema';
import { NO_SCHEMAS, NOW, reading, rule, schema } from '../testing/scorecards';
import { evaluateRule, type Truth } from './evaluateRule';

function judge(
  written: unknown,
  facts: Readonly<Record<string, FactReading>>,
  registry = NO_SCHEMAS,
) {
  return evaluateRule(rule(written), {
    factOf: id => facts[id],
    registry,
    now: NOW,
  });
}

const SAMPLES: Readonly<Record<FactType, FactValue>> = {
  number: 3,
  boolean: true,
  string: 'ga-2',
  set: ['a', 'b'],
  time: '2026-11-10T00:00:00.000Z',
};

type Verdicts = Partial<Record<FactType, Truth>>;

/** Operator, what it compares with, and its verdict on the sample of each type; types left out are an error. */
const TABLE: readonly [OperatorName, unknown, Verdicts][] = [
  ['equals', 3, { number: 'true' }],
  ['equals', 4, { number: 'false' }],
  ['equals', true, { boolean: 'true' }],
  ['equals', false, { boolean: 'false' }],
  ['equals', 'ga-2', { string: 'true' }],
  ['equals', 'GA-2', { string: 'false' }],
  ['equals', ['b', 'a'], { set: 'true' }],
  ['equals', ['a'], { set: 'false' }],
  ['equals', '2026-11-10', { string: 'false', time: 'true' }],
  ['equals', '2026-11-11', { string: 'false', time: 'false' }],
  ['notEquals', 3, { number: 'false' }],
  ['notEquals', 'ga', { string: 'true' }],
  ['notEquals', false, { boolean: 'true' }],
  ['notEquals', ['a'], { set: 'true' }],
  ['lessThan', 3, { number: 'false' }],
  ['lessThan', 3.5, { number: 'true' }],
  ['atMost', 3, { number: 'true' }],
  ['atMost', 2, { number: 'false' }],
  ['greaterThan', 3, { number: 'false' }],
  ['greaterThan', -1, { number: 'true' }],
  ['atLeast', 3, { number: 'true' }],
  ['atLeast', 4, { number: 'false' }],
  ['in', [1, 3], { number: 'true' }],
  ['in', [1], { number: 'false' }],
  ['in', ['ga-2'], { string: 'true' }],
  ['in', ['ga'], { string: 'false' }],
  ['notIn', [1], { number: 'true' }],
  ['notIn', ['ga-2'], { string: 'false' }],
  ['contains', 'a', { set: 'true', string: 'true' }],
  ['contains', 'ga', { set: 'false', string: 'true' }],
  ['matches', 'ga-*', { string: 'true' }],
  ['matches', 'ga-?', { string: 'true' }],
  ['matches', 'ga', { string: 'false' }],
  [
    'exists',
    undefined,
    {
      number: 'true',
      boolean: 'true',
      string: 'true',
      set: 'true',
      time: 'true',
    },
  ],
  [
    'exists',
    false,
    {
      number: 'false',
      boolean: 'false',
      string: 'false',
      set: 'false',
      time: 'false',
    },
  ],
  ['withinLast', '11d', { time: 'true' }],
  ['withinLast', '10d', { time: 'false' }],
  ['before', '2026-11-10T00:00:01Z', { time: 'true' }],
  ['before', '2026-11-10T00:00:00Z', { time: 'false' }],
  ['after', '2026-11-09T23:59:59Z', { time: 'true' }],
  ['after', '2026-11-10T00:00:00Z', { time: 'false' }],
  ['countAtLeast', 2, { set: 'true' }],
  ['countAtLeast', 3, { set: 'false' }],
  ['countAtMost', 2, { set: 'true' }],
  ['countAtMost', 1, { set: 'false' }],
];

const written = (operator: OperatorName, value: unknown) => ({
  fact: 'f',
  operator,
  ...(value !== undefined && { value }),
});

describe('verdict table', () => {
  it('has every operator', () => {
    expect(new Set(TABLE.map(([operator]) => operator))).toEqual(
      new Set(OPERATOR_NAMES),
    );
  });

  describe.each(TABLE)('%s %j', (operator, value, verdicts) => {
    const one = written(operator, value);

    it.each(Object.entries(SAMPLES) as [FactType, FactValue][])(
      'of a %s',
      (type, sample) => {
        const wanted = verdicts[type] ?? 'error';
        expect(judge(one, { f: reading(type, sample) }).truth).toBe(wanted);
        const opposite = { true: 'false', false: 'true', error: 'error' }[
          wanted as 'true' | 'false' | 'error'
        ];
        expect(judge({ not: one }, { f: reading(type, sample) }).truth).toBe(
          opposite,
        );
      },
    );

    it('of nothing', () => {
      expect(judge(one, {}).truth).toBe('no-data');
      const unknown = reading('number', 3, {
        state: 'no-data',
        type: undefined,
        value: undefined,
        reason: 'hidden: fewer than 5 people',
      });
      expect(judge(one, { f: unknown })).toMatchObject({
        truth: 'no-data',
        reason: 'nothing is known about f (hidden: fewer than 5 people)',
      });
      const absent = { ...unknown, state: 'absent' as const };
      const known = operator === 'exists' ? String(value === false) : 'no-data';
      expect(judge(one, { f: absent }).truth).toBe(known);
    });

    it('of a value that is too old', () => {
      const registry = new FactRegistry([schema('f', { freshnessMs: 1_000 })]);
      for (const [type, sample] of Object.entries(SAMPLES)) {
        const old = reading(type as FactType, sample, {
          observedAt: new Date(NOW.getTime() - 1_001),
        });
        expect(judge(one, { f: old }, registry).truth).toBe('stale');
      }
    });

    it('of a value that is not of its type', () => {
      const broken: [FactType, unknown][] = [
        ['number', 'three'],
        ['number', NaN],
        ['boolean', 1],
        ['string', 7],
        ['set', 'a'],
        ['set', [1]],
        ['time', 'yesterday'],
        ['number', null],
      ];
      for (const [type, value_] of broken) {
        const odd = reading(type, value_ as FactValue);
        expect(judge(one, { f: odd }).truth).toBe('error');
      }
    });
  });
});

describe('evaluateRule', () => {
  it('says what is and what must be', () => {
    const registry = new FactRegistry([
      schema('ops.open', { title: 'open incidents' }),
      schema('docs', { title: 'has documentation', type: 'boolean' }),
    ]);
    const facts = {
      'ops.open': reading('number', 3),
      docs: reading('boolean', false),
    };
    const few = { fact: 'ops.open', operator: 'atMost', value: 0 };
    const docs = { fact: 'docs', operator: 'equals', value: true };
    expect(judge(few, facts, registry).reason).toBe(
      'open incidents is 3, must be at most 0',
    );
    expect(judge({ not: few }, facts, registry).reason).toBe(
      'open incidents is 3, must not be at most 0',
    );
    expect(judge({ all: [few, docs] }, facts, registry).reason).toBe(
      'open incidents is 3, must be at most 0; has documentation: no, must be yes',
    );
    expect(judge({ any: [few, docs] }, facts, registry).reason).toBe(
      'none of these holds: open incidents is 3, must be at most 0; has documentation: no, must be yes',
    );
  });

  it('takes the age of a rule before that of the fact', () => {
    const registry = new FactRegistry([schema('f', { freshnessMs: 1_000 })]);
    const old = reading('number', 1, {
      observedAt: new Date(NOW.getTime() - 3_600_000),
    });
    const aged = { fact: 'f', operator: 'atLeast', value: 0, maxAge: '2h' };
    expect(judge(aged, { f: old }, registry).truth).toBe('true');
  });

  it('does not count a time in the future as recent', () => {
    const future = reading('time', '2027-01-01T00:00:00Z');
    const recent = { fact: 'f', operator: 'withinLast', value: '28d' };
    expect(judge(recent, { f: future }).truth).toBe('false');
  });
});

/** Rules over facts a, b and c, which are numbers. */
const leafOf = fc.record({
  fact: fc.constantFrom('a', 'b', 'c'),
  operator: fc.constantFrom('equals', 'notEquals', 'atMost', 'greaterThan'),
  value: fc.constantFrom(0, 1, 2),
});
const { tree } = fc.letrec<{ tree: unknown; leaf: unknown }>(tie => ({
  leaf: leafOf,
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc.record({ not: tie('tree') }),
    fc.record({ all: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) }),
  ),
}));
const value = fc.constantFrom(0, 1, 2);
const maybe = fc.oneof(
  value.map(v => reading('number', v)),
  fc.constant(undefined),
  fc.constant(
    reading('number', 0, {
      state: 'no-data',
      type: undefined,
      value: undefined,
    }),
  ),
  fc.constant(reading('string', 'x')),
);

describe('properties', () => {
  it('never passes, nor fails, where nothing is known', () => {
    fc.assert(
      fc.property(tree, written_ => {
        expect(judge(written_, {}).truth).toBe('no-data');
      }),
    );
  });

  it('decides only what stays so under every value of what is missing', () => {
    fc.assert(
      fc.property(
        tree,
        fc.record({ a: maybe, b: maybe, c: maybe }),
        fc.record({ a: value, b: value, c: value }),
        (written_, some, rest) => {
          const known = Object.fromEntries(
            Object.entries(some).filter(([, fact]) => fact !== undefined),
          ) as Record<string, FactReading>;
          const before = judge(written_, known).truth;
          const complete = Object.fromEntries(
            (['a', 'b', 'c'] as const).map(id => [
              id,
              some[id]?.type === 'number'
                ? some[id]
                : reading('number', rest[id]),
            ]),
          );
          const after = judge(written_, complete).truth;
          expect(['true', 'false']).toContain(after);
          expect([after, 'no-data', 'error']).toContain(before);
        },
      ),
      { numRuns: 500 },
    );
  });
});
