/**
 * The part of CEL that a rule may use. What is in here is bounded before it runs, so that an expression costs about
 * the same for every entity; what cannot be decided beforehand is stopped by the time limit of the worker.
 */
export const CEL_LIMITS = {
  /** Characters of one expression. */
  text: 2_000,
  /** Brackets in brackets, counted before the text is parsed. */
  brackets: 30,
  /** Nesting of the parsed expression; a chain of `&&` is one level each. */
  depth: 120,
  nodes: 600,
  /** Entries of a list or a map that is written out. */
  entries: 100,
  /** Steps of one evaluation, each list of a fact taken at its largest. */
  steps: 100_000,
  /** Characters of a regular expression. */
  pattern: 200,
  /** Product of its counted repetitions, such as 12 of `(a{3}b){4}`. */
  repetitions: 200,
} as const;

const OPERATORS = [
  '_&&_',
  '_||_',
  '!_',
  '_==_',
  '_!=_',
  '_<_',
  '_<=_',
  '_>_',
  '_>=_',
  '_+_',
  '_-_',
  '_*_',
  '_/_',
  '_%_',
  '-_',
  '_?_:_',
  '_[_]',
  '@in',
  '@not_strictly_false',
];

const FUNCTIONS = [
  'size',
  'contains',
  'startsWith',
  'endsWith',
  'matches',
  'int',
  'uint',
  'double',
  'string',
  'bool',
  'dyn',
  'type',
  'timestamp',
  'duration',
  'getFullYear',
  'getMonth',
  'getDate',
  'getDayOfMonth',
  'getDayOfWeek',
  'getDayOfYear',
  'getHours',
  'getMinutes',
  'getSeconds',
  'getMilliseconds',
];

export const CEL_FUNCTIONS: ReadonlySet<string> = new Set([
  ...OPERATORS,
  ...FUNCTIONS,
]);

/** What a message lists when somebody calls another function. */
export const CEL_FUNCTION_WORDS = FUNCTIONS.join(', ');

export const CEL_TYPE_NAMES: ReadonlySet<string> = new Set([
  'bool',
  'int',
  'uint',
  'double',
  'string',
  'bytes',
  'list',
  'map',
  'null_type',
  'type',
]);

/** Functions and operators whose value is a truth or may be one; others at the top are a mistake. */
export const CEL_TRUTHS: ReadonlySet<string> = new Set([
  ...OPERATORS.slice(0, 9),
  '_?_:_',
  '_[_]',
  '@in',
  'contains',
  'startsWith',
  'endsWith',
  'matches',
  'bool',
  'dyn',
]);
