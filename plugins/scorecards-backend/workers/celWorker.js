const { parentPort } = require('node:worker_threads');
const {
  CelScalar,
  celEnv,
  celFunc,
  isCelError,
  plan,
} = require('@bufbuild/cel');
const { timestampFromDate } = require('@bufbuild/protobuf/wkt');

/**
 * Evaluates CEL programs in a thread of their own, so that an expression that takes long holds nobody up and can be
 * stopped. Plain JavaScript, because a thread is started from a file and not through the compiler of the back end.
 */

const UNKNOWN = '@unknown ';

/** Inputs of the row that is being evaluated. */
let cells = [];

const toCel = value =>
  value instanceof Date ? timestampFromDate(value) : value;

const fact = celFunc('@fact', [CelScalar.INT], CelScalar.DYN, index => {
  const value = cells[Number(index)];
  if (value === undefined) {
    throw new Error(`${UNKNOWN}${index}`);
  }
  return toCel(value);
});

const env = celEnv({ funcs: [fact] });

function messagesOf(error, found = []) {
  found.push(error.message);
  for (const cause of [error.cause].flat()) {
    if (cause instanceof Error && found.length < 50) {
      messagesOf(cause, found);
    }
  }
  return found;
}

function toAnswer(value) {
  if (typeof value === 'boolean') {
    return value;
  }
  if (!isCelError(value)) {
    return { error: 'it gives a value, but must give true or false' };
  }
  const messages = [...new Set(messagesOf(value))];
  const other = messages.find(message => !message.startsWith(UNKNOWN));
  return other === undefined
    ? { unknown: messages.map(text => Number(text.slice(UNKNOWN.length))) }
    : { error: other.slice(0, 300) };
}

function evaluate(run, row, now) {
  cells = row;
  try {
    return toAnswer(run({ now }));
  } catch (error) {
    return { error: String(error?.message ?? error).slice(0, 300) };
  }
}

function prepare(program) {
  try {
    return plan(env, program);
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

parentPort.on('message', ({ program, rows, nowMs, budgetMs }) => {
  const now = timestampFromDate(new Date(nowMs));
  const run = prepare(program);
  const startedAt = performance.now();
  const answers = [];
  for (const row of rows) {
    if (performance.now() - startedAt > budgetMs) {
      break;
    }
    answers.push(evaluate(run, row, now));
  }
  // fewer answers than rows: the budget was used up
  parentPort.postMessage(answers);
});
