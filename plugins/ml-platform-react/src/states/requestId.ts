/** The id under which the back end logged a request that failed, when the error carries one. */
export function requestIdOf(error: unknown): string | undefined {
  return (
    text(at(error, 'requestId')) ??
    text(at(at(at(error, 'body'), 'request'), 'id')) ??
    header(at(at(error, 'response'), 'headers'))
  );
}

function at(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Reflect.get(value, key);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function header(headers: unknown): string | undefined {
  if (!(headers instanceof Headers)) return undefined;
  return (
    headers.get('x-request-id') ?? headers.get('x-correlation-id') ?? undefined
  );
}
