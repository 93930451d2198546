import { DURATION_FORM, parseDuration } from '../facts/duration';
import type { FactType, FactValue } from '../facts/FactSchema';
import { matchesGlob } from '../facts/glob';
import { normaliseFact, parseTime } from '../facts/factValue';

/** What a rule compares with, already in its one form. Durations are milliseconds, times epoch milliseconds. */
export type Operand = number | boolean | string | readonly (string | number)[];

interface OperatorInput {
  readonly value: FactValue;
  readonly type: FactType;
  readonly operand: Operand;
  readonly nowMs: number;
}

export interface Operator {
  /** Types of fact it takes, given what it compares with. */
  types(operand: Operand): readonly FactType[];
  /** The operand in its one form, or what it must be. */
  parse(value: unknown): { operand: Operand } | { fault: string };
  holds(input: OperatorInput): boolean;
  /** Continues "<fact> is 3, must ...". */
  demand(operand: Operand, written: unknown): string;
}

const ALL_TYPES: readonly FactType[] = [
  'number',
  'boolean',
  'string',
  'set',
  'time',
];
const MAX_OPERAND_TEXT = 500;

function parseNumber(value: unknown) {
  return typeof value === 'number' && Number.isFinite(value)
    ? { operand: value }
    : { fault: 'must be a number' };
}

function parseCount(value: unknown) {
  return Number.isSafeInteger(value) && Number(value) >= 0
    ? { operand: Number(value) }
    : { fault: 'must be a whole number of at least 0' };
}

function parseText(value: unknown) {
  return typeof value === 'string' &&
    value.length > 0 &&
    value.length <= MAX_OPERAND_TEXT
    ? { operand: value }
    : { fault: `must be a text of 1 to ${MAX_OPERAND_TEXT} characters` };
}

function parseMoment(value: unknown) {
  const ms = parseTime(value);
  return ms === undefined
    ? { fault: 'must be a time such as 2026-05-04T10:00:00Z' }
    : { operand: ms };
}

function parseList(value: unknown) {
  const listed =
    Array.isArray(value) &&
    value.length > 0 &&
    (value.every(v => typeof v === 'string') ||
      value.every(v => typeof v === 'number' && Number.isFinite(v)));
  return listed
    ? // established one line above
      { operand: value as readonly (string | number)[] }
    : { fault: 'must be a list of texts or of numbers, with at least one' };
}

function parseEqual(value: unknown): { operand: Operand } | { fault: string } {
  if (typeof value === 'string' || typeof value === 'boolean') {
    return { operand: value };
  }
  if (typeof value === 'number' && Number.isFinite(value)) {
    return { operand: value };
  }
  const set = normaliseFact('set', value);
  return 'value' in set && Array.isArray(set.value)
    ? { operand: set.value }
    : { fault: 'must be a number, true, false, a text or a list of texts' };
}

function typesOfEqual(operand: Operand): readonly FactType[] {
  if (typeof operand === 'number') return ['number'];
  if (typeof operand === 'boolean') return ['boolean'];
  if (typeof operand === 'string') {
    return parseTime(operand) === undefined ? ['string'] : ['string', 'time'];
  }
  return ['set'];
}

function isEqual({ value, type, operand }: OperatorInput): boolean {
  if (type === 'time') {
    return parseTime(value) === parseTime(operand);
  }
  if (Array.isArray(value) && Array.isArray(operand)) {
    return (
      value.length === operand.length &&
      value.every((entry, index) => entry === operand[index])
    );
  }
  return value === operand;
}

function compareNumbers(
  words: string,
  holds: (value: number, operand: number) => boolean,
): Operator {
  return {
    types: () => ['number'],
    parse: parseNumber,
    holds: ({ value, operand }) => holds(Number(value), Number(operand)),
    demand: operand => `must be ${words} ${operand}`,
  };
}

function compareCounts(
  words: string,
  holds: (count: number, operand: number) => boolean,
): Operator {
  return {
    types: () => ['set'],
    parse: parseCount,
    holds: ({ value, operand }) =>
      holds(Array.isArray(value) ? value.length : 0, Number(operand)),
    demand: operand => `must have ${words} ${operand}`,
  };
}

function compareTimes(
  words: string,
  holds: (ms: number, operand: number) => boolean,
): Operator {
  return {
    types: () => ['time'],
    parse: parseMoment,
    holds: ({ value, operand }) =>
      holds(parseTime(value) ?? NaN, Number(operand)),
    demand: (_, written) => `must be ${words} ${written}`,
  };
}

/** A list as a person reads it; long ones are cut. */
export function wordsOfList(list: readonly unknown[]): string {
  const shown = list.slice(0, 5).map(String).join(', ');
  return list.length > 5 ? `${shown} and ${list.length - 5} more` : shown;
}

function wordsOfOperand(operand: Operand): string {
  if (typeof operand === 'string') return `"${operand.slice(0, 100)}"`;
  if (typeof operand === 'boolean') return operand ? 'yes' : 'no';
  return Array.isArray(operand) ? wordsOfList(operand) : String(operand);
}

function typesOfList(operand: Operand): readonly FactType[] {
  return Array.isArray(operand) && typeof operand[0] === 'number'
    ? ['number']
    : ['string'];
}

function isListed({ value, operand }: OperatorInput): boolean {
  // the list holds texts or numbers, and the value has their type: typesOfList
  return Array.isArray(operand) && operand.includes(value as string | number);
}

/** The whole rule language, in the order in which documentation and messages list it. */
export const OPERATORS = {
  equals: {
    types: typesOfEqual,
    parse: parseEqual,
    holds: isEqual,
    demand: operand => `must be ${wordsOfOperand(operand)}`,
  },
  notEquals: {
    types: typesOfEqual,
    parse: parseEqual,
    holds: input => !isEqual(input),
    demand: operand => `must not be ${wordsOfOperand(operand)}`,
  },
  lessThan: compareNumbers('less than', (a, b) => a < b),
  atMost: compareNumbers('at most', (a, b) => a <= b),
  greaterThan: compareNumbers('greater than', (a, b) => a > b),
  atLeast: compareNumbers('at least', (a, b) => a >= b),
  in: {
    types: typesOfList,
    parse: parseList,
    holds: isListed,
    demand: operand => `must be one of ${wordsOfOperand(operand)}`,
  },
  notIn: {
    types: typesOfList,
    parse: parseList,
    holds: input => !isListed(input),
    demand: operand => `must be none of ${wordsOfOperand(operand)}`,
  },
  contains: {
    types: () => ['set', 'string'],
    parse: parseText,
    holds: ({ value, operand }) =>
      (typeof value === 'string' || Array.isArray(value)) &&
      value.includes(String(operand)),
    demand: operand => `must contain ${wordsOfOperand(operand)}`,
  },
  matches: {
    types: () => ['string'],
    parse: parseText,
    holds: ({ value, operand }) => matchesGlob(String(operand), String(value)),
    demand: operand => `must match ${wordsOfOperand(operand)}`,
  },
  exists: {
    types: () => ALL_TYPES,
    parse: value =>
      value === undefined || typeof value === 'boolean'
        ? { operand: value ?? true }
        : { fault: 'must be true, false or left out' },
    // the missing value itself is judged by evaluateRule
    holds: ({ operand }) => operand === true,
    demand: operand => (operand ? 'must be set' : 'must not be set'),
  },
  withinLast: {
    types: () => ['time'],
    parse: value => {
      const ms = parseDuration(value);
      return ms === undefined
        ? { fault: `must be ${DURATION_FORM}` }
        : { operand: ms };
    },
    holds: ({ value, operand, nowMs }) => {
      const ms = parseTime(value) ?? NaN;
      return ms <= nowMs && ms >= nowMs - Number(operand);
    },
    demand: (_, written) => `must be within the last ${written}`,
  },
  before: compareTimes('before', (a, b) => a < b),
  after: compareTimes('after', (a, b) => a > b),
  countAtLeast: compareCounts('at least', (a, b) => a >= b),
  countAtMost: compareCounts('at most', (a, b) => a <= b),
} as const satisfies Record<string, Operator>;

export type OperatorName = keyof typeof OPERATORS;

export const OPERATOR_NAMES = Object.keys(OPERATORS) as OperatorName[];

export function isOperatorName(name: unknown): name is OperatorName {
  return typeof name === 'string' && Object.hasOwn(OPERATORS, name);
}

export function operatorOf(name: OperatorName): Operator {
  return OPERATORS[name];
}
