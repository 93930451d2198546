/** The sentence of the back end where there is one. */
export function errorText(error: unknown): string {
  if (error instanceof Error) {
    const { cause } = error;
    return cause instanceof Error ? cause.message : error.message;
  }
  return String(error);
}
