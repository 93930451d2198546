import { InputError } from '@backstage/errors';
import { isStorableText } from '@mli/plugin-scorecards-common';

/** The key of the last row of a page, opaque to the caller. */
export function encodeCursor(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key), 'utf8').toString('base64url');
}

/** @throws InputError where the text is not a cursor over keys of this length */
export function decodeCursor(cursor: string, length: number): string[] {
  try {
    const key: unknown = JSON.parse(
      Buffer.from(cursor, 'base64url').toString('utf8'),
    );
    if (
      Array.isArray(key) &&
      key.length === length &&
      key.every(part => typeof part === 'string' && isStorableText(part))
    ) {
      return key;
    }
  } catch {
    // answered below
  }
  throw new InputError(
    'cursor is not one this route has answered; leave it out to start with the first page',
  );
}
