import { hash } from 'node:crypto';

/** An index entry of PostgreSQL must stay under a third of a page, source id and other columns included. */
const LONGEST_BYTES = 1000;

/** The text itself, or a digest of it where it is too long to be a key. */
export function boundedKey(text: string): string {
  return text.length * 3 <= LONGEST_BYTES ||
    Buffer.byteLength(text) <= LONGEST_BYTES
    ? text
    : `sha256:${hash('sha256', text)}`;
}
