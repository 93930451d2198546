/** The sentence an error carries; the back end's own, without the technical prefix of `ResponseError`. */
export function messageOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (isResponseError(error) && cause instanceof Error && cause.message)
    return cause.message;
  if (error instanceof TypeError)
    return 'The portal could not be reached. Check your connection, then try again.';
  if (error instanceof Error && error.message) return error.message;
  return typeof error === 'string' && error ? error : 'No reason was given.';
}

export function isForbidden(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error.name === 'NotAllowedError' ||
    (isResponseError(error) && Reflect.get(error, 'statusCode') === 403)
  );
}

function isResponseError(error: unknown): boolean {
  return error instanceof Error && error.name === 'ResponseError';
}
