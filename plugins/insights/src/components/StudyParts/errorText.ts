import { ResponseError } from '@backstage/errors';

/** What the back end said, without the code around it. */
export function errorText(error: unknown): string {
  if (error instanceof ResponseError) return error.cause.message;
  return error instanceof Error ? error.message : String(error);
}
