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
  // pg and knex give these no code.
  return (
    error.name === 'KnexTimeoutError' ||
    /^(Connection terminated|Connection ended|Client has encountered a connection error|Unable to acquire a connection|timeout exceeded when trying to connect)/.test(
      error.message,
    )
  );
}

function codeOf(error: unknown): string {
  const code =
    typeof error === 'object' && error !== null && 'code' in error
      ? error.code
      : undefined;
  return typeof code === 'string' ? code : '';
}
