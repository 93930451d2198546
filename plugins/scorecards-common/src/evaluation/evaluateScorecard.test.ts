import { compileScorecard } from '../definition/compileScorecard';
import { FactRegistry, type FactReading } from '../facts/FactSchema';
import { check, definition, NOW, reading, schema } from '../testing/scorecards';
import {
  evaluateScorecard,
  type Exemption,
  type ScorecardEvaluation,
} from './evaluateScorecard';

const big = (fact: string) => ({ fact, operator: 'atLeast', value: 1 });

interface Given {
  readonly facts?: Record<string, FactReading>;
  readonly entity?: object;
  readonly exemptions?: Record<string, Exemption>;
  readonly registry?: FactRegistry;
}

function evaluate(
  document: unknown,
  given: Given = {},
): ScorecardEvaluation | undefined {
  const { compiled } = compileScorecard(document);
  if (!compiled) {
    throw new Error('the definition of the test is broken');
  }
  return evaluateScorecard(
    compiled,
    {
      ref: 'component:default/lane-net',
      entity: given.entity ?? { kind: 'Component', spec: { type: 'model' } },
      facts: new Map(Object.entries(given.facts ?? {})),
      exemptions: new Map(Object.entries(given.exemptions ?? {})),
    },
    { registry: given.registry ?? new FactRegistry([]), now: NOW },
  );
}

const states = (evaluation: ScorecardEvaluation | undefined) =>
  Object.fromEntries(
    (evaluation?.results ?? []).map(({ check: id, state }) => [id, state]),
  );

describe('evaluateScorecard', () => {
  it('is nothing for an entity it does not apply to', () => {
    expect(
      evaluate(definition([check('a', big('a'))]), {
        entity: { kind: 'Group' },
      }),
    ).toBeUndefined();
  });

  it('applies only where facts say so, and is unknown where they do not say', () => {
    const when = (fact: string, rule = big('one')) =>
      check(fact.replace('.', '-'), rule, { appliesWhen: big(fact) });
    const evaluation = evaluate(
      definition([
        when('one'),
        when('zero'),
        when('nothing'),
        { ...when('old'), appliesWhen: { ...big('old'), maxAge: '1h' } },
      ]),
      {
        facts: {
          one: reading('number', 1),
          zero: reading('number', 0),
          old: reading('number', 1, {
            observedAt: new Date(NOW.getTime() - 7_200_000),
          }),
        },
        exemptions: {
          zero: { until: new Date(NOW.getTime() + 1), reason: 'not asked for' },
        },
      },
    );
    expect(states(evaluation)).toEqual({
      one: 'pass',
      zero: 'not-applicable',
      nothing: 'no-data',
      old: 'stale',
    });
    expect(evaluation?.results[1]).toMatchObject({
      reason: 'the check does not apply: zero is 0, must be at least 1',
      fact: 'zero',
    });
    expect(evaluation?.standing.level).toBeUndefined();
  });

  it('gives every state, and what was seen', () => {
    const document = definition([
      check('passes', big('one')),
      check('fails', big('zero')),
      check('exempted', big('zero')),
      check('other', big('one'), { appliesTo: { 'spec.type': 'dataset' } }),
      check('unknown', big('nothing')),
      check('old', { ...big('old'), maxAge: '1h' }),
      check('odd', big('text')),
      check('broken', { cel: 'x' }),
    ]);
    const evaluation = evaluate(document, {
      facts: {
        one: reading('number', 1, { unit: 'seconds' }),
        zero: reading('number', 0),
        old: reading('number', 1, {
          observedAt: new Date('2026-11-20T10:00:00Z'),
        }),
        text: reading('string', 'x'),
      },
      exemptions: {
        exempted: {
          until: new Date('2026-12-01T00:00:00Z'),
          reason: 'migration',
        },
      },
    });
    expect(states(evaluation)).toEqual({
      passes: 'pass',
      fails: 'fail',
      exempted: 'exempt',
      other: 'not-applicable',
      unknown: 'no-data',
      old: 'stale',
      odd: 'error',
      broken: 'error',
    });
    expect(evaluation?.results[0]).toEqual({
      check: 'passes',
      rank: 1,
      state: 'pass',
      counted: true,
      visibility: 'catalog',
      fact: 'one',
      value: 1,
      unit: 'seconds',
      observedAt: NOW,
      source: 'test',
      reason: 'one is 1 seconds, must be at least 1',
    });
    expect(evaluation?.results[2]?.reason).toBe(
      'exempt until 2026-12-01T00:00:00.000Z (migration): zero is 0, must be at least 1',
    );
    expect(evaluation?.standing.counts).toEqual({
      pass: 1,
      fail: 1,
      exempt: 1,
      'not-applicable': 1,
      'no-data': 1,
      stale: 1,
      error: 2,
    });
  });

  it('ends an exemption at its time, and gives none where the check allows none', () => {
    const facts = { zero: reading('number', 0) };
    const over = { a: { until: NOW, reason: 'x' } };
    expect(
      states(
        evaluate(definition([check('a', big('zero'))]), {
          facts,
          exemptions: over,
        }),
      ),
    ).toEqual({ a: 'fail' });
    const later = { a: { until: new Date('2027-01-01'), reason: 'x' } };
    const strict = definition([check('a', big('zero'), { exemptable: false })]);
    expect(states(evaluate(strict, { facts, exemptions: later }))).toEqual({
      a: 'fail',
    });
  });

  it('shows a check before it is enabled, and does not count it', () => {
    const document = definition(
      [
        check('a', big('one')),
        check('soon', big('nothing'), { enableAfter: '2026-11-21' }),
      ],
      { levels: [{ name: 'first' }] },
    );
    const evaluation = evaluate(document, {
      facts: { one: reading('number', 1) },
    });
    expect(evaluation?.results[1]).toMatchObject({
      state: 'no-data',
      counted: false,
    });
    expect(evaluation?.standing).toMatchObject({
      level: { name: 'first' },
      counts: { pass: 1, 'no-data': 0 },
    });
  });

  describe('levels', () => {
    const document = definition([
      check('a', big('a')),
      check('b', big('b'), { level: 'second' }),
      check('c', big('c'), { level: 'second' }),
    ]);
    const one = reading('number', 1);
    const zero = reading('number', 0);

    it.each([
      ['none, below the first', {}, undefined, ['a']],
      [
        'none, though the second is whole',
        { b: one, c: one },
        undefined,
        ['a'],
      ],
      ['the first', { a: one, b: one, c: zero }, 'first', ['c']],
      ['the first, with data missing', { a: one, b: one }, 'first', ['c']],
      ['the second', { a: one, b: one, c: one }, 'second', undefined],
    ])('%s', (_, facts, level, missing) => {
      const standing = evaluate(document, { facts })?.standing;
      expect(standing?.level?.name).toBe(level);
      expect(standing?.next?.missing).toEqual(missing);
    });

    it('are not reached where nothing applies', () => {
      const nothing = { appliesTo: { kind: 'API' } };
      const standing = evaluate(
        definition([
          check('a', big('a'), nothing),
          check('b', big('b'), { ...nothing, level: 'second' }),
        ]),
      )?.standing;
      expect(standing?.level).toBeUndefined();
      expect(standing?.next).toMatchObject({
        level: { name: 'first' },
        missing: [],
      });
    });
  });

  it('is as visible as the strictest fact, whether by its schema or by its reading', () => {
    const document = definition([
      check('open', big('a')),
      check('closed', { any: [big('a'), big('insights.speed')] }),
    ]);
    const facts = { a: reading('number', 1) };
    const bySchema = evaluate(document, {
      facts,
      registry: new FactRegistry([
        schema('insights.*', { visibility: 'team-speed' }),
      ]),
    });
    expect(bySchema?.results.map(({ visibility }) => visibility)).toEqual([
      'catalog',
      'team-speed',
    ]);
    expect(bySchema?.visibility).toBe('team-speed');
    const byReading = evaluate(document, {
      facts: {
        ...facts,
        'insights.speed': reading('number', 1, { visibility: 'team-speed' }),
      },
    });
    expect(byReading?.visibility).toBe('team-speed');
    expect(evaluate(document, { facts })?.visibility).toBe('catalog');
  });
});
