/** What is judged: one definition for each engine, and the verdict written out a third time. */
export const CHECKS = 20;
/** One entity in so many has no fact of the last check. */
const MISSING_EVERY = 10;

type Value = number | string | boolean | string[];
export type Verdict = 'pass' | 'fail' | 'no-data';

interface BenchCheck {
  readonly type: 'number' | 'string' | 'boolean' | 'set';
  readonly value: (entity: number, round: number) => Value | undefined;
  /** Ours. */
  readonly rule: (fact: string) => object;
  /** That of json-rules-engine. */
  readonly conditions: (fact: string) => object;
  readonly passes: (value: Value) => boolean;
}

const OPERATORS = [
  ['atLeast', 'greaterThanInclusive', 50, (v: Value) => Number(v) >= 50],
  ['atMost', 'lessThanInclusive', 50, (v: Value) => Number(v) <= 50],
  ['greaterThan', 'greaterThan', 40, (v: Value) => Number(v) > 40],
  ['lessThan', 'lessThan', 60, (v: Value) => Number(v) < 60],
  ['equals', 'equal', 7, (v: Value) => v === 7],
  ['notEquals', 'notEqual', 7, (v: Value) => v !== 7],
  ['in', 'in', [1, 2, 3, 50], (v: Value) => [1, 2, 3, 50].includes(Number(v))],
  ['notIn', 'notIn', [1, 2, 50], (v: Value) => ![1, 2, 50].includes(Number(v))],
] as const;

/** Changes with the round for every other check, so that about half of all facts do too. */
const numberOf = (entity: number, check: number, round: number) =>
  (entity * 7 + check * 13 + round * 31 * (check % 2)) % 100;

function numberCheck(index: number): BenchCheck {
  const [ours, theirs, value, passes] =
    OPERATORS[index % OPERATORS.length] ?? OPERATORS[0];
  return {
    type: 'number',
    value: (entity, round) => numberOf(entity, index, round),
    rule: fact => ({ fact, operator: ours, value }),
    conditions: fact => ({ all: [{ fact, operator: theirs, value }] }),
    passes,
  };
}

const BETWEEN: BenchCheck = {
  type: 'number',
  value: (entity, round) => numberOf(entity, 16, round),
  rule: fact => ({
    any: [
      {
        all: [
          { fact, operator: 'atLeast', value: 20 },
          { fact, operator: 'lessThan', value: 70 },
        ],
      },
      { not: { fact, operator: 'atMost', value: 90 } },
    ],
  }),
  conditions: fact => ({
    any: [
      {
        all: [
          { fact, operator: 'greaterThanInclusive', value: 20 },
          { fact, operator: 'lessThan', value: 70 },
        ],
      },
      { not: { fact, operator: 'lessThanInclusive', value: 90 } },
    ],
  }),
  passes: value =>
    (Number(value) >= 20 && Number(value) < 70) || Number(value) > 90,
};

const TEXT: BenchCheck = {
  type: 'string',
  value: (entity, round) => (numberOf(entity, 17, round) > 50 ? 'ga' : 'beta'),
  rule: fact => ({ fact, operator: 'equals', value: 'ga' }),
  conditions: fact => ({ all: [{ fact, operator: 'equal', value: 'ga' }] }),
  passes: value => value === 'ga',
};

const TAGS: BenchCheck = {
  type: 'set',
  value: (entity, round) => [
    numberOf(entity, 18, round) % 3 === 0 ? 'gpu' : 'cpu',
    'linux',
  ],
  rule: fact => ({ fact, operator: 'contains', value: 'gpu' }),
  conditions: fact => ({
    all: [{ fact, operator: 'contains', value: 'gpu' }],
  }),
  passes: value => Array.isArray(value) && value.includes('gpu'),
};

/** Some have no such fact: no data here, no answer there. */
const FLAG: BenchCheck = {
  type: 'boolean',
  value: (entity, round) =>
    entity % MISSING_EVERY === 0
      ? undefined
      : numberOf(entity, 19, round) % 2 === 0,
  rule: fact => ({ fact, operator: 'equals', value: true }),
  conditions: fact => ({ all: [{ fact, operator: 'equal', value: true }] }),
  passes: value => value === true,
};

const ALL: readonly BenchCheck[] = [
  ...Array.from({ length: CHECKS - 4 }, (_, index) => numberCheck(index)),
  BETWEEN,
  TEXT,
  TAGS,
  FLAG,
];

export const checkId = (check: number) => `check-${check}`;
export const factId = (check: number) => `bench.f${check}`;

/** The facts of one entity, in the order of the checks; what is not known is left out. */
export function factsOf(entity: number, round: number) {
  return ALL.flatMap(({ type, value }, check) => {
    const known = value(entity, round);
    return known === undefined ? [] : [{ check, type, value: known }];
  });
}

export function expectedVerdict(
  entity: number,
  check: number,
  round: number,
): Verdict {
  const value = ALL[check]?.value(entity, round);
  if (value === undefined) {
    return 'no-data';
  }
  return ALL[check]?.passes(value) ? 'pass' : 'fail';
}

export function definition() {
  return {
    apiVersion: 'mli.internal/v1alpha1',
    kind: 'Scorecard',
    metadata: { name: 'bench' },
    spec: {
      owner: 'group:bench',
      appliesTo: { kind: 'Component', 'spec.type': 'model' },
      levels: [{ name: 'one' }, { name: 'two' }, { name: 'three' }],
      checks: ALL.map(({ rule }, check) => ({
        id: checkId(check),
        title: `Check ${check}`,
        level: ['one', 'two', 'three'][check % 3],
        rule: rule(factId(check)),
      })),
    },
  };
}

/** Fact ids of json-rules-engine are paths, so the names there have no dot. */
export const peerFact = (check: number) => `f${check}`;

export const peerConditions = () =>
  ALL.map(({ conditions }, check) => conditions(peerFact(check)));
export const peerTypes = () => ALL.map(({ type }) => type);
