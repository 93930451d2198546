import { InputError } from '@backstage/errors';

/** Where a list goes on; opaque to callers. */
export function nextCursor(
  position: number,
  total: number,
): { nextCursor?: string } {
  return position < total
    ? { nextCursor: Buffer.from(`at ${position}`).toString('base64url') }
    : {};
}

/** @throws InputError (400) for a cursor that no list has given */
export function readCursor(cursor: string | undefined): number {
  if (cursor === undefined) {
    return 0;
  }
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const position = /^at (\d{1,9})$/.exec(text)?.[1];
  if (position === undefined) {
    throw new InputError(
      `'cursor' is not one that this list has given; leave it out to begin at the start.`,
    );
  }
  return Number(position);
}
