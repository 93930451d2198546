/** A deadlock or a failed serialisation: the transaction was rolled back and may simply be tried again. */
const RETRY_STATES = new Set(['40001', '40P01']);

/** The server is shutting down, starting, out of connections, read-only after a fail-over, or cancels everything. */
const AWAY_STATES = /^(08...|53...|57P0.|57014|25006|58030)$/;

const AWAY_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

export function isWorthRetrying(error: unknown): boolean {
  return RETRY_STATES.has(codeOf(error));
}

/** Whether the database is away, rather than the statement wrong. What was under way is not acknowledged. */
export function isDatabaseAway(error: unknown): boolean {
  const code = codeOf(error);
  if (AWAY_STATES.test(code) || AWAY_CODES.has(code)) {
    return true;
  }
  if (!(error instanceof Error)) {
    return false;
  }
  // pg and knex give these no code, and knex puts the statement before the message.
  return (
    error.name === 'KnexTimeoutError' ||
    /(?:^| - )(?:Connection terminated|Connection ended|Client has encountered a connection error|Unable to acquire a connection|timeout exceeded when trying to connect)[^\n]*$/.test(
      error.message,
    )
  );
}

/**
 * What may be logged of a failed statement. The message of knex repeats the statement with its values, and the
 * detail of PostgreSQL repeats rows: both would put payloads into the log, and into the answer.
 */
export function withoutPayload(error: unknown): Error {
  const part = (name: string) =>
    typeof error === 'object' && error !== null && name in error
      ? ` ${name} ${String(Reflect.get(error, name))}`
      : '';
  const kind = error instanceof Error ? error.name : typeof error;
  return new Error(
    `Storing events failed (${kind}${part('code')}${part('table')}${part('constraint')}).`,
  );
}

function codeOf(error: unknown): string {
  const code =
    typeof error === 'object' && error !== null && 'code' in error
      ? error.code
      : undefined;
  return typeof code === 'string' ? code : '';
}
