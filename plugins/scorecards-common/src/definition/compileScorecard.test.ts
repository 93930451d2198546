import { FactRegistry } from '../facts/FactSchema';
import { check, definition, schema } from '../testing/scorecards';
import { compileScorecard } from './compileScorecard';

const docs = { fact: 'catalog.hasDocs', operator: 'equals', value: true };
const both = [check('docs', docs), check('more', docs, { level: 'second' })];

function faultsOf(document: unknown, registry?: FactRegistry) {
  return compileScorecard(document, { registry }).faults.map(
    ({ path, message }) => `${path}: ${message}`,
  );
}

describe('compileScorecard', () => {
  it('compiles a definition', () => {
    const { compiled, faults, notes } = compileScorecard(definition(both));
    expect(faults).toEqual([]);
    expect(notes).toEqual([]);
    expect(compiled).toMatchObject({
      ref: 'scorecard:default/maturity',
      title: 'maturity',
      levels: [
        { name: 'first', title: 'first', rank: 1 },
        { name: 'second', title: 'second', rank: 2 },
      ],
      checks: [
        { id: 'docs', rank: 1, exemptable: true },
        { id: 'more', rank: 2 },
      ],
    });
    expect(compiled?.appliesTo.kinds).toEqual(new Set(['component']));
    expect(compiled?.appliesTo.matches({ kind: 'Component' })).toBe(true);
    expect(compiled?.appliesTo.matches({ kind: 'Group' })).toBe(false);
  });

  it.each<[string, unknown, string[]]>([
    ['no rule', {}, ['spec.checks[0].rule: must be {fact']],
    [
      'an unknown operator',
      { fact: 'a.b', operator: 'isBig', value: 1 },
      ['spec.checks[0].rule.operator: must be one of equals, notEquals'],
    ],
    [
      'an operator of JavaScript objects',
      { fact: 'a.b', operator: 'toString', value: 1 },
      ['spec.checks[0].rule.operator: must be one of equals'],
    ],
    [
      'a value of the wrong type',
      { all: [docs, { fact: 'a.b', operator: 'atMost', value: '3' }] },
      ['spec.checks[0].rule.all[1].value: must be a number for atMost'],
    ],
    [
      'no fact, and a key too many',
      { any: [{ not: { operator: 'exists', when: 1 } }] },
      [
        'spec.checks[0].rule.any[0].not.when: is not part of',
        'spec.checks[0].rule.any[0].not.fact: must be the id of a fact',
      ],
    ],
    [
      'two groups in one',
      { all: [docs], any: [docs] },
      ['spec.checks[0].rule: all must stand alone'],
    ],
    [
      'an empty group',
      { all: [] },
      ['spec.checks[0].rule.all: must be a list'],
    ],
    [
      'a duration that is none',
      { fact: 'a.b', operator: 'withinLast', value: '28 days' },
      [
        'spec.checks[0].rule.value: must be a whole number followed by m, h, d or w',
      ],
    ],
    [
      'CEL',
      { cel: 'facts.a > 1' },
      ['spec.checks[0].rule.cel: a fact is asked with brackets'],
    ],
  ])('names the path of %s', (_, rule, wanted) => {
    const found = faultsOf(definition([check('docs', rule), both[1]]));
    expect(found).toEqual(wanted.map(start => expect.stringContaining(start)));
    expect(
      found.map((fault, i) => fault.startsWith(wanted[i] ?? '')),
    ).not.toContain(false);
  });

  it('keeps a broken check as an error and leaves the others alone', () => {
    const { compiled, faults } = compileScorecard(
      definition([...both, check('odd', { cel: 'x' }, { level: 'second' })]),
    );
    expect(faults).toHaveLength(1);
    expect(
      compiled?.checks.map(({ id, rule, fault }) => [id, Boolean(rule), fault]),
    ).toEqual([
      ['docs', true, undefined],
      ['more', true, undefined],
      ['odd', false, expect.stringContaining('spec.checks[2].rule.cel')],
    ]);
  });

  it('reports everything at once', () => {
    const found = faultsOf(
      definition(
        [
          check('Docs', docs),
          check('twice', docs, { level: 'third', enableAfter: 'soon' }),
          check('twice', docs),
          check('link', docs, { remediation: { url: 'data:text/html,x' } }),
        ],
        {
          appliesTo: { kind: 'User' },
          levels: [{ name: 'first' }, { name: 'first' }],
          colour: 'red',
        },
      ),
    );
    expect(found.map(fault => fault.slice(0, fault.indexOf(':')))).toEqual([
      'spec.colour',
      'spec.appliesTo',
      'spec.checks[0].id',
      'spec.checks[1].enableAfter',
      'spec.checks[2].id',
      'spec.checks[3].remediation.url',
    ]);
  });

  it('says of a file of another kind that it is another kind, and nothing else', () => {
    const location = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Location',
      metadata: { name: 'all' },
      spec: { targets: ['./*.yaml'] },
    };
    expect(faultsOf(location)).toEqual([
      'kind: is Location, must be Scorecard; nothing else of it was read',
    ]);
    expect(faultsOf({ ...definition(both), kind: undefined })).toEqual([
      expect.stringMatching(/^kind: /),
    ]);
  });

  it('refuses what is no definition', () => {
    for (const odd of [undefined, null, 7, 'x', [], {}, { spec: [] }]) {
      const { compiled, faults } = compileScorecard(odd);
      expect(compiled).toBeUndefined();
      expect(faults.length).toBeGreaterThan(0);
    }
  });

  it('checks operators against the types of facts, and notes facts nobody provides', () => {
    const registry = new FactRegistry([
      schema('ops.open'),
      schema('catalog.annotation.*', { type: 'string' }),
    ]);
    const annotation = {
      fact: 'catalog.annotation.a/b',
      operator: 'matches',
      value: 'x*',
    };
    const document = definition([
      check('wrong', { fact: 'ops.open', operator: 'contains', value: 'x' }),
      check('unknown', docs),
      check('family', annotation, { level: 'second' }),
    ]);
    expect(faultsOf(document, registry)).toEqual([
      'spec.checks[0].rule: contains with this value compares a set or a string, but ops.open is a number',
    ]);
    expect(compileScorecard(document, { registry }).notes).toEqual([
      {
        path: 'spec.checks[1].rule.fact',
        message: expect.stringContaining('no source provides catalog.hasDocs'),
      },
    ]);
  });

  it.each([
    ['text', 'Component', 'spec.appliesTo'],
    ['an unknown operator', { $some: [] }, 'spec.appliesTo.$some'],
    ['$all beside others', { $all: [], kind: 'x' }, 'spec.appliesTo'],
    ['$any without a list', { $any: {} }, 'spec.appliesTo.$any'],
    ['a list', { kind: ['a'] }, 'spec.appliesTo.kind'],
    ['$in without a list', { kind: { $in: 'a' } }, 'spec.appliesTo.kind.$in'],
    [
      '$exists of a text',
      { kind: { $exists: 'a' } },
      'spec.appliesTo.kind.$exists',
    ],
    [
      '$contains of a list',
      { 'metadata.tags': { $contains: [] } },
      'spec.appliesTo["metadata.tags"].$contains',
    ],
  ])('names the path of an appliesTo that is %s', (_, appliesTo, path) => {
    const { compiled, faults } = compileScorecard(
      definition(both, { appliesTo }),
    );
    expect(compiled).toBeUndefined();
    expect(faults.map(fault => fault.path)).toEqual([path]);
  });

  it('knows the kinds of an appliesTo', () => {
    const kindsOf = (appliesTo: object) =>
      compileScorecard(definition(both, { appliesTo })).compiled?.appliesTo
        .kinds;
    expect(kindsOf({ kind: { $in: ['API', 'Component'] } })).toEqual(
      new Set(['api', 'component']),
    );
    expect(kindsOf({ $any: [{ kind: 'API' }, { kind: 'Group' }] })).toEqual(
      new Set(['api', 'group']),
    );
    expect(
      kindsOf({ $any: [{ kind: 'API' }, { 'spec.type': 'x' }] }),
    ).toBeUndefined();
    expect(kindsOf({ $all: [{ kind: 'API' }, { 'spec.type': 'x' }] })).toEqual(
      new Set(['api']),
    );
    expect(kindsOf({ $not: { kind: 'API' } })).toBeUndefined();
  });

  it('means the same in another order of keys and with other texts, and something else with another rule', () => {
    const meaning = (checks: unknown[], changes = {}) =>
      compileScorecard(definition(checks, changes)).compiled?.meaning;
    const reordered = {
      value: true,
      operator: 'equals',
      fact: 'catalog.hasDocs',
    };
    expect(
      meaning([
        { ...both[0], title: 'Other' },
        check('more', reordered, { level: 'second' }),
      ]),
    ).toBe(meaning(both));
    expect(
      meaning([both[0], check('more', { not: docs }, { level: 'second' })]),
    ).not.toBe(meaning(both));
  });
});

describe('hostile definitions', () => {
  const nested = (depth: number) => {
    let rule: object = docs;
    for (let i = 0; i < depth; i += 1) {
      rule = { not: rule };
    }
    return rule;
  };
  const cyclic: Record<string, unknown> = { kind: 'Scorecard' };
  cyclic.spec = cyclic;

  it.each<[string, () => unknown]>([
    ['rules nested 13 deep', () => definition([check('x', nested(13))])],
    [
      'rules nested 100,000 deep',
      () => definition([check('x', nested(100_000))]),
    ],
    [
      'a group of 900 groups of 900',
      () =>
        definition([
          check('x', {
            all: Array.from({ length: 900 }, () => ({
              all: Array.from({ length: 900 }, () => docs),
            })),
          }),
        ]),
    ],
    [
      '201 comparisons',
      () =>
        definition([
          check('x', { all: Array.from({ length: 201 }, () => docs) }),
        ]),
    ],
    [
      '201 checks',
      () =>
        definition(Array.from({ length: 201 }, (_, i) => check(`c${i}`, docs))),
    ],
    [
      'a list of a million',
      () =>
        definition([
          check('x', {
            fact: 'a',
            operator: 'in',
            value: new Array(1_000_000).fill('a'),
          }),
        ]),
    ],
    [
      'a text of ten million',
      () => definition([check('x', docs, { why: 'x'.repeat(10_000_000) })]),
    ],
    [
      '__proto__',
      () =>
        JSON.parse(
          JSON.stringify(definition(both)).replace(
            '"owner"',
            '"__proto__":{"a":1},"owner"',
          ),
        ),
    ],
    ['constructor', () => definition([check('x', docs, { constructor: {} })])],
    [
      'a fact called constructor.prototype',
      () => definition([check('x', { fact: 'a\u0000b', operator: 'exists' })]),
    ],
    ['a cycle', () => cyclic],
    [
      'a filter nested 10,000 deep',
      () =>
        definition(both, {
          appliesTo: JSON.parse(
            `${'{"$not":'.repeat(10_000)}{}${'}'.repeat(10_000)}`,
          ),
        }),
    ],
  ])('%s end in a fault within 100 ms', (_, make) => {
    const document = make();
    const before = process.cpuUsage();
    const { faults } = compileScorecard(document);
    // of this process: a busy machine does not count
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(100);
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.length).toBeLessThanOrEqual(100);
    expect(({} as { a?: number }).a).toBeUndefined();
  });
});
